"""The journal of care is as many files as there are batches, and there whole or not at all."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from medgen_assets.defs.journals import all_batches, as_written, journal_folder, keep_journal
from medgen_assets.defs.run_plan import WORK, RunPlan
from medgen_assets.errors import OutputFailed, UpstreamMissing
from medgen_assets.simulation import engine
from medgen_tests.simulation.exercises import exercise

PATIENTS, BATCHES = 300, 3


@pytest.fixture(scope="module")
def whole() -> engine.Journal:
    asked = exercise(total_patients=PATIENTS)
    return engine.journal_of(asked, engine.casualty_events(asked))


def plan_in(folder: Path) -> RunPlan:
    return RunPlan("of_a_test", str(folder), PATIENTS, PATIENTS // BATCHES, PATIENTS // BATCHES)


def parts_of(whole: engine.Journal, rows: int) -> Iterator[engine.Journal]:
    """The journal as the pass gives it: each part tells of patients of several batches."""
    turns = np.random.default_rng(7).permutation(PATIENTS)
    for first in range(0, PATIENTS, rows):
        chosen = np.sort(turns[first : first + rows])
        yield engine.joined([whole.of(patient, patient + 1) for patient in chosen.tolist()])


def files_in(folder: Path) -> list[Path]:
    return [path for path in (folder / WORK).rglob("*") if path.is_file()] if (folder / WORK).is_dir() else []


@pytest.mark.parametrize("rows", [1, 40, PATIENTS])
def test_what_was_kept_is_read_again_batch_by_batch_however_it_came(
    tmp_path: Path, whole: engine.Journal, rows: int
) -> None:
    kept = keep_journal(plan_in(tmp_path), parts_of(whole, rows))
    read = engine.joined([batch.in_order() for batch in all_batches(plan_in(tmp_path))])

    assert [table.tolist() for table in read.tables()] == [table.tolist() for table in whole.tables()]
    assert sorted(kept) == sorted(files_in(tmp_path))
    assert len(kept) <= 3 * BATCHES


def test_a_journal_written_again_replaces_the_one_before(tmp_path: Path, whole: engine.Journal) -> None:
    for rows in (7, 90):
        kept = keep_journal(plan_in(tmp_path), parts_of(whole, rows))
    ids = as_written(plan_in(tmp_path), 0).fates[:, 0]

    assert sorted(ids.tolist()) == list(range(PATIENTS // BATCHES))
    assert sorted(kept) == sorted(files_in(tmp_path))


def test_a_pass_that_fails_half_way_leaves_the_journal_before_it_and_nothing_else(
    tmp_path: Path, whole: engine.Journal
) -> None:
    def failing() -> Iterator[engine.Journal]:
        yield from list(parts_of(whole, 90))[:2]
        raise RuntimeError("The power is gone.")

    kept = keep_journal(plan_in(tmp_path), parts_of(whole, 40))
    before = {path: path.read_bytes() for path in kept}
    with pytest.raises(RuntimeError):
        keep_journal(plan_in(tmp_path), failing())

    assert {path: path.read_bytes() for path in files_in(tmp_path)} == before


def test_without_care_pathways_a_batch_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(UpstreamMissing, match="Materialize care_pathways"):
        as_written(plan_in(tmp_path), 0)


def test_a_journal_that_cannot_be_written_says_which_file_and_what_to_do(
    tmp_path: Path, whole: engine.Journal
) -> None:
    (tmp_path / WORK).write_text("a file where a folder should be")
    with pytest.raises(OutputFailed, match="was not written"):
        keep_journal(plan_in(tmp_path), parts_of(whole, 40))

    assert not journal_folder(tmp_path).exists()
