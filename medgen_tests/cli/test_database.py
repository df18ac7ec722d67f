"""`medgen db`: the server and its schema."""

from pathlib import Path

import pytest

from medgen_tests.cli.conftest import Medgen


def test_a_server_that_nobody_started_is_not_running(medgen: Medgen, empty_home: Path) -> None:
    status = medgen("db", "status", "--json").answer()

    assert status["running"] is False
    assert not empty_home.exists()


@pytest.mark.usefixtures("postgres_url")
def test_a_running_server_tells_its_connections(medgen: Medgen) -> None:
    status = medgen("db", "status", "--json").answer()

    assert status["running"]
    assert status["connections"] < status["max_connections"]


@pytest.mark.usefixtures("postgres_url")
def test_the_schema_goes_up_down_and_up_again(medgen: Medgen) -> None:
    up = medgen("db", "migrate", "--json").answer()["steps"]
    down = medgen("db", "rollback", "--steps", str(len(up)), "--json").answer()["steps"]

    assert down == up[::-1]
    assert medgen("db", "migrate", "--json").answer()["steps"] == up


@pytest.mark.usefixtures("postgres_url")
def test_a_schema_that_is_up_to_date_stays(medgen: Medgen) -> None:
    medgen("db", "migrate")

    assert "No step" in medgen("db", "migrate").out
