"""The one way an exercise is made: three Dagster runs in this process, recorded as one run of medgen.

The command line, the job `exercise` of the UI, the nightly schedule and the sensor all come through here.
"""

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg

from medgen_assets.defs.dagster_runs import ExerciseRuns
from medgen_assets.defs.invariant_checks import CHECK_SPECS, RedChecks
from medgen_assets.defs.options import ExerciseOptions
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.progress import PATIENTS, Hear, Progress
from medgen_assets.defs.resources import Listener
from medgen_assets.defs.run_plan import plan_of
from medgen_assets.defs.runs import FOLDER_METADATA, RUN_TAG
from medgen_assets.defs.stored_scenarios import observed
from medgen_assets.defs.summary import ExerciseSummary, caches_of, seconds_of
from medgen_assets.errors import Cancelled
from medgen_assets.exporters.layout import SUCCESS
from medgen_assets.scenario.model import Scenario
from medgen_assets.store.documents import Documents
from medgen_assets.store.opening import open_database
from medgen_assets.store.person import person
from medgen_assets.store.pool import Database
from medgen_assets.store.run_rows import RunTaken
from medgen_assets.store.runs import Runs
from medgen_assets.store.trouble import database_trouble
from medgen_assets.telemetry import PerformanceMonitor

logger = logging.getLogger("medgen")

LARGEST_SEED = 2**63 - 1
RECORD_EVERY_SECONDS = 0.5
"""Pause between two records of a stage before the batches; of these each chunk is recorded, so that a run that is to
end does so at the next. Assumption: half a second, because a record is one statement."""


def seeded(scenario: Scenario, seed: int | None) -> Scenario:
    """The scenario under the seed asked for, its own, or one that is drawn now; resolved."""
    chosen = next(
        value for value in (seed, scenario.seed, secrets.randbelow(LARGEST_SEED)) if value is not None
    )
    return scenario.with_seed(chosen).resolved()


def materialized_exercise(
    instance: dg.DagsterInstance,
    scenario: Scenario,
    options: ExerciseOptions,
    *,
    hear: Hear | None = None,
    stored_version: int | None = None,
    asked_by: str | None = None,
) -> ExerciseSummary:
    """Make an exercise of a resolved scenario with a seed; red checks are in the summary, other failures raise.

    `asked_by` is the Dagster run that asks for it, if one does.

    Raises BadInput for options that do not fit, Cancelled when somebody ended it, OutputFailed, DependencyDown.
    """
    options.checked(scenario.total_patients)
    with open_database() as database:
        work = ExerciseWork(instance, scenario, options, database)
        work.announce(stored_version)
        with work.ending():
            work.note_asker(asked_by)
            work.begin(stored_version)
            return work.done([hear] if hear else [])


def kept_scenario(instance: dg.DagsterInstance, scenario: Scenario, stored_version: int | None) -> str:
    """Keep a resolved scenario with a seed, so that Dagster can make its partition; the partition key."""
    fingerprint = scenario.fingerprint
    with open_database() as database:
        return keep(database, instance, scenario, fingerprint, stored_version)


def keep(
    database: Database,
    instance: dg.DagsterInstance,
    scenario: Scenario,
    fingerprint: str,
    stored_version: int | None,
) -> str:
    """Keep the document, add the partition, and say which stored version it belongs to; the partition key."""
    key = f"{scenario.name}@{fingerprint[:12]}"
    Documents(database).put(scenario.name, fingerprint, scenario.document())
    instance.add_dynamic_partitions(str(SCENARIO.name), [key])
    instance.report_runless_asset_event(observed(key, stored_version))
    return key


@dataclass(frozen=True)
class OpenRun:
    """A run folder that is being filled, and what opening it took from the caches."""

    folder: Path
    caches: dict[str, dict[str, int]] = field(default_factory=dict)
    is_resumed: bool = False

    @property
    def is_sealed(self) -> bool:
        """Whether the data set is finished, so that only report and formats can be missing."""
        return (self.folder / SUCCESS).is_file()


