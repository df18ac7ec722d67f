"""When and where people are hurt: the table that opens a run."""

from typing import Any

import dagster as dg
import polars as pl

from medgen_assets.defs import pictures
from medgen_assets.defs.finished_work import SCHEDULE, note
from medgen_assets.defs.lineage import version_of
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.resources import Listener, OutputFolder, ScenarioSource
from medgen_assets.defs.runs import FOLDER_METADATA, provenance_of
from medgen_assets.defs.tables import ROW_COUNT, described
from medgen_assets.defs.versions import model_version
from medgen_assets.exporters.run_folder import RunFolder
from medgen_assets.schemas.schedule import CasualtyEvents
from medgen_assets.simulation.engine import casualty_events

NAME = "casualty_schedule"
DEPS = (
    "stored_scenario",
    "arrival_profiles",
    "warfare_patterns",
    "tempo_and_intensity",
    "environment_effects",
)


@dg.asset(
    name=NAME,
    group_name="casualties",
    partitions_def=SCENARIO,
    deps=DEPS,
    owners=["team:medgen"],
    kinds={"polars", "parquet"},
    tags={"room": "simulation"},
    code_version=model_version(),
    metadata=described(CasualtyEvents),
)
def casualty_schedule(
    context: dg.AssetExecutionContext,
    exercise: ScenarioSource,
    output_folder: OutputFolder,
    listener: dg.ResourceParam[Listener],
) -> dg.MaterializeResult[Any]:
    """Incidents in time order, each with its front, its kind of warfare and the number of people hurt.

    Materializing it opens a fresh run folder, which the later assets of the scenario fill.
    """
    exercise_now = exercise.exercise(context.partition_key)
    events = casualty_events(exercise_now)
    plan = output_folder.opened(exercise_now.scenario)
    listener.opened(plan.folder)
    file = RunFolder(plan.path).write_table("casualty_events", events, provenance_of(exercise_now.scenario))
    note(plan.path, SCHEDULE, [file])
    context.log.info("%d incidents hurt %d people; the run is %s", events.height, plan.patients, plan.folder)
    return dg.MaterializeResult(
        data_version=dg.DataVersion(version_of(context, NAME, DEPS)),
        metadata={
            FOLDER_METADATA: dg.MetadataValue.path(plan.folder),
            ROW_COUNT: events.height,
            "casualties": int(events["casualties"].sum()),
            "casualties by day": pictures.bars(casualties_by_day(events), "Casualties, a bar per day"),
            "casualties by front and warfare type": pictures.table(casualties_by_front(events)),
        },
    )


def casualties_by_day(events: pl.DataFrame) -> list[float]:
    """People hurt on each day of the exercise, days without any included."""
    day = (pl.col("at") - pl.col("at").min()).dt.total_days()
    by_day = dict(events.group_by(day=day).agg(pl.col("casualties").sum()).iter_rows())
    return [float(by_day.get(number, 0)) for number in range(max(by_day, default=-1) + 1)]


def casualties_by_front(events: pl.DataFrame) -> pl.DataFrame:
    """People hurt on each front by kind of warfare."""
    sums = events.group_by("front", "warfare_type").agg(pl.col("casualties").sum())
    return sums.pivot("warfare_type", index="front", values="casualties").fill_null(0).sort("front")
