"""A server of the user's own, by MEDGEN_POSTGRES_URL."""

from pathlib import Path

import psycopg
import pytest

from medgen_assets.errors import BadInput, DependencyDown
from medgen_assets.store.server import ensure_server, server_status
from medgen_assets.store.server.address import without_password


def test_the_url_wins_over_an_embedded_server(medgen_home: Path, postgres_url: str) -> None:
    assert ensure_server().url == postgres_url
    assert not medgen_home.exists()


def test_dagster_has_a_schema_of_its_own_in_the_same_database(postgres_url: str) -> None:
    with psycopg.connect(ensure_server().dagster_url) as dagster:
        dagster.execute("CREATE TABLE runs ()")

    with psycopg.connect(postgres_url) as medgen:
        assert medgen.execute("SELECT to_regclass('dagster.runs') IS NOT NULL").fetchone() == (True,)


def test_asking_twice_is_no_error(postgres_url: str) -> None:
    assert ensure_server() == ensure_server()


def test_a_server_that_does_not_answer_is_told_without_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDGEN_POSTGRES_URL", "postgresql://planner:secret@127.0.0.1:1/medgen")

    with pytest.raises(DependencyDown, match=r"planner@127\.0\.0\.1:1") as caught:
        ensure_server()
    assert "secret" not in str(caught.value)


def test_what_is_not_a_url_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDGEN_POSTGRES_URL", "host=localhost password=secret")

    with pytest.raises(BadInput, match="MEDGEN_POSTGRES_URL is not a URL") as caught:
        ensure_server()
    assert "secret" not in str(caught.value)


def test_the_status_counts_connections(postgres_url: str) -> None:
    status = server_status()

    assert status["kind"] == "external"
    assert status["running"]


def test_the_status_of_a_dead_server_is_not_running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDGEN_POSTGRES_URL", "postgresql://planner@127.0.0.1:1/medgen")

    assert not server_status()["running"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://a:secret@host:5/db?x=1", "postgresql://a@host:5/db?x=1"),
        ("postgresql://a@host/db?password=secret", "postgresql://a@host/db"),
        ("postgresql:///db?host=/run/x&port=5", "postgresql:///db?host=/run/x&port=5"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert without_password(url) == shown
