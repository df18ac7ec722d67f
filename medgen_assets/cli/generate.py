"""`medgen generate`: one command from a scenario to a whole exercise's patients."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from medgen_assets.cli.answers import say, say_json, whisper
from medgen_assets.cli.collection import loading
from medgen_assets.cli.endings import ANSWER_IS_NO, DONE
from medgen_assets.cli.options import (
    AsJson,
    Named,
    Patients,
    Quiet,
    Replications,
    Seed,
    Workers,
    absolute,
    asked_scenario,
    listed,
)

if TYPE_CHECKING:
    from medgen_assets.defs.options import ExerciseOptions
    from medgen_assets.defs.summary import ExerciseSummary
    from medgen_assets.scenario.model import Scenario

DEFAULT_SCENARIO = "nato_article_5"
QUIET_LOGS = {
    "compute_logs": {
        "module": "dagster._core.storage.noop_compute_log_manager",
        "class": "NoOpComputeLogManager",
    }
}
"""What a run prints is not kept: here it goes to the terminal, and keeping it costs two processes a step."""


def generate(  # noqa: PLR0913, each is an option of the command
    scenario: Named = DEFAULT_SCENARIO,
    *,
    patients: Patients = None,
    seed: Seed = None,
    out: Annotated[str | None, typer.Option(help="Folder of all runs.")] = None,
    formats: Annotated[str, typer.Option(help="Other formats, by comma: parquet,ndjson,json,csv.")] = "",
    batch_size: Annotated[int | None, typer.Option(help="Patients per batch.")] = None,
    chunk_size: Annotated[int | None, typer.Option(help="Patients simulated at a time.")] = None,
    workers: Workers = None,
    no_cache: Annotated[bool, typer.Option("--no-cache", help="Compute every distribution afresh.")] = False,
    compare: Annotated[
        str | None, typer.Option(help="Another scenario for the same casualties; see medgen compare.")
    ] = None,
    replications: Replications = 1,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> int:
    """Make the patients of an exercise."""
    with loading():
        import medgen_assets.defs.exercise
        import medgen_assets.defs.storage  # noqa: F401, both are needed below and take a second to load
        from medgen_assets.cli.compare import Twin
        from medgen_assets.defs.lookup import found_scenario
        from medgen_assets.defs.options import ExerciseOptions

    found = found_scenario(scenario)
    asked = asked_scenario(found.loaded.scenario, patients, seed)
    options = ExerciseOptions(
        out=absolute(out),
        formats=listed(formats),
        batch_size=batch_size,
        chunk_size=chunk_size,
        workers=workers,
        is_cache_used=not no_cache,
    ).checked(asked.total_patients)
    twin = None if compare is None else Twin.of(asked, compare, replications)
    if not quiet:
        whisper(*found.loaded.notes)
    summary = generated(asked, options, found.version, is_quiet=quiet)
    return ended(summary, None if twin is None else twin.compared(workers, is_quiet=quiet), as_json=as_json)


def generated(
    scenario: "Scenario", options: "ExerciseOptions", version: int | None, *, is_quiet: bool
) -> "ExerciseSummary":
    """Make the exercise, with a line of progress on stderr."""
    from medgen_assets.cli.progress_line import ProgressLine
    from medgen_assets.defs.exercise import materialized_exercise
    from medgen_assets.defs.storage import dagster_instance

    with dagster_instance(QUIET_LOGS) as instance, ProgressLine(is_silent=is_quiet) as line:
        return materialized_exercise(instance, scenario, options, hear=line.show, stored_version=version)


def ended(summary: "ExerciseSummary", comparison: dict[str, Any] | None = None, *, as_json: bool) -> int:
    """Print what came of it, with a comparison where one was asked for; a red check answers no."""
    if as_json:
        say_json(summary.document() | ({} if comparison is None else {"comparison": comparison}))
    else:
        from medgen_assets.cli.compare import comparison_lines
        from medgen_assets.cli.summary_table import summary_lines

        say(*summary_lines(summary.document()))
        say(*([] if comparison is None else ["", *comparison_lines(comparison)]))
    for name, detail in summary.red.items():
        whisper(
            f"medgen: check {name.replace('_', ' ')}: no. {detail}. The data set is not sealed; report it."
        )
    return ANSWER_IS_NO if summary.red else DONE
