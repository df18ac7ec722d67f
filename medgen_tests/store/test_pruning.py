"""Old runs go, oldest first; the young, the newest of each scenario and the unfinished stay."""

import threading

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.fingerprint import fingerprint
from medgen_assets.store.documents import Documents
from medgen_assets.store.pool import Database
from medgen_assets.store.pruning import Forgotten, Retention, prunable, prune
from medgen_assets.store.run_rows import RunState, UnknownRun
from medgen_assets.store.runs import Runs


@pytest.fixture
def runs(database: Database) -> Runs:
    return Runs(database)


def started(runs: Runs, run_id: str, scenario: str = "baltic") -> str:
    runs.create(run_id, scenario_name=scenario, scenario_fingerprint=fingerprint(scenario), seed=7, total=100)
    runs.start(run_id)
    return run_id


def completed(runs: Runs, run_id: str, scenario: str = "baltic") -> str:
    runs.complete(started(runs, run_id, scenario), row_counts={}, bytes=1, stage_seconds={}, outcomes={})
    return run_id


def failed(runs: Runs, run_id: str) -> str:
    runs.fail(started(runs, run_id), "disk full")
    return run_id


def age(database: Database, days: int) -> None:
    """Make every run older that has ended."""
    with database.connection() as connection:
        connection.execute("UPDATE run SET ended_at = ended_at - make_interval(days => %s)", [days])


def left(runs: Runs) -> set[str]:
    return {run.run_id for run in runs.page(limit=1000)}


def test_the_young_the_newest_and_the_unfinished_are_kept(runs: Runs, database: Database) -> None:
    for number in range(5):
        completed(runs, f"old{number}")
    completed(runs, "single", "other")
    age(database, 40)
    started(runs, "unfinished")
    completed(runs, "young")

    pruned = prune(database, Retention(keep_days=30, keep_runs=4))

    assert [run.run_id for run in pruned] == ["old0", "old1", "old2"]
    assert left(runs) == {"young", "unfinished", "old4", "old3", "single"}


def test_only_runs_in_the_states_asked_for_go(runs: Runs, database: Database) -> None:
    completed(runs, "well")
    failed(runs, "badly")
    age(database, 40)

    pruned = prune(database, Retention(keep_runs=0, states=(RunState.FAILED,)))

    assert [(run.run_id, run.state) for run in pruned] == [("badly", RunState.FAILED)]
    assert left(runs) == {"well"}


def test_what_would_go_is_told_without_harm(runs: Runs, database: Database) -> None:
    completed(runs, "old")
    age(database, 40)

    assert [run.run_id for run in prunable(database, Retention(keep_runs=0))] == ["old"]
    assert left(runs) == {"old"}


def test_more_runs_than_fit_one_transaction_go(runs: Runs, database: Database) -> None:
    with database.connection() as connection:
        connection.execute(
            "INSERT INTO run (run_id, scenario_name, scenario_fingerprint, seed, total, state, ended_at) "
            "SELECT 'r' || n, 'x', repeat('a', 64), 1, 1, 'cancelled', now() - interval '40 days' "
            "FROM generate_series(1, 1203) AS n"
        )
    heard: list[int] = []
    pruned = prune(database, Retention(keep_runs=3), lambda forgotten: heard.append(len(forgotten.runs)))

    assert (len(pruned), heard, len(left(runs))) == (1200, [500, 500, 200], 3)


def test_an_interrupted_pruning_is_finished_by_the_next(runs: Runs, database: Database) -> None:
    completed(runs, "old")
    age(database, 40)

    def interrupted(_: Forgotten) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prune(database, Retention(keep_runs=0), interrupted)

    assert left(runs) == {"old"}
    assert [run.run_id for run in prune(database, Retention(keep_runs=0))] == ["old"]


def test_a_run_is_not_taken_up_while_it_is_pruned(runs: Runs, database: Database) -> None:
    failed(runs, "old")
    age(database, 40)
    met: list[BaseException] = []

    def restart() -> None:
        try:
            runs.restart("old")
        except UnknownRun as error:
            met.append(error)

    other = threading.Thread(target=restart)

    def forget(_: Forgotten) -> None:
        other.start()
        other.join(0.3)
        assert other.is_alive()  # it waits

    prune(database, Retention(keep_runs=0), forget)
    other.join(10)

    assert len(met) == 1


def test_a_run_taken_up_again_is_not_pruned(runs: Runs, database: Database) -> None:
    failed(runs, "old")
    age(database, 40)
    runs.restart("old")

    assert prune(database, Retention(keep_runs=0)) == []
    assert left(runs) == {"old"}


def test_a_resolved_scenario_goes_with_its_last_run(runs: Runs, database: Database) -> None:
    documents, heard = Documents(database), list[str]()
    for name in ("baltic", "other"):
        documents.put(name, fingerprint(name), {"name": name})
    completed(runs, "old")
    completed(runs, "old_other", "other")
    age(database, 40)
    completed(runs, "young_other", "other")

    prune(database, Retention(keep_runs=0), lambda forgotten: heard.extend(forgotten.partition_keys))

    assert heard == [f"baltic@{fingerprint('baltic')[:12]}"]
    assert documents.get(fingerprint("other")) == {"name": "other"}


def test_what_cannot_be_meant_is_refused_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        Retention(keep_days=-1, keep_runs=-1, states=(RunState.RUNNING,))

    assert len(refused.value.problems) == 3
