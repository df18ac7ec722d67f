"""The whole graph, and the three jobs by selection that make an exercise of it.

Assets of different partitions do not run together in Dagster 1.13, so an exercise is three runs: what is
planned per scenario, the batches, and what is finished per scenario (ADR 0011).
"""

import dagster as dg

from medgen_assets.defs.care import care_pathways
from medgen_assets.defs.distributions import DISTRIBUTION_ASSETS
from medgen_assets.defs.exports import EXPORT_ASSETS, asset_of_format
from medgen_assets.defs.findings import FINDING_ASSETS, FindingFolder, loaded_findings
from medgen_assets.defs.finish import data_set, facility_load
from medgen_assets.defs.patients import DEPS, batches
from medgen_assets.defs.postgres import PostgresResource
from medgen_assets.defs.reference import REFERENCE_ASSETS, SUBJECT_NAMES
from medgen_assets.defs.reports import exercise_report
from medgen_assets.defs.resources import (
    DistributionCache,
    Listener,
    OutputFolder,
    ScenarioSource,
    Workforce,
)
from medgen_assets.defs.schedule import casualty_schedule
from medgen_assets.defs.selections import named
from medgen_assets.defs.stored_scenarios import stored_scenario
from medgen_assets.exporters.formats import FORMATS
from medgen_assets.simulation.distributions import DISTRIBUTIONS

ASSETS: tuple[dg.AssetsDefinition | dg.AssetSpec, ...] = (
    stored_scenario,
    *REFERENCE_ASSETS,
    *DISTRIBUTION_ASSETS,
    casualty_schedule,
    care_pathways,
    batches,
    facility_load,
    data_set,
    *EXPORT_ASSETS,
    exercise_report,
    *FINDING_ASSETS,
)
PLAN_ASSETS = (*DISTRIBUTIONS, "casualty_schedule", "care_pathways")
REPORT_ASSETS = ("exercise_report",)
FINISH_ASSETS = ("facility_load", "data_set", *REPORT_ASSETS)

reference_tables = dg.define_asset_job(
    "reference_tables",
    selection=named(SUBJECT_NAMES),
    description="What is known, read and versioned anew.",
)
casualty_plan = dg.define_asset_job(
    "casualty_plan",
    selection=named([*SUBJECT_NAMES, *PLAN_ASSETS]),
    description="The distributions, the schedule and the care of one scenario; opens a fresh run.",
)
patient_records = dg.define_asset_job(
    "patient_records", selection=named(DEPS), description="Casualties and records of a range of batches."
)
finished_data_set = dg.define_asset_job(
    "finished_data_set",
    selection=named([*FINISH_ASSETS, *map(asset_of_format, FORMATS)]),
    description="The sealed data set of one scenario, its report and its exports.",
)
ASSET_JOBS = (reference_tables, casualty_plan, patient_records, finished_data_set, loaded_findings)


def default_resources() -> dict[str, object]:
    """What assets work with unless a caller brings something else."""
    database = PostgresResource()
    return {
        "database": database,
        "exercise": ScenarioSource(database=database),
        "output_folder": OutputFolder(),
        "distribution_cache": DistributionCache(),
        "workforce": Workforce(),
        "listener": Listener(),
        "finding_folder": FindingFolder(),
    }


def graph(**resources: object) -> dg.Definitions:
    """Assets, checks and the jobs by selection; a resource is replaced by naming it."""
    return dg.Definitions(
        assets=ASSETS,
        jobs=ASSET_JOBS,
        resources={**default_resources(), **resources},
        executor=dg.in_process_executor,
    )
