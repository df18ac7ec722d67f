"""The way of all casualties of a scenario through care: the one step that must see everybody, in order of time."""

from typing import Any

import dagster as dg

from medgen_assets.defs import pictures
from medgen_assets.defs.care_work import CareOrder, care_done
from medgen_assets.defs.lineage import version_of
from medgen_assets.defs.machine_code import is_compiling_needed
from medgen_assets.defs.memory import give_back
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.progress import Tally
from medgen_assets.defs.resources import Listener, ScenarioSource
from medgen_assets.defs.runs import open_plan
from medgen_assets.defs.tables import ROW_COUNT, described
from medgen_assets.defs.versions import model_version
from medgen_assets.schemas.care import Fates
from medgen_assets.telemetry import PerformanceMonitor

NAME = "care_pathways"
STAGE = "care"
COMPILING = "compiling care for this machine"
DEPS = (
    "casualty_schedule",
    "injury_distributions",
    "triage_weights",
    "care_transitions",
    "conditions",
    "interventions",
    "mechanisms",
    "protocols",
    "transitions",
    "facilities",
    "environment_effects",
)


@dg.asset(
    name=NAME,
    group_name="care",
    partitions_def=SCENARIO,
    deps=DEPS,
    owners=["team:medgen"],
    kinds={"polars", "llvm"},
    tags={"room": "simulation"},
    code_version=model_version(),
    metadata=described(Fates),
)
def care_pathways(
    context: dg.AssetExecutionContext, exercise: ScenarioSource, listener: dg.ResourceParam[Listener]
) -> dg.MaterializeResult[Any]:
    """The way of each casualty through the roles of care, where they compete for beds, tables and vehicles."""
    plan = open_plan(context.instance, context.run, context.partition_key)
    tally = Tally(STAGE, plan.patients, listener.hear(context.log.info))
    watch = PerformanceMonitor()
    if is_compiling_needed(plan.patients):
        Tally(COMPILING, 1, listener.hear(context.log.info)).add(0)
    with watch.measure(NAME, plan.patients):
        order = CareOrder(plan, exercise.scenario(context.partition_key).model_dump_json())
        counts = care_done(order, tally.add)
    give_back()
    return dg.MaterializeResult(
        data_version=dg.DataVersion(version_of(context, NAME, DEPS)),
        metadata={
            ROW_COUNT: plan.patients,
            "seconds": watch.wall_seconds()[NAME],
            "outcomes, and what was lacking": pictures.table(counts),
        },
    )
