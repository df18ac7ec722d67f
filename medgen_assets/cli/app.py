"""The commands and how they begin and end. What they do stands in the modules beside this one."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from medgen_assets.cli import (
    compare,
    data_sets,
    database,
    findings,
    generate,
    metrics,
    pruning,
    resume,
    runs,
    scenario_files,
    scenarios,
    testing,
    ui,
)
from medgen_assets.cli.endings import DONE, ended

app = typer.Typer(
    name="medgen",
    help="Realistic patients for military medical exercises.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def medgen(
    *,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the traceback of an error (anywhere on the line).")
    ] = False,
) -> None:
    """Realistic patients for military medical exercises."""


app.command("generate")(generate.generate)
app.command("compare")(compare.compare)
scenarios.app.command("export")(scenario_files.export)
scenarios.app.command("import")(scenario_files.import_files)
app.add_typer(scenarios.app, name="scenario", help="The stored, versioned scenarios.")
app.command("ui")(ui.ui)
app.command("status")(runs.status)
app.command("cancel")(runs.cancel)
app.command("resume")(resume.resume)
app.add_typer(pruning.app, name="runs", help="Retention of runs, and what was made on each day.")
app.command("metrics")(metrics.metrics)
app.command("export")(data_sets.export)
app.command("verify")(data_sets.verify)
app.command("digest")(data_sets.digest)
app.command("report")(data_sets.report)
app.command("patient")(data_sets.patient)
app.add_typer(findings.app, name="findings", help="The catalogue of imaging finding models.")
app.add_typer(database.app, name="db", help="The embedded Postgres, or the one MEDGEN_POSTGRES_URL names.")
app.command("test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})(testing.test)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line and give its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    is_debug = "--debug" in given
    try:
        code = app([word for word in given if word != "--debug"], prog_name="medgen", standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001, whatever it is, it ends in a line and a code
        return ended(error, is_debug=is_debug)
    return code if isinstance(code, int) else DONE
