"""Rows are found by counting, and by joining where counting would go wrong."""

import polars as pl
import pytest

from medgen_assets.simulation import patient_rows

PATIENTS = pl.DataFrame({"patient_id": [5, 6, 7], "at": [50, 60, 70]})
GAPPED = pl.DataFrame({"patient_id": [5, 7, 9], "at": [50, 70, 90]})


def of(*ids: int) -> pl.DataFrame:
    return pl.DataFrame({"patient_id": ids}, schema={"patient_id": pl.Int64})


@pytest.mark.parametrize("patients", [PATIENTS, GAPPED])
def test_a_row_stands_beside_its_patient(patients: pl.DataFrame) -> None:
    assert patient_rows.beside(patients, of(5, 5, 7), "at")["at"].to_list() == [50, 50, 70]


@pytest.mark.parametrize("stranger", [4, 8, -1])
def test_nothing_stands_beside_a_stranger(stranger: int) -> None:
    assert patient_rows.beside(PATIENTS, of(6, stranger), "at")["at"].to_list() == [60, None]


def test_a_patient_in_a_gap_is_a_stranger() -> None:
    assert patient_rows.beside(GAPPED, of(5, 6, 9), "at")["at"].to_list() == [50, None, 90]


def test_rows_without_patients_stand_alone() -> None:
    assert patient_rows.beside(PATIENTS.clear(), of(1), "at")["at"].to_list() == [None]
