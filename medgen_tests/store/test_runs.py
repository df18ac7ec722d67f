"""The record of runs goes forward only, and tells what became of the dead."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from medgen_assets.errors import BadInput
from medgen_assets.fingerprint import fingerprint
from medgen_assets.store.pool import Database
from medgen_assets.store.processes import this_process
from medgen_assets.store.queries import query
from medgen_assets.store.run_rows import (
    IllegalTransition,
    RunExists,
    RunState,
    RunTaken,
    UnknownRun,
)
from medgen_assets.store.runs import Runs

RESULT: dict[str, Any] = {
    "row_counts": {"patients": 100, "events": 900},
    "bytes": 12345,
    "stage_seconds": {"casualties": 1.5},
    "outcomes": {"RTD": 60, "KIA": 40},
    "out_path": "/data/baltic/1",
}


@pytest.fixture
def runs(database: Database) -> Runs:
    return Runs(database)


def create(runs: Runs, run_id: str = "r1", scenario_name: str = "baltic", total: int = 100) -> str:
    print_of_it = fingerprint(scenario_name)
    runs.create(run_id, scenario_name=scenario_name, scenario_fingerprint=print_of_it, seed=7, total=total)
    return run_id


def started(runs: Runs, run_id: str = "r1") -> str:
    runs.start(create(runs, run_id))
    return run_id


def completed(runs: Runs, run_id: str, scenario_name: str = "baltic") -> str:
    runs.start(create(runs, run_id, scenario_name))
    runs.complete(run_id, **RESULT)
    return run_id


def test_a_new_run_waits(runs: Runs) -> None:
    run = runs.get(create(runs))

    assert (run.state, run.seed, run.done, run.total, run.started_at) == (RunState.PENDING, 7, 0, 100, None)


def test_an_id_is_used_once(runs: Runs) -> None:
    create(runs)

    with pytest.raises(RunExists, match="'r1'"):
        create(runs)


def test_a_started_run_names_its_process(runs: Runs) -> None:
    run = runs.get(started(runs))

    assert (run.state, run.process_id) == (RunState.RUNNING, os.getpid())


def test_progress_is_kept_with_its_rate(runs: Runs) -> None:
    is_cancelled = runs.progress(started(runs), 40)
    run = runs.get("r1")

    assert is_cancelled is False
    assert run.done == 40
    assert (run.patients_per_second or 0) > 0


def test_progress_beyond_the_total_is_refused(runs: Runs) -> None:
    started(runs)

    with pytest.raises(BadInput):
        runs.progress("r1", 101)


def test_a_completed_run_keeps_what_came_of_it(runs: Runs) -> None:
    run = runs.get(completed(runs, "r1"))

    assert (run.state, run.done, run.bytes, run.out_path) == (
        RunState.COMPLETED,
        100,
        12345,
        "/data/baltic/1",
    )
    assert (run.row_counts, run.outcomes) == (RESULT["row_counts"], RESULT["outcomes"])
    assert run.stage_seconds == {"casualties": 1.5}
    assert run.ended_at is not None


def test_a_failed_run_says_why(runs: Runs) -> None:
    runs.fail(started(runs), "disk full", {"casualties": 2.0})
    run = runs.get("r1")

    assert (run.state, run.error, run.stage_seconds) == (RunState.FAILED, "disk full", {"casualties": 2.0})


def test_a_run_that_waits_is_cancelled_at_once(runs: Runs) -> None:
    assert runs.request_cancel(create(runs)) is RunState.CANCELLED
    assert runs.get("r1").ended_at is not None


def test_a_running_run_hears_of_its_cancelling_with_its_progress(runs: Runs) -> None:
    started(runs)
    runs.progress("r1", 10)

    assert runs.request_cancel("r1") is RunState.RUNNING
    assert runs.is_cancelled("r1")
    assert runs.progress("r1", 20) is True
    runs.cancel("r1")
    assert runs.get("r1").state is RunState.CANCELLED


def test_a_failed_run_is_taken_up_again_and_keeps_what_it_said(runs: Runs) -> None:
    runs.progress(started(runs), 40)
    runs.fail("r1", "disk full")
    runs.restart("r1")
    run, [earlier] = runs.get("r1"), runs.attempts("r1")

    assert (run.state, run.done, run.error, run.ended_at) == (RunState.RUNNING, 0, None, None)
    assert (earlier.attempt, earlier.state, earlier.done) == (1, RunState.FAILED, 40)
    assert (earlier.error, earlier.process_id) == ("disk full", os.getpid())


def test_a_cancelled_run_is_taken_up_again_as_often_as_one_likes(runs: Runs) -> None:
    started(runs)
    for _ in range(3):
        runs.request_cancel("r1")
        runs.cancel("r1")
        runs.restart("r1")

    assert runs.progress("r1", 1) is False
    assert [attempt.attempt for attempt in runs.attempts("r1")] == [1, 2, 3]


def test_one_of_many_takes_a_run_up_again(runs: Runs) -> None:
    runs.fail(started(runs), "disk full")

    def restarted(_: int) -> bool:
        try:
            runs.restart("r1")
        except IllegalTransition:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        taken = list(threads.map(restarted, range(8)))

    assert sum(taken) == 1


def test_a_run_of_another_process_is_left_alone(runs: Runs, database: Database) -> None:
    started(runs)
    with database.connection() as connection:
        connection.execute("UPDATE run SET process_id = process_id + 1")

    for move in (
        lambda: runs.progress("r1", 1),
        lambda: runs.enter("r1", "finish"),
        lambda: runs.fail("r1", "too late"),
        lambda: runs.cancel("r1"),
        lambda: runs.complete("r1", **RESULT),
    ):
        with pytest.raises(RunTaken, match=f"worked on by process {os.getpid() + 1}"):
            move()


def test_a_process_that_got_the_number_of_a_dead_one_does_not_count(runs: Runs, database: Database) -> None:
    started(runs)
    with database.connection() as connection:
        connection.execute("UPDATE run SET process_mark = 'another boot 17'")

    assert [run.run_id for run in runs.fail_dead()] == ["r1"]


def test_a_run_whose_process_died_before_its_start_is_dead(runs: Runs, database: Database) -> None:
    create(runs)
    alive = runs.dead()
    with database.connection() as connection:
        connection.execute("UPDATE run SET process_mark = 'another boot 17'")

    assert (alive, [run.run_id for run in runs.fail_dead()]) == ([], ["r1"])
    assert runs.get("r1").state is RunState.FAILED


def test_a_stage_is_told_and_hears_of_a_cancelling(runs: Runs) -> None:
    assert runs.enter(started(runs), "plan") is False
    runs.request_cancel("r1")

    assert runs.enter("r1", "batches") is True
    assert runs.get("r1").stage == "batches"


def test_progress_tells_how_the_connections_are(runs: Runs) -> None:
    runs.progress(started(runs), 1)
    figures = runs.get("r1").connections or {}

    assert figures["max_size"] == 2
    assert figures["requests"] >= 3


def test_an_end_is_final(runs: Runs) -> None:
    completed(runs, "r1")

    for move in (
        lambda: runs.start("r1"),
        lambda: runs.restart("r1"),
        lambda: runs.progress("r1", 1),
        lambda: runs.fail("r1", "too late"),
        lambda: runs.cancel("r1"),
        lambda: runs.request_cancel("r1"),
        lambda: runs.complete("r1", **RESULT),
    ):
        with pytest.raises(IllegalTransition, match="is completed and cannot become"):
            move()


def test_a_run_that_waits_cannot_be_completed(runs: Runs) -> None:
    create(runs)

    with pytest.raises(IllegalTransition, match="is pending and cannot become completed"):
        runs.complete("r1", **RESULT)


def test_the_database_itself_refuses_to_go_back(runs: Runs, database: Database) -> None:
    completed(runs, "r1")

    with (
        pytest.raises(psycopg.errors.CheckViolation, match="cannot go from"),
        database.connection() as connection,
    ):
        connection.execute("UPDATE run SET state = 'running', ended_at = NULL")


def test_an_unknown_run_is_named(runs: Runs) -> None:
    for ask in (runs.get, runs.is_cancelled, runs.start, runs.cancel, runs.request_cancel, runs.restart):
        with pytest.raises(UnknownRun, match="'nope'"):
            ask("nope")


def test_runs_are_listed_newest_first(runs: Runs) -> None:
    create(runs, "a")
    create(runs, "b", "other")
    completed(runs, "c")

    assert [run.run_id for run in runs.page()] == ["c", "b", "a"]
    assert [run.run_id for run in runs.page(scenario_name="baltic")] == ["c", "a"]
    assert [run.run_id for run in runs.page(state=RunState.PENDING, limit=1)] == ["b"]
    assert [run.run_id for run in runs.page(limit=1, offset=1)] == ["b"]


def test_dagster_runs_are_named_once(runs: Runs) -> None:
    create(runs)
    for dagster_run_id in ("x", "y", "x"):
        runs.add_dagster_run("r1", dagster_run_id)

    assert runs.get("r1").dagster_run_ids == ["x", "y"]


def test_a_run_whose_process_lives_is_not_dead(runs: Runs) -> None:
    started(runs)

    assert runs.fail_dead() == []


def test_a_run_whose_process_is_gone_is_recorded_as_failed(runs: Runs, database: Database) -> None:
    started(runs)
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with database.connection() as connection:
        connection.execute("UPDATE run SET process_id = %s", [gone.pid])

    assert [run.run_id for run in runs.fail_dead()] == ["r1"]
    assert runs.get("r1").state is RunState.FAILED
    assert f"Process {gone.pid}" in (runs.get("r1").error or "")


def test_a_run_of_another_host_is_dead_when_it_is_silent(runs: Runs, database: Database) -> None:
    started(runs)
    with database.connection() as connection:
        connection.execute("UPDATE run SET host = 'elsewhere', heartbeat_at = now() - interval '10 minutes'")

    assert [run.run_id for run in runs.dead(silent_seconds=300)] == ["r1"]
    assert runs.dead(silent_seconds=3600) == []


@pytest.mark.parametrize("seed", [-1, 2**63])
def test_a_seed_out_of_range_is_refused(runs: Runs, seed: int) -> None:
    with pytest.raises(BadInput):
        runs.create("r1", scenario_name="x", scenario_fingerprint=fingerprint("x"), seed=seed, total=1)


def test_signs_of_life_touch_no_index(runs: Runs, database: Database) -> None:
    started(runs)
    asked = "SELECT pg_stat_get_xact_tuples_hot_updated('run'::regclass)"
    values = {"run_id": "r1", "done": 1, "total": None, "connections": None, **this_process()}
    with database.connection() as connection:
        before = connection.execute(asked).fetchone() or (0,)
        for _ in range(5):
            connection.execute(query("runs", "progress"), values)
        after = connection.execute(asked).fetchone() or (0,)

    assert after[0] - before[0] == 5
