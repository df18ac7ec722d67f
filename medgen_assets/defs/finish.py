"""The end of a run: the load of the facilities, the checks and the seal."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
import numpy as np
import polars as pl

from medgen_assets.defs import pictures
from medgen_assets.defs.check_events import evaluations
from medgen_assets.defs.invariant_checks import CHECK_SPECS, RedChecks, check_results
from medgen_assets.defs.journals import all_batches
from medgen_assets.defs.lineage import version_of
from medgen_assets.defs.memory import give_back
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.resources import ScenarioSource
from medgen_assets.defs.run_plan import WORK, RunPlan
from medgen_assets.defs.runs import open_plan, provenance_of
from medgen_assets.defs.stretches import ROWS_AT_ONCE, pieces
from medgen_assets.defs.tables import ROW_COUNT, described
from medgen_assets.defs.versions import model_version
from medgen_assets.errors import UpstreamMissing
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.layout import BATCHED_TABLES, single_file
from medgen_assets.exporters.manifest import Manifest
from medgen_assets.exporters.run_folder import RunFolder
from medgen_assets.exporters.sealing import missing_tables, seal
from medgen_assets.schemas.care import FacilityLoad
from medgen_assets.schemas.records import Patients
from medgen_assets.simulation.engine import Exercise, FacilityLoads, facilities, vehicles

LOAD, DATA_SET = "facility_load", "data_set"


@dg.asset(
    name=LOAD,
    group_name="care",
    partitions_def=SCENARIO,
    deps=["care_pathways"],
    owners=["team:medgen"],
    kinds={"polars", "parquet"},
    tags={"room": "simulation"},
    code_version=model_version(),
    metadata=described(FacilityLoad),
)
def facility_load(context: dg.AssetExecutionContext, exercise: ScenarioSource) -> dg.MaterializeResult[Any]:
    """Beds and operating tables in use at each facility, and casualties waiting there, hour by hour."""
    plan = open_plan(context.instance, context.run, context.partition_key)
    now = exercise.exercise(context.partition_key)
    give_back()  # what the batches have left
    loads = FacilityLoads(now)
    for journal, until in zip(all_batches(plan), ends_of_batches(plan, now), strict=True):
        loads.add(journal)
        loads.settle(until)
    folder, provenance, looks = RunFolder(plan.path), provenance_of(now.scenario), LoadLooks()
    folder.write_parts(LOAD, map(looks.seen, loads.tables()), provenance)
    del loads
    folder.write_table("facilities", facilities(now), provenance)
    folder.write_table("vehicles", vehicles(now), provenance)
    give_back()
    return dg.MaterializeResult(
        data_version=dg.DataVersion(version_of(context, LOAD, ["care_pathways"])),
        metadata={ROW_COUNT: looks.rows, "fullest facilities": pictures.table(looks.fullest())},
    )


def ends_of_batches(plan: RunPlan, exercise: Exercise) -> list[int]:
    """Second at which the first casualty of the batch after each is hurt; before it, nothing happens to who follows."""
    first_ids = np.arange(1, plan.batches) * plan.batch_size
    found = np.zeros(len(first_ids), dtype=np.int64)
    path = plan.path / single_file("casualty_events")
    for incidents in pieces(path, ("first_patient_id", "at"), ROWS_AT_ONCE):
        row = incidents["first_patient_id"].to_numpy().searchsorted(first_ids, side="right") - 1
        found[row >= 0] = exercise.seconds(incidents["at"])[row[row >= 0]]
    return [*found.tolist(), exercise.end_seconds]


@dataclass
class LoadLooks:
    """What a planner would look at, kept while the load goes by part by part."""

    rows: int = 0
    most: list[pl.DataFrame] = field(default_factory=list)

    def seen(self, load: pl.DataFrame) -> pl.DataFrame:
        """Look at a part of the load, and pass it on; a facility stands in one part."""
        self.rows += load.height
        by_facility = load.group_by("front", "role", "facility_id", "beds")
        self.most.append(by_facility.agg(pl.col("beds_in_use_max").max()))
        return load

    def fullest(self) -> pl.DataFrame:
        """Facilities by the most beds in use."""
        return pl.concat(self.most).sort("beds_in_use_max", "facility_id", descending=[True, False])


@dg.asset(
    name=DATA_SET,
    group_name="patients",
    partitions_def=SCENARIO,
    deps=[*BATCHED_TABLES, "casualty_schedule", LOAD],
    owners=["team:medgen"],
    kinds={"parquet"},
    tags={"room": "exporters"},
    code_version=model_version(),
    check_specs=CHECK_SPECS,
    metadata=described(Patients),
    output_required=False,
)
def data_set(context: dg.AssetExecutionContext, exercise: ScenarioSource) -> Iterator[Any]:
    """The finished exercise on disk: every table, checked as a whole, listed in a manifest and sealed."""
    plan = open_plan(context.instance, context.run, context.partition_key)
    now = exercise.exercise(context.partition_key)
    if missing := missing_tables(plan.path):
        raise UpstreamMissing(f"{plan.scenario_key} lacks {', '.join(missing)}. Materialize these first.")
    files = DataSet.open(plan.path, is_sealed=False)
    results = list(check_results(files, now, plan))
    give_back()
    yield from evaluations(context, results)
    if not all(result.passed for result in results):
        raise RedChecks(plan.folder, results)
    RunFolder(plan.path).write_scenario(now.scenario.to_yaml())
    manifest = seal(plan.path, provenance_of(now.scenario))
    shutil.rmtree(plan.path / WORK)  # only now: a run that dies before is taken up again from there
    yield dg.MaterializeResult(
        data_version=dg.DataVersion(version_of(context, DATA_SET, ["casualty_schedule"])),
        metadata=sealed_metadata(files, manifest),
    )


def sealed_metadata(files: DataSet, manifest: Manifest) -> dict[str, Any]:
    """What a planner would look at: where it is, how many rows, how it ended for whom."""
    rows = pl.DataFrame([{"table": name, "rows": entry.rows} for name, entry in manifest.tables.items()])
    return {
        "path": dg.MetadataValue.path(files.folder),
        ROW_COUNT: manifest.tables["patients"].rows,
        "bytes": sum(entry.bytes for entry in manifest.files),
        "rows by table": pictures.table(rows),
        "outcomes by class": pictures.table(outcomes_by_class(files)),
    }


def outcomes_by_class(files: DataSet) -> pl.DataFrame:
    """Patients by class of casualty and outcome."""
    kinds = ("casualty_class", "outcome")
    of_batches = [
        pl.read_parquet(path, columns=list(kinds), hive_partitioning=False).group_by(kinds).len("patients")
        for path in files.paths("patients")
    ]
    return (
        pl.concat(of_batches)
        .group_by(kinds)
        .sum()
        .sort(kinds)
        .pivot("outcome", index="casualty_class", values="patients")
        .fill_null(0)
    )
