"""The tables of a data set come side by side, each row once."""

from pathlib import Path

import polars as pl
import pytest

from medgen_assets.defs import stretches
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.layout import batch_file
from medgen_assets.exporters.table_writer import table_writer

COLUMNS = {"patients": ("patient_id",), "events": ("patient_id", "kind")}


def written(folder: Path, batch: int, patients: range, events: list[int]) -> None:
    """One batch of patients and of their events."""
    kinds = [f"kind {patient_id % 2}" for patient_id in events]
    tables = {
        "patients": pl.DataFrame({"patient_id": patients}, schema={"patient_id": pl.Int64}),
        "events": pl.DataFrame({"patient_id": events, "kind": kinds}),
    }
    for name, rows in tables.items():
        path = folder / batch_file(name, batch)
        path.parent.mkdir(parents=True)
        with table_writer(path, {}) as writer:
            writer.append(rows)


def found(folder: Path) -> list[tuple[list[int], list[int]]]:
    """Ids of patients and of events, stretch by stretch."""
    return [
        (tables["patients"]["patient_id"].to_list(), tables["events"]["patient_id"].to_list())
        for tables in stretches.stretches_of_patients(DataSet(folder), COLUMNS)
    ]


@pytest.fixture
def _two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretches, "PATIENTS_AT_ONCE", 2)
    monkeypatch.setattr(stretches, "ROWS_AT_ONCE", 3)


@pytest.mark.usefixtures("_two_at_once")
def test_each_patient_comes_with_the_own_rows(tmp_path: Path) -> None:
    written(tmp_path, 0, range(3), [0, 0, 0, 0, 1, 2, 2])
    written(tmp_path, 1, range(3, 5), [3, 4])

    assert found(tmp_path) == [([0, 1], [0, 0, 0, 0, 1]), ([2], [2, 2]), ([3, 4], [3, 4])]


@pytest.mark.usefixtures("_two_at_once")
def test_rows_of_nobody_come_with_the_last_patients(tmp_path: Path) -> None:
    written(tmp_path, 0, range(3), [0, 1, 2, 7, 9])

    assert found(tmp_path) == [([0, 1], [0, 1]), ([2], [2, 7, 9])]


def test_names_come_as_categories(tmp_path: Path) -> None:
    written(tmp_path, 0, range(3), [0, 1, 2])
    [tables] = stretches.stretches_of_patients(DataSet(tmp_path), COLUMNS)

    assert tables["events"]["kind"].dtype == pl.Categorical
