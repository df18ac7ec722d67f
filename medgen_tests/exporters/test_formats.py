"""Every export says the same as the data set, to readers that are not ours."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import polars as pl
import pyarrow.parquet as pq
import pytest

from medgen_assets.errors import BadInput, OutputFailed
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.formats import FORMATS, export
from medgen_assets.exporters.layout import TABLES
from medgen_assets.exporters.verification import verify
from medgen_tests.exporters.faults import files_below, limited_file_size
from medgen_tests.exporters.sample_run import rows_of, sealed_run

NESTED = (
    "injuries",
    "events",
    "treatments",
    "vitals",
    "diagnoses",
    "allergies",
    "regular_medications",
    "imaging_findings",
)


@pytest.fixture(scope="module")
def data_set(tmp_path_factory: pytest.TempPathFactory) -> DataSet:
    run = sealed_run(tmp_path_factory.mktemp("runs"), 300, batch_size=120, chunk_rows=500)
    for name in FORMATS:
        export(run, name)
    return run


def plain(value: Any) -> Any:
    """A value as JSON would hold it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def expected_documents(run: DataSet) -> list[dict[str, Any]]:
    """The patients with their rows inside, put together one by one."""
    documents = {
        row["patient_id"]: {name: plain(value) for name, value in row.items()}
        | {table: [] for table in NESTED}
        for row in rows_of(run, "patients").iter_rows(named=True)
    }
    for table in NESTED:
        for row in rows_of(run, table).iter_rows(named=True):
            inner = {name: plain(value) for name, value in row.items() if name != "patient_id"}
            documents[row["patient_id"]][table].append(inner)
    return list(documents.values())


def test_json_is_one_array_of_all_patients_with_everything_that_happened(data_set: DataSet) -> None:
    path = data_set.folder / "exports" / "json" / "patients.json"

    assert json.loads(path.read_text(encoding="utf-8")) == expected_documents(data_set)


def test_ndjson_is_one_patient_a_line(data_set: DataSet) -> None:
    lines = (data_set.folder / "exports" / "ndjson" / "patients.ndjson").read_bytes().split(b"\n")

    assert [orjson.loads(line) for line in lines[:-1]] == expected_documents(data_set)
    assert lines[-1] == b""


@pytest.mark.parametrize("table", list(TABLES))
def test_flat_parquet_holds_each_table_in_one_file(data_set: DataSet, table: str) -> None:
    path = data_set.folder / "exports" / "parquet" / f"{table}.parquet"

    assert pq.ParquetFile(path).read().to_pylist() == rows_of(data_set, table).to_dicts()


@pytest.mark.parametrize("table", list(TABLES))
def test_csv_holds_each_table_in_one_file(data_set: DataSet, table: str) -> None:
    path = data_set.folder / "exports" / "csv" / f"{table}.csv"
    rows = rows_of(data_set, table)
    with path.open(newline="", encoding="utf-8") as file:
        found = list(csv.reader(file, strict=True))

    assert found[0] == rows.columns
    assert found[1:] == [[csv_text(value) for value in row] for row in rows.iter_rows()]


def csv_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(plain(value))


def test_csv_lines_end_as_the_standard_says(data_set: DataSet) -> None:
    content = (data_set.folder / "exports" / "csv" / "facilities.csv").read_bytes()

    assert content.count(b"\r\n") == content.count(b"\n") == 25
    assert not content.startswith(b"\xef\xbb\xbf")


def test_the_data_package_describes_every_column(data_set: DataSet) -> None:
    folder = data_set.folder / "exports" / "csv"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    described = {
        resource["path"]: [field["name"] for field in resource["schema"]["fields"]]
        for resource in package["resources"]
    }
    headers = {path.name: next(csv.reader(io.StringIO(path.read_text()))) for path in folder.glob("*.csv")}

    assert described == headers


def test_every_export_verifies(data_set: DataSet) -> None:
    assert verify(data_set.folder) == []


def test_an_export_replaces_the_one_before(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 30)
    folder = export(run, "json")
    (folder / "stranger.txt").write_text("")
    export(run, "json")

    assert files_below(run.folder / "exports") == [
        "json/_SUCCESS",
        "json/manifest.json",
        "json/patients.json",
    ]


def test_progress_ends_at_the_total(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    export(sealed_run(tmp_path, 300), "ndjson", lambda done, total: told.append((done, total)))

    assert told[-1] == (300, 300)


def test_an_unknown_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="Choose from parquet, ndjson, json, csv"):
        export(sealed_run(tmp_path, 30), "xlsx")


def test_a_run_that_did_not_end_is_refused(tmp_path: Path) -> None:
    folder = sealed_run(tmp_path, 30).folder
    (folder / "_SUCCESS").unlink()

    with pytest.raises(BadInput, match="did not come to its end"):
        DataSet.open(folder)


def test_a_run_that_is_not_sealed_yet_can_be_exported_when_asked_for(tmp_path: Path) -> None:
    folder = sealed_run(tmp_path, 30).folder
    (folder / "_SUCCESS").unlink()
    export(DataSet.open(folder, is_sealed=False), "json")

    assert len(json.loads((folder / "exports" / "json" / "patients.json").read_text())) == 30


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_damaged_data_set_is_said_and_leaves_no_export(tmp_path: Path, name: str) -> None:
    run = sealed_run(tmp_path, 300)
    path = run.paths("events")[1]
    content = bytearray(path.read_bytes())
    content[300] ^= 1
    path.write_bytes(content)
    with pytest.raises(BadInput, match="damaged"):
        export(run, name)

    assert files_below(run.folder / "exports") == []


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_full_disk_leaves_no_export(tmp_path: Path, name: str) -> None:
    run = sealed_run(tmp_path, 300)
    with limited_file_size(3000), pytest.raises(OutputFailed, match="was not written"):
        export(run, name)

    assert files_below(run.folder / "exports") == []


def test_a_batch_without_rows_of_a_table_is_exported(tmp_path: Path) -> None:
    run = sealed_run(tmp_path, 300)
    for table in NESTED:
        path = run.paths(table)[1]
        pl.read_parquet(path).head(0).write_parquet(path)
    export(run, "json")
    documents = json.loads((run.folder / "exports" / "json" / "patients.json").read_text())

    assert [len(document["events"]) > 0 for document in documents] == [True] * 120 + [False] * 120 + [
        True
    ] * 60
