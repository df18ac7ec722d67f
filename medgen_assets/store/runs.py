"""The record of runs: where each stands, how far it is, and what came of it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import psycopg
from psycopg.rows import class_row

from medgen_assets.fingerprint import canonical_json
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.processes import is_alive, this_process
from medgen_assets.store.queries import query
from medgen_assets.store.refusals import refusals_named
from medgen_assets.store.run_rows import (
    IllegalTransition,
    Run,
    RunAttempt,
    RunExists,
    RunState,
    RunTaken,
    UnknownRun,
)

SILENT_SECONDS = 300.0
"""A run without a sign of life for so long is dead, if its process cannot be asked.
Assumption: five minutes, many times the longest a chunk of patients takes."""


class Runs:
    """The runs of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(  # noqa: PLR0913, each is a column
        self,
        run_id: str,
        *,
        scenario_name: str,
        scenario_fingerprint: str,
        seed: int,
        total: int,
        scenario_version: int | None = None,
        out_path: str | None = None,
        person: str | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        """Record a run that waits to start, of `total` patients; raises RunExists."""
        values = {
            "run_id": run_id,
            "scenario_name": scenario_name,
            "scenario_fingerprint": scenario_fingerprint,
            "scenario_version": scenario_version,
            "seed": seed,
            "total": total,
            "out_path": out_path,
            "person": person,
            "options": None if options is None else _json(dict(options)),
            **this_process(),
        }
        try:
            with refusals_named(f"run {run_id!r}"), self._database.connection() as connection:
                connection.execute(query("runs", "create"), values)
        except psycopg.errors.UniqueViolation:
            raise RunExists(run_id) from None

    def start(self, run_id: str) -> None:
        """This process works on the run from now on; raises IllegalTransition, UnknownRun."""
        self._move(run_id, "start", RunState.RUNNING, {})

    def restart(self, run_id: str) -> None:
        """This process takes a failed or cancelled run up again; what became of it before is kept.

        Raises IllegalTransition when it runs, waits or is completed, UnknownRun.
        """
        self._move(run_id, "restart", RunState.RUNNING, {})

    def lie_in(self, run_id: str, out_path: str) -> None:
        """The run has a folder; raises IllegalTransition, RunTaken, UnknownRun."""
        self._move(run_id, "lie_in", RunState.RUNNING, {"out_path": out_path})

    def enter(self, run_id: str, stage: str) -> bool:
        """Say which stage is worked on, and hear whether the run is to be cancelled; raises as `progress`."""
        return bool(self._move(run_id, "enter", RunState.RUNNING, {"stage": stage})[0])

    def progress(self, run_id: str, done: int, total: int | None = None) -> bool:
        """Say how many patients are done, and hear whether the run is to be cancelled.

        Raises IllegalTransition when the run is not running, RunTaken when another process works on it.
        """
        values = {"done": done, "total": total, "connections": self._pool_figures()}
        return bool(self._move(run_id, "progress", RunState.RUNNING, values)[0])

    def add_dagster_run(self, run_id: str, dagster_run_id: str) -> None:
        """Name a Dagster run that works for the run; again is no error."""
        with self._database.connection() as connection:
            values = {"run_id": run_id, "dagster_run_id": dagster_run_id}
            connection.execute(query("runs", "add_dagster_run"), values)

    def complete(
        self,
        run_id: str,
        *,
        row_counts: dict[str, int],
        bytes: int,  # noqa: A002  # named as the manifest names it
        stage_seconds: dict[str, float],
        outcomes: dict[str, Any],
        out_path: str | None = None,
    ) -> None:
        """The run ended well, with so many rows by table and bytes; raises IllegalTransition, UnknownRun."""
        values = {
            "row_counts": _json(row_counts),
            "bytes": bytes,
            "stage_seconds": _json(stage_seconds),
            "outcomes": _json(outcomes),
            "out_path": out_path,
            "connections": self._pool_figures(),
        }
        self._move(run_id, "complete", RunState.COMPLETED, values)

    def fail(self, run_id: str, error: str, stage_seconds: dict[str, float] | None = None) -> None:
        """The run ended badly; raises IllegalTransition, UnknownRun."""
        stages = None if stage_seconds is None else _json(stage_seconds)
        values = {"error": error or "no reason was given", "stage_seconds": stages}
        self._move(run_id, "fail", RunState.FAILED, values)

    def request_cancel(self, run_id: str) -> RunState:
        """Ask for the run's end: a waiting one ends at once, a running one at its next progress.

        Raises IllegalTransition when it has ended, UnknownRun.
        """
        return RunState(self._move(run_id, "request_cancel", RunState.CANCELLED, {})[0])

    def cancel(self, run_id: str) -> None:
        """The run has stopped because that was asked for; raises IllegalTransition, UnknownRun."""
        self._move(run_id, "cancel", RunState.CANCELLED, {})

    def is_cancelled(self, run_id: str) -> bool:
        """Whether somebody asked for the run's end; raises UnknownRun."""
        asked, values = query("runs", "is_cancelled"), {"run_id": run_id}
        row = self._database.read(lambda connection: connection.execute(asked, values).fetchone())
        if row is None:
            raise UnknownRun(run_id)
        return bool(row[0])

    def get(self, run_id: str) -> Run:
        """One run; raises UnknownRun."""
        found = self._runs("get", {"run_id": run_id})
        if not found:
            raise UnknownRun(run_id)
        return found[0]

    def of_dagster_run(self, dagster_run_id: str) -> Run | None:
        """The run that a Dagster run works for, if it is one of ours."""
        found = self._runs("of_dagster_run", {"dagster_run_id": dagster_run_id})
        return found[0] if found else None

    def page(
        self,
        *,
        state: RunState | None = None,
        scenario_name: str | None = None,
        limit: int = 20,
        offset: int = 0,
    ) -> list[Run]:
        """A page of runs, newest first, of one state or scenario if named."""
        values = {"state": state, "scenario_name": scenario_name, "limit": limit, "offset": offset}
        return self._runs("page", values)

    def attempts(self, run_id: str) -> list[RunAttempt]:
        """The earlier attempts at a run that was taken up again, first one first."""

        def read(connection: Connection) -> list[RunAttempt]:
            with connection.cursor(row_factory=class_row(RunAttempt)) as cursor:
                return cursor.execute(query("runs", "attempts"), {"run_id": run_id}).fetchall()

        return self._database.read(read)

    def dead(self, silent_seconds: float = SILENT_SECONDS) -> list[Run]:
        """Runs recorded as waiting or running whose process is gone."""
        values = {"host": this_process()["host"], "seconds": silent_seconds}
        return [
            run
            for run in self._runs("silent", values)
            if not is_alive(run.host, run.process_id, run.process_mark)
        ]

    def fail_dead(self, silent_seconds: float = SILENT_SECONDS) -> list[Run]:
        """Record the dead runs as failed, and name them as they were."""
        dead = self.dead(silent_seconds)
        for run in dead:
            error = f"Process {run.process_id} on {run.host} ended without a word."
            values = {"error": error, "stage_seconds": None, "host": run.host, "process_id": run.process_id}
            with self._database.connection() as connection:  # somebody may have recorded its end meanwhile
                connection.execute(query("runs", "fail"), {"run_id": run.run_id, **values})
        return dead

    def _move(self, run_id: str, name: str, wanted: RunState, values: dict[str, Any]) -> tuple[Any, ...]:
        process = this_process()
        with refusals_named(f"run {run_id!r}"), self._database.connection() as connection:
            row = connection.execute(query("runs", name), {"run_id": run_id, **process, **values}).fetchone()
        if row is None:
            raise self._refused(run_id, wanted)
        answer: tuple[Any, ...] = row
        return answer

    def _refused(self, run_id: str, wanted: RunState) -> IllegalTransition | RunTaken:
        run = self.get(run_id)
        process = this_process()
        is_ours = (run.host, run.process_id) == (process["host"], process["process_id"])
        if run.state == RunState.RUNNING and not is_ours:
            return RunTaken(run_id, run.host, run.process_id)
        return IllegalTransition(run_id, run.state, wanted)

    def _pool_figures(self) -> str:
        return _json(asdict(self._database.pool_status()))

    def _runs(self, name: str, values: dict[str, Any]) -> list[Run]:
        def read(connection: Connection) -> list[Run]:
            with connection.cursor(row_factory=class_row(Run)) as cursor:
                return cursor.execute(query("runs", name), values).fetchall()

        return self._database.read(read)


def _json(value: Any) -> str:
    return canonical_json(value).decode()
