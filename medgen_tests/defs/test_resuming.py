"""A run that did not come to its end is taken up again from its finished batches, and ends the same."""

from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.job_base import InMemoryJob
from dagster._core.execution.api import execute_run_iterator

from medgen_assets.definitions import defs
from medgen_assets.defs.exercise import materialized_exercise, seeded
from medgen_assets.defs.jobs import JOB, asked_for, exercise
from medgen_assets.defs.options import ExerciseOptions
from medgen_assets.defs.partitions import Slice
from medgen_assets.defs.progress import Progress
from medgen_assets.defs.resuming import earlier_attempt, opened_earlier, options_of, resumed_exercise
from medgen_assets.defs.run_plan import RunPlan, kept_plan
from medgen_assets.defs.runs import RUN_TAG
from medgen_assets.defs.summary import ExerciseSummary
from medgen_assets.errors import BadInput, OutputFailed
from medgen_assets.exporters.verification import verify
from medgen_assets.fingerprint import fingerprint
from medgen_assets.scenario.loading import preset
from medgen_assets.store.opening import open_database
from medgen_assets.store.run_rows import IllegalTransition, Run, RunState, UnknownRun
from medgen_assets.store.runs import Runs
from medgen_tests.defs.conftest import MadeExercise

CUT = ExerciseOptions(batch_size=20, chunk_size=5, formats=("csv",))


@dataclass
class DiskFull:
    """Refuses to go on when so many rows of a stage are done."""

    stage: str
    done: int

    def __call__(self, progress: Progress) -> None:
        if progress.stage == self.stage and progress.done >= self.done:
            raise OutputFailed("The disk is full.")


@dataclass(frozen=True)
class Resumed:
    """A run that failed in its third batch, how its first two were then, and what came of it in the end."""

    run: Run
    first_two: dict[str, int]
    torn: Path
    dead: str
    summary: ExerciseSummary


def failed(instance: dg.DagsterInstance, disk: DiskFull) -> Run:
    """A run of sixty patients in three batches that failed on the way."""
    with pytest.raises(OutputFailed):
        materialized_exercise(instance, seeded(preset("small"), 7), CUT, hear=disk)
    with open_database() as database:
        return Runs(database).page(limit=1)[0]


def written(folder: str | None, *batches: int) -> dict[str, int]:
    """When each file of some batches was written (ns)."""
    found = [path for batch in batches for path in Path(str(folder)).rglob(f"batch={batch:03d}/*.parquet")]
    return {str(path): path.stat().st_mtime_ns for path in found}


