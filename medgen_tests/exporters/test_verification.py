"""What is wrong with a finished data set is found and said."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from medgen_assets.errors import OutputFailed
from medgen_assets.exporters.formats import export
from medgen_assets.exporters.sealing import seal
from medgen_assets.exporters.table_writer import table_writer
from medgen_assets.exporters.verification import verify
from medgen_tests.exporters.sample_data import sample_tables
from medgen_tests.exporters.sample_run import PROVENANCE, new_run, sealed_run, write_batched, write_single

EVENTS = "events/batch=001/part-0.parquet"


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def edit_manifest(folder: Path, edit: Callable[[dict[str, object]], object]) -> None:
    path = folder / "manifest.json"
    document = json.loads(path.read_text())
    edit(document)
    path.write_text(json.dumps(document))


def test_a_finished_data_set_is_well(tmp_path: Path) -> None:
    data_set = sealed_run(tmp_path)
    export(data_set, "csv")

    assert verify(data_set.folder) == []


@pytest.mark.parametrize(
    ("name", "damage", "said"),
    [
        (EVENTS, Path.unlink, "is missing"),
        (EVENTS, flip_a_byte, "is changed: its SHA-256"),
        (EVENTS, cut_short, "bytes long: the manifest says"),
        ("facilities.parquet", flip_a_byte, "is changed: its SHA-256"),
        ("scenario.yaml", flip_a_byte, "is changed: its SHA-256"),
        ("_SUCCESS", Path.unlink, "is missing: the run did not come to its end"),
        ("manifest.json", Path.unlink, "is missing: every finished folder has one"),
        ("manifest.json", cut_short, "is damaged: it cannot be read as a manifest"),
        ("exports/csv/events.csv", flip_a_byte, "is changed: its SHA-256"),
        ("exports/csv/_SUCCESS", Path.unlink, "is missing: the run did not come to its end"),
    ],
)
def test_a_damaged_file_is_found(
    tmp_path: Path, name: str, damage: Callable[[Path], None], said: str
) -> None:
    data_set = sealed_run(tmp_path)
    export(data_set, "csv")
    damage(data_set.folder / name)
    lines = [str(problem) for problem in verify(data_set.folder)]

    assert [line for line in lines if name in line and said in line]


def test_a_changed_manifest_is_found(tmp_path: Path) -> None:
    folder = sealed_run(tmp_path).folder
    edit_manifest(folder, lambda document: document.update(seed=8))

    assert "manifest.json is changed" in str(verify(folder)[0])


def test_a_file_that_the_manifest_does_not_know_is_found(tmp_path: Path) -> None:
    data_set = sealed_run(tmp_path)
    stranger = data_set.folder / "events" / "batch=009" / "part-0.parquet"
    with table_writer(stranger, {}) as writer:
        writer.append(sample_tables(30).batched["events"])

    rule = "the manifest does not list it, and readers would take it for data."

    assert list(map(str, verify(data_set.folder))) == [f"{stranger} is extra: {rule} Move it elsewhere."]


def test_what_a_killed_writer_left_is_found(tmp_path: Path) -> None:
    folder = sealed_run(tmp_path).folder
    (folder / "events" / "batch=000" / ".tmp-1234").write_text("half")
    (folder / "exports" / ".tmp-5678").mkdir(parents=True)

    assert [problem.value for problem in verify(folder)] == ["left over", "left over"]


def test_the_report_is_not_part_of_what_is_sealed(tmp_path: Path) -> None:
    data_set = sealed_run(tmp_path)
    (data_set.folder / "report.html").write_text("anything")

    assert verify(data_set.folder) == []


def test_wrong_row_counts_in_the_manifest_are_found(tmp_path: Path) -> None:
    folder = sealed_run(tmp_path).folder
    edit_manifest(folder, lambda document: document["files"][0].update(rows=1))

    assert "rows long: the manifest says 1" in " ".join(map(str, verify(folder)))


def test_a_manifest_cannot_make_a_reader_leave_the_folder(tmp_path: Path) -> None:
    folder = sealed_run(tmp_path).folder
    edit_manifest(folder, lambda document: document["files"][0].update(path="../../../etc/passwd"))

    assert "leaves the folder" in " ".join(map(str, verify(folder)))


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert "cannot be read (No such file or directory)" in str(verify(tmp_path / "nowhere")[0])


def test_a_run_with_a_missing_batch_is_not_sealed(tmp_path: Path) -> None:
    sample, run = sample_tables(300), new_run(tmp_path)
    write_batched(run, sample, 100, 1000)
    write_single(run, sample)
    (run.path / "vitals" / "batch=001" / "part-0.parquet").unlink()
    with pytest.raises(OutputFailed, match="vitals batch 1 missing"):
        seal(run.path, PROVENANCE)

    assert not (run.path / "_SUCCESS").exists()
