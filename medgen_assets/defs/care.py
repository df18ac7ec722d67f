"""The way of all casualties of a scenario through care: the one step that must see everybody, in order of time."""

from typing import Any

import dagster as dg
import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.defs import pictures
from medgen_assets.defs.finished_work import note
from medgen_assets.defs.journals import JOURNAL, keep_part
from medgen_assets.defs.lineage import version_of
from medgen_assets.defs.machine_code import keep_machine_code
from medgen_assets.defs.memory import give_back
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.progress import Tally
from medgen_assets.defs.resources import Listener, ScenarioSource
from medgen_assets.defs.run_plan import RunPlan
from medgen_assets.defs.runs import open_plan
from medgen_assets.defs.tables import ROW_COUNT, described
from medgen_assets.defs.versions import model_version
from medgen_assets.exporters.layout import single_file
from medgen_assets.schemas.care import Fates
from medgen_assets.simulation.care.flow.layout import FATE_FIELDS
from medgen_assets.simulation.engine import Exercise, journals
from medgen_assets.telemetry import PerformanceMonitor
from medgen_assets.vocabulary import Lack, Outcome

NAME = "care_pathways"
STAGE = "care"
DEPS = (
    "casualty_schedule",
    "injury_distributions",
    "triage_weights",
    "care_transitions",
    "conditions",
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
    kinds={"polars", "numba"},
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
    with watch.measure(NAME, plan.patients):
        counts = gone_through(exercise.exercise(context.partition_key), plan, tally)
    give_back()
    return dg.MaterializeResult(
        data_version=dg.DataVersion(version_of(context, NAME, DEPS)),
        metadata={
            ROW_COUNT: plan.patients,
            "seconds": watch.wall_seconds()[NAME],
            "outcomes, and what was lacking": pictures.table(counts),
        },
    )


def gone_through(exercise: Exercise, plan: RunPlan, tally: Tally) -> pl.DataFrame:
    """Let all casualties go through care and keep the journal; returns how many ended how, lacking what."""
    keep_machine_code()
    events = pl.read_parquet(plan.path / single_file("casualty_events"))
    files, counts = [], []
    for part, journal in enumerate(journals(exercise, events)):
        files += keep_part(plan, part, journal)
        counts.append(endings(journal.fates))
        tally.add(len(journal.fates))
    note(plan.path, JOURNAL, files)
    return pl.concat(counts).group_by("outcome", "lacked").sum().sort("outcome", "lacked")


def endings(fates: NDArray[np.int64]) -> pl.DataFrame:
    """Casualties by outcome and by what they waited for when it came."""
    named = {name: fates[:, column] for column, name in enumerate(FATE_FIELDS)}
    lacked = ["nothing", *map(str, Lack)]
    return (
        pl.DataFrame({"outcome": named["outcome"], "lacked": named["waits_for"]})
        .group_by("outcome", "lacked")
        .len("casualties")
        .with_columns(
            pl.col("outcome").replace_strict(dict(enumerate(map(str, Outcome))), return_dtype=pl.String),
            pl.col("lacked").replace_strict(dict(enumerate(lacked)), return_dtype=pl.String),
        )
    )
