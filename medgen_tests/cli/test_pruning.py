"""`medgen runs`: what goes, and what was made."""

from pathlib import Path

import pytest

from medgen_assets.fingerprint import fingerprint
from medgen_assets.store.opening import open_database
from medgen_assets.store.runs import Runs
from medgen_tests.cli.conftest import Medgen


@pytest.fixture
def recorded(postgres_url: str, medgen_home: Path) -> None:
    """Three runs of forty days ago: two completed, one failed."""
    with open_database() as database:
        runs = Runs(database)
        for run_id in ("one", "two", "bad"):
            runs.create(
                run_id,
                scenario_name="x",
                scenario_fingerprint=fingerprint("x"),
                seed=1,
                total=10,
                person="anna",
            )
            runs.start(run_id)
        for run_id in ("one", "two"):
            runs.complete(run_id, row_counts={"patients": 10}, bytes=99, stage_seconds={}, outcomes={})
        runs.fail("bad", "disk full")
        with database.connection() as connection:
            connection.execute("UPDATE run SET ended_at = ended_at - interval '40 days'")


def run_ids(answer: dict[str, list[dict[str, str]]]) -> list[str]:
    return [run["run_id"] for run in answer["runs"]]


def test_a_dry_run_says_what_would_go(medgen: Medgen, recorded: None) -> None:
    answer = medgen("runs", "prune", "--keep-runs", "0", "--dry-run", "--json").answer()

    assert (answer["is_dry_run"], sorted(run_ids(answer))) == (True, ["bad", "one", "two"])
    assert len(medgen("status", "--json").answer()["runs"]) == 3


def test_only_the_states_asked_for_go(medgen: Medgen, recorded: None) -> None:
    answer = medgen("runs", "prune", "--keep-runs", "0", "--state", "failed,cancelled", "--json").answer()

    assert (answer["is_dry_run"], run_ids(answer)) == (False, ["bad"])
    assert sorted(run_ids(medgen("status", "--json").answer())) == ["one", "two"]


def test_the_young_are_kept(medgen: Medgen, recorded: None) -> None:
    ended = medgen("runs", "prune", "--keep-runs", "0", "--keep-days", "50")

    assert ended.out == "0 runs and 0 of Dagster's removed; sealed data sets stay.\n"


def test_a_state_in_which_runs_do_not_end_is_refused(medgen: Medgen, recorded: None) -> None:
    ended = medgen("runs", "prune", "--state", "running")

    assert ended.code == 2
    assert ended.errors == ["medgen: --state is 'running': runs that ended are completed, failed, cancelled."]


def test_usage_is_told_by_day_and_person_and_outlives_the_runs(medgen: Medgen, recorded: None) -> None:
    medgen("runs", "prune", "--keep-runs", "0")
    answer = medgen("runs", "usage", "--json").answer()["usage"]
    figures = [(row["person"], row["state"], row["runs"], row["patients"], row["bytes"]) for row in answer]

    assert figures == [("anna", "completed", 2, 20, 198), ("anna", "failed", 1, 0, 0)]
    assert "anna" in medgen("runs", "usage").out


def test_a_home_without_a_database_has_neither(medgen: Medgen, empty_home: Path) -> None:
    assert medgen("runs", "prune", "--json").answer()["runs"] == []
    assert medgen("runs", "usage", "--json").answer() == {"usage": []}
    assert not empty_home.exists()
