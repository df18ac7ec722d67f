"""The job that makes a whole exercise, the same way as the command line does."""

from typing import Any

import dagster as dg
from dagster import DagsterExecutionInterruptedError
from dagster._core.storage.tags import MAX_RETRIES_TAG
from pydantic import Field

from medgen_assets.defs import pictures
from medgen_assets.defs.exercise import materialized_exercise, seeded
from medgen_assets.defs.finish import outcomes_by_class
from medgen_assets.defs.lookup import found_scenario
from medgen_assets.defs.options import ExerciseOptions
from medgen_assets.defs.resources import Listener
from medgen_assets.defs.resuming import earlier_attempt, resumed_exercise
from medgen_assets.defs.summary import ExerciseSummary
from medgen_assets.errors import Cancelled
from medgen_assets.scenario.loading import DEFAULT_PRESET

JOB = "exercise"
OP = "whole_exercise"
ATTEMPTS_AFTER_A_CRASH = "2"
"""How often the daemon takes an exercise up again whose process died. Assumption: a third death has a reason."""


class ExerciseConfig(dg.Config):
    """What is asked for, in the words of `medgen generate`."""

    scenario: str = Field(
        default=DEFAULT_PRESET, description="A preset, a stored scenario, a partition key or a file."
    )
    patients: int | None = Field(default=None, description="Number of patients, instead of the scenario's.")
    seed: int | None = Field(default=None, description="Seed, instead of the scenario's.")
    out: str | None = Field(default=None, description="Folder of all runs.")
    formats: list[str] = Field(default=[], description="Other formats: parquet, ndjson, json, csv.")
    batch_size: int | None = Field(default=None, description="Patients per batch.")
    workers: int | None = Field(default=None, description="Worker processes.")

    def options(self) -> ExerciseOptions:
        """The options of the exercise."""
        return ExerciseOptions(self.out, tuple(self.formats), self.batch_size, workers=self.workers)


@dg.op(name=OP)
def whole_exercise(context: dg.OpExecutionContext, config: ExerciseConfig) -> None:
    """Plan, make and finish one exercise: three Dagster runs in this process.

    A retry of a run whose process died goes on from the batches that run had finished.
    """
    try:
        summary = made_exercise(context, config)
    except Cancelled as cancelled:
        if isinstance(cancelled.__cause__, DagsterExecutionInterruptedError):
            raise cancelled.__cause__ from None  # so that Dagster calls the run cancelled, not failed
        raise
    context.add_output_metadata(shown(summary))
    if summary.red:
        raise dg.Failure("Red checks", metadata=dict(summary.red), allow_retries=False)


def made_exercise(context: dg.OpExecutionContext, config: ExerciseConfig) -> ExerciseSummary:
    """The exercise that is asked for, or the one that an earlier attempt left undone."""
    hear, asked_by = Listener().hear(context.log.info), context.run_id
    earlier = earlier_attempt(context.run)
    if earlier is not None:
        context.log.info("Taking up run %s again.", earlier)
        return resumed_exercise(context.instance, earlier, hear=hear, asked_by=asked_by)
    found = found_scenario(config.scenario)
    asked = found.loaded.scenario
    if config.patients is not None:
        asked = asked.with_total_patients(config.patients)
    return materialized_exercise(
        context.instance,
        seeded(asked, config.seed),
        config.options(),
        hear=hear,
        stored_version=found.version,
        asked_by=asked_by,
    )


def shown(summary: ExerciseSummary) -> dict[str, Any]:
    """What came of it."""
    return {
        "run": summary.run_id,
        "data set": dg.MetadataValue.path(summary.folder),
        "seconds": summary.seconds["total"],
        "outcomes by class": pictures.table(outcomes_by_class(summary.files)),
        "dagster runs": dg.MetadataValue.md("\n".join(f"- `{run}`" for run in summary.dagster_runs)),
    }


@dg.job(name=JOB, tags={MAX_RETRIES_TAG: ATTEMPTS_AFTER_A_CRASH})
def exercise() -> None:
    """A whole exercise: its casualties, their care, their records, checked, sealed and reported."""
    whole_exercise()


def asked_for(scenario: str) -> dict[str, Any]:
    """The run configuration that asks for a scenario."""
    return {"ops": {OP: {"config": {"scenario": scenario}}}}
