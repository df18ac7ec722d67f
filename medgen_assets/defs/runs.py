"""Which run folder an asset works in: that of its Dagster run's tag, or the latest one of its scenario."""

from pathlib import Path

import dagster as dg

from medgen_assets.defs.run_plan import RunPlan, plan_of
from medgen_assets.defs.versions import generator_version
from medgen_assets.errors import UpstreamMissing
from medgen_assets.exporters.provenance import Provenance
from medgen_assets.scenario.model import Scenario

RUN_TAG = "medgen/run"
FOLDER_TAG = "medgen/run_folder"
RESUMED_TAG = "medgen/resumed"
"""On a run that may count what an earlier attempt has finished."""
SCHEDULE = dg.AssetKey("casualty_schedule")
FOLDER_METADATA = "run_folder"


def run_folder(instance: dg.DagsterInstance, run: dg.DagsterRun, scenario_key: str) -> Path:
    """The run folder; raises UpstreamMissing when no run of the scenario was ever opened."""
    tagged = run.tags.get(FOLDER_TAG) or opened_by(instance, run.run_id)
    return Path(tagged) if tagged else latest_folder(instance, scenario_key)


def opened_by(instance: dg.DagsterInstance, run_id: str) -> str | None:
    """The folder that this very run has opened, whatever others did meanwhile; None when it opened none."""
    found = instance.get_records_for_run(run_id, of_type=dg.DagsterEventType.ASSET_MATERIALIZATION).records
    made = [record.event_log_entry.asset_materialization for record in found]
    folders = [
        event.metadata[FOLDER_METADATA].value for event in made if event and event.asset_key == SCHEDULE
    ]
    return str(folders[-1]) if folders else None


def latest_folder(instance: dg.DagsterInstance, scenario_key: str) -> Path:
    """The folder that the latest casualty_schedule of a scenario opened."""
    wanted = dg.AssetRecordsFilter(asset_key=SCHEDULE, asset_partitions=[scenario_key])
    records = instance.fetch_materializations(wanted, limit=1).records
    found = records[0].asset_materialization if records else None
    if found is None or FOLDER_METADATA not in found.metadata:
        raise UpstreamMissing(
            f"casualty_schedule of {scenario_key} was never made. Materialize casualty_schedule of this scenario "
            "first; it opens the run that this asset fills."
        )
    return Path(str(found.metadata[FOLDER_METADATA].value))


def open_plan(instance: dg.DagsterInstance, run: dg.DagsterRun, scenario_key: str) -> RunPlan:
    """The plan of the run that is being filled; raises UpstreamMissing when it is sealed or gone."""
    return plan_of(run_folder(instance, run, scenario_key), scenario_key)


def provenance_of(scenario: Scenario) -> Provenance:
    """What a data set of this scenario is made from."""
    return Provenance(scenario.name, scenario.fingerprint, scenario.seed or 0, generator_version())