@dataclass
class ExerciseWork:
    """One exercise while it is being made; a resumed one has its run's id and what is there already."""

    instance: dg.DagsterInstance
    scenario: Scenario
    options: ExerciseOptions
    database: Database
    run_id: str = ""
    opened: OpenRun | None = None
    watch: PerformanceMonitor = field(default_factory=PerformanceMonitor)

    def __post_init__(self) -> None:
        self.fingerprint = self.scenario.fingerprint
        self.key = f"{self.scenario.name}@{self.fingerprint[:12]}"
        now = datetime.now(UTC)
        self.run_id = self.run_id or f"{now:%Y%m%dT%H%M%SZ}-{self.fingerprint[:8]}-{secrets.token_hex(2)}"
        self.record = Runs(self.database)

    def announce(self, stored_version: int | None) -> None:
        """Record the run, before its scenario is kept: so nobody prunes the scenario meanwhile."""
        self.record.create(
            self.run_id,
            scenario_name=self.scenario.name,
            scenario_fingerprint=self.fingerprint,
            seed=self.scenario.seed or 0,
            total=self.scenario.total_patients,
            scenario_version=stored_version,
            person=person(),
            options=asdict(self.options),
        )

    def note_asker(self, dagster_run: str | None) -> None:
        """Record the Dagster run that asks for the exercise, and mark it: so it is found, and goes with the run."""
        if dagster_run is not None:
            self.record.add_dagster_run(self.run_id, dagster_run)
            self.instance.add_run_tags(dagster_run, {RUN_TAG: self.run_id})

    def begin(self, stored_version: int | None) -> None:
        """Keep the scenario under its partition key, and record that the run begins."""
        keep(self.database, self.instance, self.scenario, self.fingerprint, stored_version)
        self.record.start(self.run_id)

    @contextmanager
    def ending(self) -> Iterator[None]:
        """Record how the run ended, if it did not end well."""
        try:
            yield
        except (Cancelled, KeyboardInterrupt):
            self.note(lambda: self.record.cancel(self.run_id))
            raise
        except RunTaken:
            raise
        except BaseException as error:
            told = database_trouble(error) or error
            reason, seconds = str(told) or type(told).__name__, self.watch.wall_seconds()
            self.note(lambda: self.record.fail(self.run_id, reason, seconds))
            if told is error:
                raise
            raise told from error

    def note(self, end: Callable[[], None]) -> None:
        """Record a bad end, if the database takes it: what keeps it from that must not hide what happened."""
        try:
            end()
        except Exception as error:  # noqa: BLE001, whatever it was; the next `status` records the run as dead
            logger.warning("The end of run %s could not be recorded: %s", self.run_id, error)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time a stage and record it; raises Cancelled when somebody asked for the end meanwhile."""
        if self.record.enter(self.run_id, name):
            raise Cancelled(f"Run {self.run_id} was cancelled.")
        with self.watch.measure(name):
            yield

    def done(self, listeners: list[Hear]) -> ExerciseSummary:
        """Run the three Dagster runs, as far as they are not done, and tell what came of them."""
        listener = Listener(
            *listeners,
            recorder(self.record, self.run_id),
            opened=lambda folder: self.record.lie_in(self.run_id, folder),
        )
        runs = ExerciseRuns(self.instance, self.key, self.run_id, self.options, listener)
        seconds: dict[str, float] = {}
        with self.watch.measure("total"):
            with self.stage("plan"):
                opened = self.opened or planned(runs)
            is_sealed = opened.is_sealed
            if not is_sealed:
                cut = plan_of(opened.folder, self.key)
                with self.stage("batches"):
                    made = runs.batches(cut.folder, cut.batches, is_resumed=opened.is_resumed)
                seconds = seconds_of(made)
            with self.stage("finish"):
                checks, red = finished_checks(runs, str(opened.folder), is_sealed=is_sealed)
        summary = ExerciseSummary(
            self.run_id,
            self.scenario,
            self.fingerprint,
            opened.folder,
            checks,
            red,
            opened.caches,
            self.watch.wall_seconds() | seconds,
            runs.ids,
            self.options.formats,
        )
        self.note_end(summary)
        return summary

    def note_end(self, summary: ExerciseSummary) -> None:
        """Record what came of the run."""
        for dagster_run in summary.dagster_runs:
            self.record.add_dagster_run(self.run_id, dagster_run)
        if summary.red:
            self.record.fail(self.run_id, f"Red checks: {', '.join(summary.red)}", summary.seconds)
            return
        self.record.complete(
            self.run_id,
            row_counts=summary.rows(),
            bytes=summary.bytes(),
            stage_seconds=summary.seconds,
            outcomes=summary.counts()["outcome"],
            out_path=str(summary.folder),
        )


def planned(runs: ExerciseRuns) -> OpenRun:
    """Plan the exercise: the run folder that the schedule opens."""
    plan = runs.plan()
    [schedule] = plan.asset_materializations_for_node("casualty_schedule")
    return OpenRun(Path(str(schedule.metadata[FOLDER_METADATA].value)), caches_of(plan))


def finished_checks(
    runs: ExerciseRuns, folder: str, *, is_sealed: bool
) -> tuple[dict[str, bool], dict[str, str]]:
    """Finish the run: the checks of the data set by name, and what the red ones found."""
    try:
        finish = runs.finish(folder, is_sealed=is_sealed)
    except RedChecks as red:
        return red.checks, red.details
    if is_sealed:  # nothing is sealed unless every check passed
        return {spec.name: True for spec in CHECK_SPECS}, {}
    return {check.check_name: check.passed for check in finish.get_asset_check_evaluations()}, {}


def recorder(record: Runs, run_id: str) -> Hear:
    """Writes progress into the table of runs; raises Cancelled when somebody asked for the end."""
    recorded_at = 0.0

    def hear(progress: Progress) -> None:
        nonlocal recorded_at
        now = time.monotonic()
        is_batches = progress.stage == PATIENTS
        if now - recorded_at < RECORD_EVERY_SECONDS and not is_batches:
            return
        recorded_at = now
        is_cancelled = (
            record.progress(run_id, progress.done, progress.total)
            if is_batches
            else record.enter(run_id, progress.stage)
        )
        if is_cancelled:
            raise Cancelled(f"Run {run_id} was cancelled.")

    return hear
