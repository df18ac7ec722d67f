"""With the record of a run go Dagster's runs for it, its partition and a folder that was never sealed."""

from pathlib import Path

import dagster as dg
import pytest

from medgen_assets.defs.exercise import materialized_exercise, seeded
from medgen_assets.defs.options import ExerciseOptions
from medgen_assets.defs.partitions import SCENARIO
from medgen_assets.defs.progress import PATIENTS, Progress
from medgen_assets.defs.pruning import Pruned, abandoned_folder, pruned, to_be_pruned
from medgen_assets.defs.runs import RUN_TAG
from medgen_assets.errors import OutputFailed
from medgen_assets.fingerprint import fingerprint
from medgen_assets.scenario.loading import preset
from medgen_assets.store.opening import open_database
from medgen_assets.store.pruning import Retention, prunable
from medgen_assets.store.run_rows import PrunedRun, Run, UnknownRun
from medgen_assets.store.runs import Runs
from medgen_tests.defs.conftest import MadeExercise

ALL = Retention(keep_days=0, keep_runs=0)


def refuse(progress: Progress) -> None:
    if progress.stage == PATIENTS:
        raise OutputFailed("The disk is full.")


@pytest.fixture(scope="module")
def broken_off(made: MadeExercise) -> Run:
    """A run of another seed that failed after its first batch, beside the one that was made."""
    with pytest.raises(OutputFailed):
        materialized_exercise(
            made.instance, seeded(preset("small"), 8), ExerciseOptions(batch_size=30), hear=refuse
        )
    with open_database() as database:
        return Runs(database).page(limit=1)[0]


@pytest.fixture(scope="module")
def announced(made: MadeExercise, broken_off: Run) -> Pruned:
    """What would go."""
    return to_be_pruned(made.instance, ALL)


@pytest.fixture(scope="module")
def gone(made: MadeExercise, announced: Pruned) -> Pruned:
    """What went: both runs."""
    return pruned(made.instance, ALL)


def test_what_would_go_is_what_goes(announced: Pruned, gone: Pruned) -> None:
    assert announced.document()["runs"] == gone.document()["runs"]
    assert announced.dagster_runs == gone.dagster_runs == 5
    assert gone.partitions == 2


def test_a_sealed_data_set_stays_and_an_abandoned_folder_goes(
    made: MadeExercise, broken_off: Run, gone: Pruned
) -> None:
    assert (made.summary.folder / "_SUCCESS").is_file()
    assert not Path(str(broken_off.out_path)).exists()
    assert gone.folders == [broken_off.out_path]


def test_the_records_are_gone(made: MadeExercise, gone: Pruned) -> None:
    with open_database() as database, pytest.raises(UnknownRun):
        Runs(database).get(made.summary.run_id)


def test_dagster_knows_nothing_of_them_any_more(made: MadeExercise, broken_off: Run, gone: Pruned) -> None:
    tagged = dg.RunsFilter(tags={RUN_TAG: [made.summary.run_id, broken_off.run_id]})

    assert made.instance.get_run_records(tagged) == []
    assert made.instance.all_logs(made.summary.dagster_runs[1]) == []
    assert not made.instance.has_dynamic_partition(str(SCENARIO.name), made.key)


def run_in(folder: Path | None) -> PrunedRun:
    """A failed run of the scenario `x` with this folder."""
    with open_database() as database:
        runs, run_id = Runs(database), f"r{fingerprint(str(folder))[:8]}"
        runs.create(run_id, scenario_name="x", scenario_fingerprint="ab" * 32, seed=1, total=1)
        runs.start(run_id)
        if folder is not None:
            runs.lie_in(run_id, str(folder))
        runs.fail(run_id, "disk full")
        [found] = [run for run in prunable(database, ALL) if run.run_id == run_id]
        return found


def test_only_what_looks_like_a_folder_of_the_run_is_removed(own_home: Path, tmp_path: Path) -> None:
    for name in ("x/20260101T000000Z-abababab", "x/somebody_elses", "y/20260101T000000Z-abababab"):
        (tmp_path / name / ".work").mkdir(parents=True)
    (tmp_path / "x/20260101T000000Z-abababab-2").mkdir()
    (tmp_path / "x/link-abababab").symlink_to(tmp_path / "x/20260101T000000Z-abababab")
    found = {
        name: abandoned_folder(run_in(tmp_path / name)) is not None
        for name in (
            "x/20260101T000000Z-abababab",
            "x/20260101T000000Z-abababab-2",
            "x/somebody_elses",
            "y/20260101T000000Z-abababab",
            "x/link-abababab",
            "nowhere",
        )
    }

    assert [name for name, is_removed in found.items() if is_removed] == ["x/20260101T000000Z-abababab"]
    assert abandoned_folder(run_in(None)) is None
