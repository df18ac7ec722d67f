"""Parquet files hold their rows, say where they come from, and do not show how they were written."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from medgen_assets.errors import OutputFailed
from medgen_assets.exporters.table_writer import table_writer
from medgen_tests.exporters.faults import files_below, small_disk
from medgen_tests.exporters.sample_data import sample_tables
from medgen_tests.exporters.sample_run import PROVENANCE, sealed_run

KILLED_WRITER = """
import sys
from pathlib import Path
from medgen_assets.exporters.table_writer import table_writer
from medgen_tests.exporters.sample_data import sample_tables
rows = sample_tables(50).batched["events"]
with table_writer(Path(sys.argv[1]), {}, row_group_rows=200) as writer:
    while True:
        writer.append(rows)
        print("written", flush=True)
"""


def written(path: Path, rows: pl.DataFrame, chunk_rows: int, row_group_rows: int = 1000) -> Path:
    with table_writer(path, {"seed": "7"}, row_group_rows) as writer:
        writer.append(rows.head(0))
        for chunk in rows.iter_slices(chunk_rows):
            writer.append(chunk)
    return path


@pytest.mark.parametrize(
    "table", ["patients", "injuries", "events", "treatments", "vitals", "resource_stays"]
)
def test_rows_come_back_as_they_were(tmp_path: Path, table: str) -> None:
    rows = sample_tables(300).batched[table]

    assert pl.read_parquet(written(tmp_path / "a.parquet", rows, 97)).equals(rows)


def test_the_bytes_do_not_depend_on_the_chunks(tmp_path: Path) -> None:
    rows = sample_tables(300).batched["events"]
    files = [
        written(tmp_path / f"{size}.parquet", rows, size).read_bytes() for size in (5, 70, 1000, 100_000)
    ]

    assert len(set(files)) == 1


def test_row_groups_are_filled(tmp_path: Path) -> None:
    rows = sample_tables(300).batched["events"].head(2500)
    metadata = pq.read_metadata(written(tmp_path / "a.parquet", rows, 300))

    assert [metadata.row_group(number).num_rows for number in range(3)] == [1000, 1000, 500]


def test_a_table_without_rows_has_its_columns(tmp_path: Path) -> None:
    rows = sample_tables(300).batched["events"].head(0)

    assert pl.read_parquet(written(tmp_path / "a.parquet", rows, 10)).schema == rows.schema


def test_a_table_without_a_single_frame_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="append an empty one"), table_writer(tmp_path / "a.parquet", {}):
        pass

    assert files_below(tmp_path) == []


def test_types_are_those_every_reader_knows(tmp_path: Path) -> None:
    tables = sample_tables(30)
    kinds = set()
    for name, rows in {**tables.batched, **tables.single}.items():
        kinds |= {str(kind) for kind in pq.read_schema(written(tmp_path / name, rows, 100)).types}

    assert kinds == {"int64", "string", "bool", "double", "date32[day]", "timestamp[us, tz=UTC]"}


def test_metadata_say_where_the_rows_come_from(tmp_path: Path) -> None:
    path = sealed_run(tmp_path, 30).paths("events")[0]
    metadata = pq.read_metadata(path).metadata

    assert {
        key.encode(): text.encode() for key, text in PROVENANCE.key_values().items()
    }.items() <= metadata.items()


def test_compression_is_zstd_and_every_page_has_a_checksum(tmp_path: Path) -> None:
    path = written(tmp_path / "a.parquet", sample_tables(300).batched["events"], 1000)
    column = pq.read_metadata(path).row_group(0).column(0)
    damaged = bytearray(path.read_bytes())
    damaged[column.data_page_offset + column.total_compressed_size - 1] ^= 1  # the end of its only page
    (tmp_path / "b.parquet").write_bytes(damaged)

    assert column.compression == "ZSTD"
    with pytest.raises(OSError, match="CRC"):
        pq.read_table(tmp_path / "b.parquet", page_checksum_verification=True)


def test_a_hive_reader_finds_the_batch_in_the_path_and_not_in_the_files(tmp_path: Path) -> None:
    data_set = sealed_run(tmp_path, 300, batch_size=100)
    table = ds.dataset(data_set.folder / "patients", partitioning="hive").to_table()

    assert "batch" not in pq.read_schema(data_set.paths("patients")[0]).names
    assert pa.compute.unique(table["batch"]).to_pylist() == [0, 1, 2]


def test_a_killed_writer_leaves_no_file_under_the_final_name(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_WRITER, str(tmp_path / "a.parquet")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(5):
            process.stdout.readline()
        process.kill()

    assert [name for name in files_below(tmp_path) if not name.startswith(".tmp-")] == []


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    rows = sample_tables(300).batched["events"].with_columns(detail=pl.format("{}{}", "at", "event_no"))
    with small_disk(tmp_path, 16 * 1024):
        with pytest.raises(OutputFailed, match="was not written"):
            written(tmp_path / "a.parquet", rows, 100, row_group_rows=100)

        assert files_below(tmp_path) == []
