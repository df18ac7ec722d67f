"""What is made because something changed: a stored scenario has a fresh version."""

import json
from typing import Any

import dagster as dg

from medgen_assets.defs.jobs import asked_for, exercise
from medgen_assets.defs.stored_scenarios import observed, partitions_of, stored_entries

LOOK_EVERY_SECONDS = 30
"""Pause between two looks. Assumption: half a minute, as Dagster's own default."""


@dg.sensor(
    job=exercise,
    minimum_interval_seconds=LOOK_EVERY_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="Marks what was made from an older version of a stored scenario as stale; "
    "makes the exercise afresh when the scenario is marked automatic.",
)
def stored_scenario_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """Compare the versions of the stored scenarios with those of the last look."""
    known: dict[str, int] = json.loads(context.cursor or "{}")
    entries = stored_entries()
    changed = [entry for entry in entries if known.get(entry.name) != entry.version]
    events: list[Any] = [
        observed(key, entry.version)
        for entry in changed
        for key in partitions_of(context.instance, entry.name)
    ]
    requests = [
        dg.RunRequest(run_key=f"{entry.name} version {entry.version}", run_config=asked_for(entry.name))
        for entry in changed
        if entry.is_automatic
    ]
    cursor = json.dumps({entry.name: entry.version for entry in entries}, sort_keys=True)
    return dg.SensorResult(run_requests=requests, asset_events=events, cursor=cursor)
