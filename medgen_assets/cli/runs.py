"""`medgen status` and `medgen cancel`: runs, how far they are, and how to end one."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from medgen_assets.cli.answers import plain, say, say_json, table
from medgen_assets.cli.options import AsJson

if TYPE_CHECKING:
    from medgen_assets.store.run_rows import Run

COLUMNS = (
    "run_id",
    "scenario_name",
    "state",
    "done",
    "total",
    "%",
    "per second",
    "seconds left",
    "created_at",
)


def status(
    run: Annotated[str | None, typer.Argument(help="A run; else the latest ones.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many runs.")] = 20,
    *,
    as_json: AsJson = False,
) -> None:
    """Runs and their progress."""
    found = [described(row) for row in recorded_runs(run, limit)]
    if as_json:
        say_json(found[0] if run is not None else {"runs": found})
    elif run is not None:
        say(*(f"{name:<22} {value}" for name, value in found[0].items() if value not in (None, {}, [])))
    else:
        say(*(table(found, COLUMNS) if found else ["No runs."]))


def cancel(run: Annotated[str, typer.Argument(help="The run to end.")], *, as_json: AsJson = False) -> None:
    """End a run within a chunk of patients."""
    from medgen_assets.store.opening import open_database
    from medgen_assets.store.run_rows import RunState
    from medgen_assets.store.runs import Runs

    refuse_without_database(run)
    with open_database() as database:
        runs = Runs(database)
        runs.fail_dead()  # whose process is gone would not hear it
        state = runs.request_cancel(run)
    if as_json:
        say_json({"run_id": run, "state": str(state)})
    elif state == RunState.CANCELLED:
        say(f"{run} is cancelled.")
    else:
        say(f"{run} ends with the chunk of patients it is working on.")


def recorded_runs(run_id: str | None, limit: int) -> "list[Run]":
    """One run, or the latest; runs whose process is gone are recorded as failed first."""
    from medgen_assets.defs.lookup import has_database
    from medgen_assets.store.opening import open_database
    from medgen_assets.store.runs import Runs

    if run_id is None and not has_database():
        return []
    if run_id is not None:
        refuse_without_database(run_id)
    with open_database() as database:
        runs = Runs(database)
        runs.fail_dead()
        return runs.page(limit=limit) if run_id is None else [runs.get(run_id)]


def refuse_without_database(run_id: str) -> None:
    """No database, no run of that name; it is not made for the question."""
    from medgen_assets.defs.lookup import has_database
    from medgen_assets.store.run_rows import UnknownRun

    if not has_database():
        raise UnknownRun(run_id)


def described(run: "Run") -> dict[str, Any]:
    """A run as a mapping, with its share done, its rate and the time it still needs."""
    rate = run.patients_per_second
    left = (run.total - run.done) / rate if run.state == "running" and rate else None
    return {
        **plain(run),
        "%": round(100.0 * run.done / run.total, 1) if run.total else None,
        "per second": None if rate is None else round(rate, 1),
        "seconds left": None if left is None else round(left, 1),
        "seconds": seconds_of(run),
    }


def seconds_of(run: "Run") -> float | None:
    """How long the run has worked."""
    if run.started_at is None:
        return None
    return round(((run.ended_at or datetime.now(UTC)) - run.started_at).total_seconds(), 1)
