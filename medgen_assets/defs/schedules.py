"""What is made by the clock: every night, the stored scenarios marked automatic."""

from collections.abc import Iterator

import dagster as dg

from medgen_assets.defs.jobs import asked_for, exercise
from medgen_assets.defs.stored_scenarios import stored_entries

AT_NIGHT = "0 2 * * *"
"""Two o'clock UTC. Assumption: few people work with the machine then."""


@dg.schedule(
    job=exercise,
    cron_schedule=AT_NIGHT,
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.RUNNING,
    description="Makes the exercises of all stored scenarios that are marked automatic afresh.",
)
def nightly_exercises(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """One run per automatic scenario."""
    entries = stored_entries(is_automatic=True)
    if not entries:
        yield dg.SkipReason("No stored scenario is marked automatic.")
    night = f"{context.scheduled_execution_time:%Y-%m-%d}"
    for entry in entries:
        yield dg.RunRequest(run_key=f"{night} {entry.name}", run_config=asked_for(entry.name))
