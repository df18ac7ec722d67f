"""A run that died, failed or was cancelled, taken up again from the batches it had finished."""

import shutil
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

from medgen_assets.defs.exercise import ExerciseWork, OpenRun
from medgen_assets.defs.finished_work import SCHEDULE, noted, remove_torn
from medgen_assets.defs.journals import JOURNAL
from medgen_assets.defs.options import ExerciseOptions
from medgen_assets.defs.progress import Hear
from medgen_assets.defs.pruning import abandoned_folder
from medgen_assets.defs.run_plan import WORK, plan_of
from medgen_assets.defs.runs import RUN_TAG
from medgen_assets.defs.summary import ExerciseSummary
from medgen_assets.defs.versions import maker_version
from medgen_assets.errors import BadInput, Problem, UpstreamMissing
from medgen_assets.exporters.layout import SUCCESS
from medgen_assets.scenario.model import Scenario
from medgen_assets.store.documents import Documents
from medgen_assets.store.opening import open_database
from medgen_assets.store.run_rows import Run, RunState
from medgen_assets.store.runs import Runs


def resumed_exercise(
    instance: dg.DagsterInstance, run_id: str, *, hear: Hear | None = None, asked_by: str | None = None
) -> ExerciseSummary:
    """Take a run up again and bring it to its end; what is finished and unharmed is not made again.

    `asked_by` is the Dagster run that asks for it, if one does.

    Raises UnknownRun, IllegalTransition when it is completed, RunTaken when a process works on it, BadInput when
    other code or data began it, and what `materialized_exercise` raises.
    """
    with open_database() as database:
        runs = Runs(database)
        runs.fail_dead()
        run = runs.get(run_id)
        scenario = Scenario.model_validate(Documents(database).get(run.scenario_fingerprint))
        opened = opened_earlier(run, scenario.partition_key)
        runs.restart(run_id)
        end_dagster_runs(instance, run_id, asked_by)
        work = ExerciseWork(instance, scenario, options_of(run.options or {}), database, run_id, opened)
        with work.ending():
            work.note_asker(asked_by)
            clear(run, opened)
            return work.done([hear] if hear else [])


def earlier_attempt(dagster_run: dg.DagsterRun) -> str | None:
    """The run that a Dagster run is to take up: that of its parent, when it retries one that did not end well."""
    if dagster_run.parent_run_id is None:
        return None
    with open_database() as database:
        runs = Runs(database)
        runs.fail_dead()
        run = runs.of_dagster_run(dagster_run.parent_run_id)
    return None if run is None or run.state not in (RunState.FAILED, RunState.CANCELLED) else run.run_id


def end_dagster_runs(instance: dg.DagsterInstance, run_id: str, asked_by: str | None) -> None:
    """Tell Dagster of its runs that ended with the process of the earlier attempt; a retry has their tags too."""
    unfinished = dg.RunsFilter(tags={RUN_TAG: run_id}, statuses=list(NOT_FINISHED_STATUSES))
    for dagster_run in instance.get_runs(unfinished):
        if dagster_run.run_id != asked_by:
            instance.report_run_failed(
                dagster_run, "The process ended without a word; the run was taken up again."
            )


def options_of(document: Mapping[str, Any]) -> ExerciseOptions:
    """The options a run was begun with."""
    known = {field.name for field in fields(ExerciseOptions)}
    options = {name: value for name, value in document.items() if name in known}
    return ExerciseOptions(**options | {"formats": tuple(options.get("formats", ()))})


def opened_earlier(run: Run, scenario_key: str) -> OpenRun | None:
    """The folder of a run, if it got so far as to have its schedule in it; None: it begins afresh.

    Raises BadInput when the run was begun by another version of the model, of its data or its libraries.
    """
    folder = Path(run.out_path) if run.out_path else None
    if folder is None:
        return None
    if (folder / SUCCESS).is_file():
        return OpenRun(folder, is_resumed=True)
    try:
        plan = plan_of(folder, scenario_key)
    except UpstreamMissing:
        return None
    if plan.made_by != maker_version():
        rule = "another version of medgen, of its data or of its libraries began it, so its batches would not fit."
        raise BadInput([Problem("run", repr(run.run_id), rule, "Generate again.")])
    is_planned = all(noted(folder, part) is not None for part in (SCHEDULE, JOURNAL))
    return OpenRun(folder, is_resumed=True) if is_planned else None


def clear(run: Run, opened: OpenRun | None) -> None:
    """Remove what nobody needs of the earlier attempt.

    That is torn files, the work of a data set that is sealed, or all of a folder that has nothing to go on from:
    the run is about to open another, and then nothing would lead to it.
    """
    if opened is None:
        if (folder := abandoned_folder(run)) is not None:
            shutil.rmtree(folder, ignore_errors=True)
        return
    remove_torn(opened.folder)
    if opened.is_sealed:
        shutil.rmtree(opened.folder / WORK, ignore_errors=True)
