"""Retention: the records of old runs go, and what belongs to them goes first."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.rows import class_row

from medgen_assets.errors import BadInput, Problem
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.queries import query
from medgen_assets.store.run_rows import ENDS, PrunedRun, RunState

RUNS_AT_ONCE = 500
"""Runs of one transaction. Assumption: half a minute of deleting, and little to do again if it is interrupted."""


@dataclass(frozen=True)
class Retention:
    """What is kept: runs that ended lately, the newest of each scenario, and those in other states."""

    keep_days: int = 30
    """Assumption: a month."""
    keep_runs: int = 10
    """Of each scenario (assumption: enough to compare)."""
    states: tuple[RunState, ...] = ENDS
    """Only runs that ended so are removed."""

    def __post_init__(self) -> None:
        problems = [
            Problem(name, str(value), "it must not be negative.")
            for name, value in (("keep_days", self.keep_days), ("keep_runs", self.keep_runs))
            if value < 0
        ]
        problems += [
            Problem("state", repr(str(state)), f"only ended runs are removed: {', '.join(ENDS)}.")
            for state in self.states
            if state not in ENDS
        ]
        if problems:
            raise BadInput(problems)


@dataclass(frozen=True)
class Forgotten:
    """What goes in one transaction: runs, and the partition keys of which no run is left."""

    runs: list[PrunedRun]
    partition_keys: list[str]


Forget = Callable[[Forgotten], None]


def prunable(database: Database, retention: Retention, limit: int | None = None) -> list[PrunedRun]:
    """The runs that would go, oldest first."""
    values = {
        "days": retention.keep_days,
        "keep": retention.keep_runs,
        "states": [str(state) for state in retention.states],
        "limit": limit,
    }

    def read(connection: Connection) -> list[PrunedRun]:
        with connection.cursor(row_factory=class_row(PrunedRun)) as cursor:
            return cursor.execute(query("runs", "prunable"), values).fetchall()

    return database.read(read, "bulk")


def prune(database: Database, retention: Retention, forget: Forget = lambda _: None) -> list[PrunedRun]:
    """Remove the records of old runs, with resolved scenarios that no run is left of; the runs that went.

    `forget` removes what else belongs to some of them, before their records go: if it is interrupted, the
    records are still there, and pruning again finishes the work. Nobody takes a run up again meanwhile.
    """
    gone: list[PrunedRun] = []
    for some in slices(prunable(database, retention)):
        with database.connection("bulk") as connection:
            held = {row[0] for row in asked(connection, "hold", run_ids=[run.run_id for run in some])}
            runs = [run for run in some if run.run_id in held]
            ids, fingerprints = [run.run_id for run in runs], [run.scenario_fingerprint for run in runs]
            keys = asked(connection, "remove_documents", run_ids=ids, fingerprints=fingerprints)
            forget(Forgotten(runs, [row[0] for row in keys]))
            connection.execute(query("runs", "remove"), {"run_ids": ids})
        gone += runs
    return gone


def slices(runs: Sequence[PrunedRun]) -> Iterator[Sequence[PrunedRun]]:
    """The runs, some at a time."""
    return (runs[first : first + RUNS_AT_ONCE] for first in range(0, len(runs), RUNS_AT_ONCE))


def asked(connection: Connection, name: str, **values: Any) -> list[tuple[Any, ...]]:
    """The rows of a question about runs."""
    rows: list[tuple[Any, ...]] = connection.execute(query("runs", name), values).fetchall()
    return rows
