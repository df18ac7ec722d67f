"""Usage is counted with the end of a run, whoever ends it, and outlives its record."""

from datetime import date
from typing import Any

from medgen_assets.fingerprint import fingerprint
from medgen_assets.store.pool import Database
from medgen_assets.store.pruning import Retention, prune
from medgen_assets.store.run_rows import RunState
from medgen_assets.store.runs import Runs
from medgen_assets.store.usage import Usage, usage_since

RESULT: dict[str, Any] = {
    "row_counts": {"patients": 100, "events": 900},
    "bytes": 12345,
    "stage_seconds": {},
    "outcomes": {},
}


def started(runs: Runs, run_id: str, person: str = "anna") -> str:
    runs.create(
        run_id,
        scenario_name="x",
        scenario_fingerprint=fingerprint("x"),
        seed=1,
        total=100,
        person=person,
    )
    runs.start(run_id)
    return run_id


def usage(database: Database) -> dict[tuple[str, RunState], Usage]:
    return {(entry.person, entry.state): entry for entry in usage_since(database, date.min)}


def test_completed_runs_are_added_up_by_person(database: Database) -> None:
    runs = Runs(database)
    for run_id, person in (("r1", "anna"), ("r2", "anna"), ("r3", "bert")):
        runs.complete(started(runs, run_id, person), **RESULT)
    found = usage(database)
    of_anna = found["anna", RunState.COMPLETED]

    assert len(found) == 2
    assert (of_anna.runs, of_anna.patients, of_anna.row_count, of_anna.bytes) == (2, 200, 2000, 24690)
    assert of_anna.connection_requests >= of_anna.connections_opened >= 0


def test_a_run_counts_once_for_each_of_its_ends(database: Database) -> None:
    runs = Runs(database)
    runs.fail(started(runs, "r1"), "disk full")
    runs.restart("r1")
    runs.complete("r1", **RESULT)

    assert {key: entry.runs for key, entry in usage(database).items()} == {
        ("anna", RunState.FAILED): 1,
        ("anna", RunState.COMPLETED): 1,
    }


def test_usage_outlives_the_record_of_the_run(database: Database) -> None:
    runs = Runs(database)
    runs.complete(started(runs, "r1"), **RESULT)
    with database.connection() as connection:
        connection.execute("UPDATE run SET ended_at = now() - interval '90 days'")
    before = usage(database)
    prune(database, Retention(keep_days=1, keep_runs=0))

    assert runs.page() == []
    assert usage(database) == before
