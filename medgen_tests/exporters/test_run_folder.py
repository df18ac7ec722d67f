"""The folder of a run is new, where it should be, and nobody else's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from medgen_assets.errors import BadInput, OutputFailed
from medgen_assets.exporters.run_folder import RunFolder
from medgen_tests.exporters.faults import files_below, read_only
from medgen_tests.exporters.sample_data import sample_tables
from medgen_tests.exporters.sample_run import FINGERPRINT, NOW, PROVENANCE, new_run, write_single


def test_the_name_is_the_utc_time_and_a_short_fingerprint(tmp_path: Path) -> None:
    assert new_run(tmp_path).path == tmp_path / "baltic_winter" / "20260601T123015Z-abc123de"


def test_the_name_does_not_depend_on_the_time_zone(tmp_path: Path) -> None:
    auckland = datetime(2026, 6, 2, 0, 30, 15, tzinfo=timezone(timedelta(hours=12)))

    assert RunFolder.create(tmp_path, "x", FINGERPRINT, auckland).path.name == "20260601T123015Z-abc123de"


def test_a_folder_that_is_there_is_never_used_again(tmp_path: Path) -> None:
    names = [new_run(tmp_path).path.name for _ in range(3)]

    assert names == [f"20260601T123015Z-abc123de{suffix}" for suffix in ("", "-2", "-3")]


def test_runs_that_start_at_once_get_folders_of_their_own(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        folders = list(pool.map(lambda _: new_run(tmp_path).path, range(16)))

    assert len(set(folders)) == 16


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../evil",
        "a/b",
        "/etc",
        "a\\b",
        "A",
        "_a",
        "a\n",
        "a.b",
        "a b",
        "ä",
        "a" * 64,
        "a\x00b",
        "~",
    ],
)
def test_a_name_that_could_lead_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput):
        RunFolder.create(tmp_path / "out", name, FINGERPRINT, NOW)

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("fingerprint", ["", "../../x", "abc", "ABCDEF123456", "abc123def456\n"])
def test_a_fingerprint_that_is_none_is_refused(tmp_path: Path, fingerprint: str) -> None:
    with pytest.raises(BadInput):
        RunFolder.create(tmp_path / "out", "small", fingerprint, NOW)

    assert not (tmp_path / "out").exists()


def test_a_link_in_place_of_the_scenario_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "small").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(BadInput, match="it is a link"):
        RunFolder.create(tmp_path / "out", "small", FINGERPRINT, NOW)

    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_store_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="only local folders"):
        RunFolder.create(Path("s3://bucket/runs"), "small", FINGERPRINT, NOW)

    assert not Path("s3:").exists()


def test_an_out_folder_that_is_a_file_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputFailed, match="Choose a folder, not a file"):
        RunFolder.create(tmp_path / "file", "small", FINGERPRINT, NOW)


def test_a_read_only_out_folder_is_said_in_one_line(tmp_path: Path) -> None:
    with read_only(tmp_path), pytest.raises(OutputFailed, match="Choose a folder you may write to"):
        new_run(tmp_path)

    assert files_below(tmp_path) == []


def test_single_tables_lie_at_the_top(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    write_single(run, sample_tables(30))

    assert files_below(run.path) == [
        "casualty_events.parquet",
        "facilities.parquet",
        "facility_load.parquet",
        "scenario.yaml",
        "vehicles.parquet",
    ]


def test_a_batch_lies_in_a_folder_of_its_number(tmp_path: Path) -> None:
    run = new_run(tmp_path)
    with run.batch_writer("events", 42, PROVENANCE) as writer:
        writer.append(sample_tables(30).batched["events"])

    assert files_below(run.path) == ["events/batch=042/part-0.parquet"]


@pytest.mark.parametrize(("table", "batch"), [("events", -1), ("events", 1000), ("../x", 0), ("vehicles", 0)])
def test_a_batch_that_cannot_be_is_refused(tmp_path: Path, table: str, batch: int) -> None:
    with pytest.raises(ValueError, match="no batch"):
        new_run(tmp_path).batch_writer(table, batch, PROVENANCE)
