"""What goes with the record of a run: Dagster's runs and events for it, its partition, its unfinished folder."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg

from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.run_plan import WORK
from medgen_assets.defs.runs import RUN_TAG
from medgen_assets.exporters.layout import SUCCESS
from medgen_assets.store.opening import open_database
from medgen_assets.store.pruning import Forgotten, Retention, prunable, prune
from medgen_assets.store.run_rows import PrunedRun, Run


@dataclass
class Pruned:
    """What went, or would go."""

    runs: list[PrunedRun]
    dagster_runs: int
    folders: list[str]
    partitions: int

    def document(self) -> dict[str, Any]:
        """The JSON object."""
        return {
            "runs": [
                {
                    "run_id": run.run_id,
                    "scenario_name": run.scenario_name,
                    "state": str(run.state),
                    "ended_at": run.ended_at.isoformat(timespec="seconds"),
                    "out_path": run.out_path,
                    "is_folder_removed": run.out_path in self.folders,
                }
                for run in self.runs
            ],
            "dagster_runs": self.dagster_runs,
            "partitions": self.partitions,
        }


def pruned(instance: dg.DagsterInstance, retention: Retention) -> Pruned:
    """Remove old runs and what belongs to them; sealed data sets stay."""
    removed = Pruned([], 0, [], 0)

    def forget(forgotten: Forgotten) -> None:
        removed.dagster_runs += delete_dagster_runs(instance, forgotten.runs)
        removed.partitions += delete_partitions(instance, forgotten.partition_keys)
        for folder in filter(None, map(abandoned_folder, forgotten.runs)):
            shutil.rmtree(folder)
            removed.folders.append(str(folder))

    with open_database() as database:
        removed.runs += prune(database, retention, forget)
    return removed


def to_be_pruned(instance: dg.DagsterInstance, retention: Retention) -> Pruned:
    """What `pruned` would remove; partitions are counted by it alone."""
    with open_database() as database:
        runs = prunable(database, retention)
    folders = [str(folder) for folder in map(abandoned_folder, runs) if folder is not None]
    return Pruned(runs, len(dagster_runs_of(instance, runs)), folders, 0)


def dagster_runs_of(instance: dg.DagsterInstance, runs: list[PrunedRun]) -> set[str]:
    """Ids of Dagster's runs that worked for these runs and are still known."""
    if not runs:
        return set()
    tagged = dg.RunsFilter(tags={RUN_TAG: [run.run_id for run in runs]})
    named = [dagster_run for run in runs for dagster_run in run.dagster_run_ids]
    listed = instance.get_run_records(dg.RunsFilter(run_ids=named)) if named else []
    found = [*instance.get_run_records(tagged), *listed]
    return {record.dagster_run.run_id for record in found}


def delete_dagster_runs(instance: dg.DagsterInstance, runs: list[PrunedRun]) -> int:
    """Delete Dagster's runs with their events; how many."""
    ids = dagster_runs_of(instance, runs)
    for run_id in ids:
        instance.delete_run(run_id)
    return len(ids)


def delete_partitions(instance: dg.DagsterInstance, keys: list[str]) -> int:
    """Delete the partitions of scenarios that no run is left of; how many."""
    name = str(SCENARIO.name)
    known = [key for key in keys if instance.has_dynamic_partition(name, key)]
    for key in known:
        instance.delete_dynamic_partition(name, key)
    return len(known)


def abandoned_folder(run: PrunedRun | Run) -> Path | None:
    """The folder of a run that left one without a seal; only what looks like a run's folder counts."""
    folder = Path(run.out_path) if run.out_path else None
    if folder is None or folder.is_symlink() or folder.parent.name != run.scenario_name:
        return None
    is_ours = (folder / WORK).is_dir() and run.scenario_fingerprint[:8] in folder.name
    return folder if is_ours and not (folder / SUCCESS).exists() else None
