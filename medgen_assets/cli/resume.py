"""`medgen resume`: a run that died, failed or was cancelled, taken up again."""

from typing import Annotated

import typer

from medgen_assets.cli.options import AsJson, Quiet


def resume(
    run: Annotated[str, typer.Argument(help="A run that did not come to its end; see `medgen status`.")],
    *,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> int:
    """Take a run up again from its finished batches."""
    from medgen_assets.cli.generate import QUIET_LOGS, ended
    from medgen_assets.cli.progress_line import ProgressLine
    from medgen_assets.cli.runs import refuse_without_database
    from medgen_assets.defs.resuming import resumed_exercise
    from medgen_assets.defs.storage import dagster_instance

    refuse_without_database(run)
    with dagster_instance(QUIET_LOGS) as instance, ProgressLine(is_silent=quiet) as line:
        summary = resumed_exercise(instance, run, hear=line.show)
    return ended(summary, as_json=as_json)
