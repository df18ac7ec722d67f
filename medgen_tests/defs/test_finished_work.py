"""A batch is finished when its note says so and every file is still what the note says."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from medgen_assets.defs.batches import BATCH_ASSETS, BatchDone, BatchOrder, exercise_of, made
from medgen_assets.defs.care_work import CareOrder, care_done
from medgen_assets.defs.exercise import seeded
from medgen_assets.defs.finished_work import batch_note, note_file
from medgen_assets.defs.run_plan import WORK, RunPlan
from medgen_assets.defs.runs import provenance_of
from medgen_assets.exporters.run_folder import RunFolder
from medgen_assets.scenario.loading import preset
from medgen_assets.simulation.engine import casualty_events

SCENARIO = seeded(preset("small"), 7)


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a run whose schedule and care are there."""
    root = tmp_path_factory.mktemp("planned")
    folder = root / "run"
    folder.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MEDGEN_HOME", str(root / "home"))
        document = SCENARIO.model_dump_json()
        exercise = exercise_of(document)
        RunFolder(folder).write_table("casualty_events", casualty_events(exercise), provenance_of(SCENARIO))
        care_done(CareOrder(plan_in(folder), document), lambda _: None)
        yield folder


def plan_in(folder: Path) -> RunPlan:
    """Three batches of twenty in two chunks each."""
    return RunPlan(SCENARIO.partition_key, str(folder), SCENARIO.total_patients, 20, 10)


@pytest.fixture
def order(planned: Path, tmp_path: Path) -> BatchOrder:
    """The middle batch of three, taken up again; an earlier attempt has made it."""
    folder = Path(shutil.copytree(planned, tmp_path / "run"))
    asked = BatchOrder(
        plan_in(folder), SCENARIO.model_dump_json(), 1, frozenset(BATCH_ASSETS), {}, is_resumed=True
    )
    made(asked, lambda _: None)
    return asked


def again(order: BatchOrder) -> tuple[BatchDone, list[int]]:
    """The batch once more, and what was told meanwhile."""
    told: list[int] = []
    return made(order, told.append), told


def test_a_finished_batch_is_not_made_again(order: BatchOrder) -> None:
    done, told = again(order)

    assert done.is_resumed
    assert told == [20]


def test_a_finished_batch_still_tells_what_is_in_it(order: BatchOrder) -> None:
    earlier = again(order)[0]
    note_file(order.plan.path, batch_note(1)).unlink()
    now = again(order)[0]

    assert (now.is_resumed, earlier.is_resumed) == (False, True)
    assert (earlier.rows, earlier.counts) == (now.rows, now.counts)


def test_a_batch_is_made_anew_unless_the_run_is_taken_up_again(order: BatchOrder) -> None:
    afresh = BatchOrder(order.plan, order.scenario, 1, order.assets, order.metadata)

    assert again(afresh)[1] == [10, 10]


def test_a_batch_of_which_other_assets_are_asked_is_made(order: BatchOrder) -> None:
    fewer = order.assets - {"vitals"}

    assert not again(BatchOrder(order.plan, order.scenario, 1, fewer, order.metadata, is_resumed=True))[
        0
    ].is_resumed


def flip_a_byte(folder: Path) -> None:
    file = folder / "events/batch=001/part-0.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def remove_a_table(folder: Path) -> None:
    (folder / "vitals/batch=001/part-0.parquet").unlink()


def tear_a_work_file(folder: Path) -> None:
    file = next((folder / WORK / "casualties").glob("*.arrow"))
    file.write_bytes(file.read_bytes()[:-10])


def tear_the_note(folder: Path) -> None:
    note_file(folder, batch_note(1)).write_text('{"files": {"patients/ba')


def empty_the_note(folder: Path) -> None:
    note_file(folder, batch_note(1)).write_text("[]")


def lead_the_note_astray(folder: Path) -> None:
    (folder.parent / "secret").write_text("x")
    note = json.loads(note_file(folder, batch_note(1)).read_text())
    note["files"]["../secret"] = {"bytes": 1, "crc32": 2363233923}
    note_file(folder, batch_note(1)).write_text(json.dumps(note))


SPOILT: list[Callable[[Path], None]] = [
    flip_a_byte,
    remove_a_table,
    tear_a_work_file,
    tear_the_note,
    empty_the_note,
    lead_the_note_astray,
]


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_batch_that_is_not_what_it_was_is_made_again(
    order: BatchOrder, spoil: Callable[[Path], None]
) -> None:
    file = order.plan.path / "events/batch=001/part-0.parquet"
    whole = file.read_bytes()
    spoil(order.plan.path)

    assert again(order)[1] == [10, 10]
    assert file.read_bytes() == whole
    assert again(order)[1] == [20]
