"""Models written as files: each whole, none outside the folder, and no more in memory than is being written."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from medgen_assets.concurrency.streams import DEFAULT_CONCURRENCY
from medgen_assets.defs.finding_export import FILES_OF_A_PIECE, PIECES_AHEAD, Model, written
from medgen_assets.errors import BadInput, OutputFailed
from medgen_tests.findings.trees import model


def models(count: int) -> Iterator[Model]:
    """Models of one source."""
    return (("some", f"part/{number}.fm.json", model(number)) for number in range(count))


@pytest.mark.parametrize(
    "count", [0, 1, FILES_OF_A_PIECE, FILES_OF_A_PIECE + 1, 3 * FILES_OF_A_PIECE * DEFAULT_CONCURRENCY]
)
def test_every_model_is_written_whole(tmp_path: Path, count: int):
    told = written(tmp_path, models(count))
    found = {path.stem: json.loads(path.read_bytes())["oifm_id"] for path in tmp_path.rglob("*.json")}

    assert (told, len(found)) == (count, count)
    assert found == {f"{number}.fm": model(number)["oifm_id"] for number in range(count)}


def test_a_file_that_cannot_be_written_ends_it_and_leaves_nothing_torn(tmp_path: Path):
    (tmp_path / "some").write_text("in the way")

    with pytest.raises(OutputFailed, match="some"):
        written(tmp_path, models(2000))
    assert [path.name for path in tmp_path.iterdir()] == ["some"]


def test_no_file_lies_outside_the_folder(tmp_path: Path):
    with pytest.raises(BadInput, match="outside"):
        written(tmp_path / "out", [("some", "../../elsewhere.fm.json", model(1))])


def test_no_more_is_read_than_is_being_written_when_writing_fails(tmp_path: Path):
    (tmp_path / "some").write_text("in the way")
    read: list[int] = []

    def counted() -> Iterator[Model]:
        for number, one in enumerate(models(100_000)):
            read.append(number)
            yield one

    with pytest.raises(OutputFailed):
        written(tmp_path, counted())
    assert len(read) <= FILES_OF_A_PIECE * (DEFAULT_CONCURRENCY + PIECES_AHEAD + 1)
