"""Names that do not stand together are found by number, and by joining where the tables would be large."""

import polars as pl
import pytest

from medgen_assets.simulation import known_names
from medgen_assets.simulation.checked_tables import CheckedTable
from medgen_assets.simulation.known_names import KnownNames

KNOWN = pl.DataFrame(
    {"system": ["s", "s", "t"], "code": ["a", "b", "b"], "display": ["A", "B", None]},
)
ROWS = pl.DataFrame(
    {
        "patient_id": [1, 2, 3, 4, 5, 6, 7],
        "system": ["s", "s", "t", "s", "s", "t", "u"],
        "code": ["a", "b", "b", "a", None, "a", "a"],
        "display": ["A", "B", None, "B", "A", "A", "A"],
    }
)


def strange(known: KnownNames, rows: pl.DataFrame) -> list[int]:
    """Patients of the rows whose names do not stand together."""
    table = CheckedTable(rows)
    return table.ids[known.are_strange(*(table[name] for name in known.rows.columns))].tolist()


@pytest.mark.parametrize("cells", [known_names.MOST_CELLS, 1])
@pytest.mark.parametrize("kind", [pl.String, pl.Categorical])
@pytest.mark.parametrize("columns", [3, 2])
def test_strangers_are_found(
    monkeypatch: pytest.MonkeyPatch, cells: int, kind: type[pl.DataType], columns: int
) -> None:
    monkeypatch.setattr(known_names, "MOST_CELLS", cells)
    known = KnownNames(KNOWN[:, :columns])
    strangers = strange(known, ROWS.cast({pl.String: kind}))

    assert strangers == ([4, 5, 6, 7] if columns == 3 else [5, 6, 7])


def test_names_that_nobody_had_heard_of_are_strangers() -> None:
    known = KnownNames(KNOWN.select("code", "display"))
    strange(known, ROWS)
    heard_later = ROWS.with_columns(code=pl.lit("heard of later"))

    assert strange(known, heard_later) == ROWS["patient_id"].to_list()
