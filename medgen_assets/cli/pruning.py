"""`medgen runs`: retention of runs, and what was made on each day."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from medgen_assets.cli.answers import plain, say, say_json, table
from medgen_assets.cli.options import AsJson, listed

if TYPE_CHECKING:
    from medgen_assets.store.run_rows import RunState

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)

USAGE_COLUMNS = ("day", "person", "state", "runs", "patients", "row_count", "bytes", "seconds")


@app.command()
def prune(
    *,
    keep_days: Annotated[int, typer.Option(min=0, help="Keep runs that ended in the last days.")] = 30,
    keep_runs: Annotated[int, typer.Option(min=0, help="Keep the newest of each scenario.")] = 10,
    state: Annotated[str, typer.Option(help="Only these, by comma: completed, failed, cancelled.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go; remove nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove old runs with Dagster's records of them and the folders that were never finished."""
    from medgen_assets.cli.generate import QUIET_LOGS
    from medgen_assets.defs.lookup import has_database
    from medgen_assets.defs.pruning import Pruned, pruned, to_be_pruned
    from medgen_assets.defs.storage import dagster_instance
    from medgen_assets.store.pruning import Retention

    retention = Retention(keep_days, keep_runs, asked_states(state))
    found = Pruned([], 0, [], 0)
    if has_database():
        with dagster_instance(QUIET_LOGS) as instance:
            found = to_be_pruned(instance, retention) if dry_run else pruned(instance, retention)
    if as_json:
        say_json({"is_dry_run": dry_run, **found.document()})
        return
    rows = found.document()["runs"]
    verb = "would go" if dry_run else "removed"
    say(*(table(rows, ("run_id", "scenario_name", "state", "ended_at", "is_folder_removed")) if rows else []))
    say(f"{len(rows):,} runs and {found.dagster_runs:,} of Dagster's {verb}; sealed data sets stay.")


@app.command()
def usage(
    *,
    days: Annotated[int, typer.Option(min=1, max=36_500, help="How many days back.")] = 30,
    as_json: AsJson = False,
) -> None:
    """What was made on each day, by whom; pruned runs count too."""
    from medgen_assets.defs.lookup import has_database
    from medgen_assets.store.opening import open_database
    from medgen_assets.store.usage import usage_since

    rows = []
    if has_database():
        with open_database() as database:
            first_day = datetime.now(UTC).date() - timedelta(days=days - 1)
            rows = [plain(entry) | {"day": str(entry.day)} for entry in usage_since(database, first_day)]
    if as_json:
        say_json({"usage": rows})
    else:
        say(*(table(rows, USAGE_COLUMNS) if rows else ["Nothing was made."]))


def asked_states(states: str) -> "tuple[RunState, ...]":
    """The states by comma; all ends when none is named. Raises BadInput."""
    from medgen_assets.errors import BadInput, Problem
    from medgen_assets.store.run_rows import ENDS, RunState

    problems = [
        Problem("--state", repr(name), f"runs that ended are {', '.join(ENDS)}.")
        for name in listed(states)
        if name not in ENDS
    ]
    if problems:
        raise BadInput(problems)
    return tuple(map(RunState, listed(states))) or ENDS