def tables(folder: Path) -> dict[str, bytes]:
    """The tables of a data set, file by file."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


@pytest.fixture(scope="module")
def resumed(made: MadeExercise) -> Resumed:
    """The run, taken up again."""
    run = failed(made.instance, DiskFull("patients", 45))
    first_two = written(run.out_path, 0, 1)
    torn = Path(str(run.out_path)) / "patients" / ".tmp-0123"
    torn.write_bytes(b"PAR1")
    dead = made.instance.create_run_for_job(
        dg.JobDefinition(name="dead", graph_def=dg.GraphDefinition(name="dead")),
        tags={RUN_TAG: run.run_id},
        status=dg.DagsterRunStatus.STARTED,
    )
    return Resumed(run, first_two, torn, dead.run_id, resumed_exercise(made.instance, run.run_id))


def test_it_keeps_its_id_and_its_folder(resumed: Resumed) -> None:
    assert resumed.summary.run_id == resumed.run.run_id
    assert str(resumed.summary.folder) == resumed.run.out_path


def test_finished_batches_are_not_made_again(resumed: Resumed) -> None:
    assert len(resumed.first_two) > 10
    assert written(resumed.run.out_path, 0, 1) == resumed.first_two


def test_the_bytes_are_those_of_a_run_without_a_break(made: MadeExercise, resumed: Resumed) -> None:
    assert tables(resumed.summary.folder) == tables(made.summary.folder)


def test_the_data_set_is_whole_and_has_its_formats(resumed: Resumed) -> None:
    assert verify(resumed.summary.folder) == []
    assert (resumed.summary.folder / "exports" / "csv" / "patients.csv").is_file()
    assert not (resumed.summary.folder / ".work").exists()


def test_the_run_is_completed_and_remembers_its_first_attempt(resumed: Resumed) -> None:
    with open_database() as database:
        run, attempts = Runs(database).get(resumed.run.run_id), Runs(database).attempts(resumed.run.run_id)

    assert (run.state, run.done) == (RunState.COMPLETED, 60)
    assert [attempt.error for attempt in attempts] == ["The disk is full."]


def test_dagster_sees_every_batch_and_which_were_there_already(made: MadeExercise, resumed: Resumed) -> None:
    wanted = dg.AssetRecordsFilter(
        dg.AssetKey("patients"), asset_partitions=[Slice(made.key, batch).key for batch in range(3)]
    )
    records = made.instance.fetch_materializations(wanted, limit=3).records
    found = {str(record.partition_key)[:3]: record.asset_materialization for record in records}

    assert {batch: event.metadata["resumed"].value for batch, event in found.items() if event} == {
        "000": True,
        "001": True,
        "002": False,
    }


def test_what_was_being_written_is_cleared_away(resumed: Resumed) -> None:
    assert not resumed.torn.exists()


def test_dagster_hears_that_the_runs_of_the_dead_process_ended(made: MadeExercise, resumed: Resumed) -> None:
    dead = made.instance.get_run_by_id(resumed.dead)

    assert dead is not None
    assert dead.status == dg.DagsterRunStatus.FAILURE


def test_a_retry_by_dagster_takes_the_run_up(made: MadeExercise) -> None:
    first = made.instance.create_run_for_job(exercise, status=dg.DagsterRunStatus.FAILURE)
    with pytest.raises(OutputFailed):
        materialized_exercise(
            made.instance,
            seeded(preset("small"), 7),
            CUT,
            hear=DiskFull("patients", 45),
            asked_by=first.run_id,
        )
    with open_database() as database:
        run = Runs(database).page(limit=1)[0]
    tags = {RUN_TAG: run.run_id}  # a retry has the tags of what it retries
    retry = made.instance.create_run_for_job(
        exercise,
        run_config=asked_for("small"),
        parent_run_id=first.run_id,
        root_run_id=first.run_id,
        tags=tags,
    )
    events = list(execute_run_iterator(InMemoryJob(defs.resolve_job_def(JOB)), retry, made.instance))
    with open_database() as database:
        ended = Runs(database).get(run.run_id)

    assert events[-1].event_type == dg.DagsterEventType.RUN_SUCCESS
    assert ended.state == RunState.COMPLETED
    assert {first.run_id, retry.run_id} <= set(ended.dagster_run_ids)
    assert tables(Path(str(ended.out_path))) == tables(made.summary.folder)


def test_a_run_that_retries_nothing_of_ours_begins_afresh(made: MadeExercise) -> None:
    orphan = made.instance.create_run_for_job(exercise, parent_run_id="0" * 32, root_run_id="0" * 32)

    assert earlier_attempt(orphan) is None


def test_what_ended_well_is_not_taken_up_by_a_retry(made: MadeExercise) -> None:
    parent = made.summary.dagster_runs[0]
    again = made.instance.create_run_for_job(exercise, parent_run_id=parent, root_run_id=parent)

    assert earlier_attempt(again) is None


def test_a_run_that_died_after_its_seal_gets_its_report_and_formats(made: MadeExercise) -> None:
    run = failed(made.instance, DiskFull("csv rows", 0))
    before = written(run.out_path, 0, 1, 2)
    summary = resumed_exercise(made.instance, run.run_id)

    assert verify(summary.folder) == []
    assert written(run.out_path, 0, 1, 2) == before
    assert (summary.document()["checks"]["failed"], summary.document()["checks"]["passed"] > 5) == (0, True)
    assert (summary.folder / "exports" / "csv" / "patients.csv").is_file()


# -- what cannot be taken up --------------------------------------------------------------------------------


def broken_off(run_id: str, folder: Path | None) -> Run:
    """A failed run with a folder."""
    with open_database() as database:
        runs = Runs(database)
        runs.create(run_id, scenario_name="x", scenario_fingerprint=fingerprint("x"), seed=1, total=1)
        runs.start(run_id)
        if folder is not None:
            runs.lie_in(run_id, str(folder))
        runs.fail(run_id, "disk full")
        return runs.get(run_id)


def test_what_a_run_left_that_broke_off_before_its_batches_is_removed_when_it_begins_afresh(
    made: MadeExercise,
) -> None:
    run = failed(made.instance, DiskFull("care", 1))
    left = Path(str(run.out_path))
    was_there = (left / ".work").is_dir()
    mark = left / "left behind"  # within a second, the folder made afresh has the same name
    mark.touch()
    summary = resumed_exercise(made.instance, run.run_id)

    assert was_there
    assert (summary.folder.parent, mark.exists()) == (left.parent, False)
    assert tables(summary.folder) == tables(made.summary.folder)


def test_a_run_begun_by_another_version_is_left_alone(own_home: Path, tmp_path: Path) -> None:
    kept_plan(RunPlan("x@0123456789ab", str(tmp_path), 1, 1, 1, made_by="another"))

    with pytest.raises(BadInput, match="another version of medgen"):
        opened_earlier(broken_off("older", tmp_path), "x@0123456789ab")


def test_a_run_without_a_folder_begins_afresh(own_home: Path, tmp_path: Path) -> None:
    assert opened_earlier(broken_off("nowhere", None), "x@0123456789ab") is None
    assert opened_earlier(broken_off("gone", tmp_path / "gone"), "x@0123456789ab") is None


def test_a_completed_run_is_final(made: MadeExercise) -> None:
    with pytest.raises(IllegalTransition, match="is completed"):
        resumed_exercise(made.instance, made.summary.run_id)


def test_a_run_that_nobody_knows_is_named(made: MadeExercise) -> None:
    with pytest.raises(UnknownRun, match="'nobody'"):
        resumed_exercise(made.instance, "nobody")


def test_options_that_this_version_does_not_know_are_left_out() -> None:
    kept = {"formats": ["csv"], "workers": 2, "colour": "red"}

    assert options_of(kept) == ExerciseOptions(formats=("csv",), workers=2)
