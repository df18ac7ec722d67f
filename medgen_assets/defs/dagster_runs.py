"""The Dagster runs that one exercise consists of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

import dagster as dg
from dagster import DagsterExecutionInterruptedError

from medgen_assets.defs import lineage
from medgen_assets.defs.exports import asset_of_format
from medgen_assets.defs.graph import FINISH_ASSETS, PLAN_ASSETS, REPORT_ASSETS, graph
from medgen_assets.defs.lineage import latest_tags
from medgen_assets.defs.options import ExerciseOptions
from medgen_assets.defs.partitions import range_tags
from medgen_assets.defs.reference import CODE_VERSION, SUBJECTS
from medgen_assets.defs.resources import Listener
from medgen_assets.defs.runs import FOLDER_TAG, RESUMED_TAG, RUN_TAG
from medgen_assets.defs.subject import Subject
from medgen_assets.errors import Cancelled, MedgenError

QUIET = {"console": {"config": {"log_level": "CRITICAL"}}}
RESOURCES_OF = {
    "casualty_plan": ("output_folder", "distribution_cache"),
    "patient_records": ("workforce",),
    "finished_data_set": (),
}


@dataclass
class ExerciseRuns:
    """Starts the Dagster runs of one exercise, one after the other, in this process."""

    instance: dg.DagsterInstance
    scenario_key: str
    run_id: str
    options: ExerciseOptions
    listener: Listener
    ids: list[str] = field(default_factory=list)

    @cached_property
    def graph(self) -> dg.Definitions:
        """The graph, with our listener."""
        return graph(listener=self.listener)

    def plan(self) -> dg.ExecuteInProcessResult:
        """Distributions and schedule; and of the reference whatever is missing or out of date."""
        wanted = [*PLAN_ASSETS, *outdated_subjects(self.instance)]
        return self.run("casualty_plan", wanted, self.scenario_key, {})

    def batches(self, folder: str, batches: int, *, is_resumed: bool = False) -> dg.ExecuteInProcessResult:
        """All batches in one run over their range; of a resumed run those that are finished are not made again."""
        resumed = {RESUMED_TAG: "true"} if is_resumed else {}
        tags = {FOLDER_TAG: folder, **resumed, **range_tags(self.scenario_key, batches)}
        return self.run("patient_records", None, None, tags)

    def finish(self, folder: str, *, is_sealed: bool = False) -> dg.ExecuteInProcessResult:
        """Checks and seal unless that is done, then the report and the formats asked for."""
        wanted = [
            *(REPORT_ASSETS if is_sealed else FINISH_ASSETS),
            *map(asset_of_format, self.options.formats),
        ]
        return self.run("finished_data_set", wanted, self.scenario_key, {FOLDER_TAG: folder})

    def run(
        self, job: str, assets: list[str] | None, partition: str | None, tags: dict[str, str]
    ) -> dg.ExecuteInProcessResult:
        """One Dagster run; an error of ours comes out as it was raised."""
        self.ids.append(str(uuid4()))
        resources = {name: self.options.resources()[name] for name in RESOURCES_OF[job]}
        config: dict[str, Any] = {
            "resources": resources,
            **({} if self.options.is_logged else {"loggers": QUIET}),
        }
        try:
            return self.graph.resolve_job_def(job).execute_in_process(
                run_config=config,
                instance=self.instance,
                partition_key=partition,
                tags={RUN_TAG: self.run_id, **tags},
                run_id=self.ids[-1],
                asset_selection=[dg.AssetKey(asset) for asset in assets] if assets else None,
            )
        except (KeyboardInterrupt, DagsterExecutionInterruptedError) as error:
            raise Cancelled("The run was interrupted.") from error
        except Exception as error:
            own = own_error(error)
            if own is None or own is error:
                raise
            raise own from error


def own_error(error: BaseException | None) -> MedgenError | None:
    """The error of ours behind an error of Dagster."""
    met: list[BaseException] = []  # chains of causes may close to a ring
    while error is not None and error not in met:
        if isinstance(error, MedgenError):
            return error
        met.append(error)
        error = error.__cause__ or error.__context__
    return None


def outdated_subjects(instance: dg.DagsterInstance) -> list[str]:
    """Reference assets that were never made, or not from the data files and code there are now."""
    tags = latest_tags(instance, [subject.name for subject in SUBJECTS])
    return [subject.name for subject in SUBJECTS if is_outdated(subject, tags.get(subject.name, {}))]


def is_outdated(subject: Subject, tags: Mapping[str, str]) -> bool:
    """Whether what was made of a subject differs from what would be made now."""
    made_from = tags.get(lineage.DATA_VERSION), tags.get(lineage.CODE_VERSION)
    return made_from != (subject.data_version(), CODE_VERSION)
