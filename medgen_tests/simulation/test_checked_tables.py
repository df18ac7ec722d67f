"""Tables as numbers: whoever stands where, rows are found, and nobody is taken for somebody else."""

import numpy as np
import polars as pl
import pytest

from medgen_assets.simulation.checked_tables import NOWHERE, CheckedTable, CheckedTables
from medgen_assets.simulation.exercise import MISSING


def of(*ids: int, **columns: list[int | None]) -> pl.DataFrame:
    return pl.DataFrame({"patient_id": ids, **columns}, schema_overrides={"patient_id": pl.Int64})


@pytest.mark.parametrize(
    ("patients", "rows"),
    [
        ((5, 6, 7), [0, 1, 2, NOWHERE, NOWHERE]),
        ((5, 7, 9), [0, NOWHERE, 1, NOWHERE, 2]),
        ((7, 6, 5), [2, 1, 0, NOWHERE, NOWHERE]),
        ((), [NOWHERE] * 5),
    ],
)
def test_patients_are_found_wherever_they_stand(patients: tuple[int, ...], rows: list[int]) -> None:
    tables = CheckedTables({"patients": of(*patients), "events": of(5, 5, 6, 7, 4, 9)})

    assert tables.owners("events").tolist() == rows


def test_rows_of_a_patient_that_stand_apart_are_groups_of_their_own() -> None:
    table = CheckedTable(of(1, 1, 2, 1))

    assert (table.begins.tolist(), table.lasts.tolist(), table.of.tolist()) == (
        [0, 2, 3],
        [1, 2, 3],
        [1, 2, 1],
    )


def test_a_table_without_rows_has_no_groups() -> None:
    table = CheckedTable(of())

    assert [len(part) for part in (table.begins, table.lasts, table.of, table.groups)] == [0, 0, 0, 0]


def test_the_row_is_found_that_patient_and_number_name() -> None:
    injuries = of(1, 1, 3, injury_no=[0, 1, 0])
    seen = of(1, 1, 1, 2, 3, 3, injury_no=[1, 0, 2, 0, 0, None])
    tables = CheckedTables({"patients": of(1, 2, 3), "injuries": injuries, "seen": seen})
    rows = tables.named("injuries", "injury_no", "seen", np.arange(6))

    assert rows.tolist() == [1, 0, NOWHERE, NOWHERE, 2, NOWHERE]


def test_no_row_is_found_where_there_is_none() -> None:
    tables = CheckedTables({"patients": of(1), "injuries": of(injury_no=[]), "seen": of(1, injury_no=[0])})
    rows = tables.named("injuries", "injury_no", "seen", tables["seen"].begins)

    assert tables["injuries"].cells("injury_no", rows).tolist() == [MISSING]


def test_a_name_has_the_same_number_in_every_column() -> None:
    table = CheckedTable(pl.DataFrame({"here": ["a", "b", None], "there": ["b", "b", "a"]}))

    assert (table["here"] == table["there"]).tolist() == [False, True, False]
    assert table["here"][2] == MISSING
