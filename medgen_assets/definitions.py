"""The code location: everything of medgen, put together."""

import dagster as dg

from medgen_assets.defs.graph import graph
from medgen_assets.defs.jobs import exercise
from medgen_assets.defs.schedules import nightly_exercises
from medgen_assets.defs.sensors import stored_scenario_changed
from medgen_assets.defs.watched_findings import watched_findings_changed


def build_definitions(**overrides: object) -> dg.Definitions:
    """All of medgen; a resource is replaced by naming it."""
    automation = dg.Definitions(
        jobs=[exercise],
        schedules=[nightly_exercises],
        sensors=[stored_scenario_changed, watched_findings_changed],
        executor=dg.in_process_executor,
    )
    return dg.Definitions.merge(graph(**overrides), automation)


defs = build_definitions()
