"""Tables as the facts ask for them: columns as whole numbers, and the rows of a patient as one group.

Comparisons of neighbouring rows cost a tenth of what a query per question costs, and each column is turned into
numbers once. Nothing is taken for granted: patients may be missing or stand anywhere, and rows may be of nobody.
"""

from collections.abc import Mapping
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import MISSING
from medgen_assets.simulation.ordering import is_first

NOWHERE = -1
"""Stands for the row of somebody or something that there is not."""

Flags = NDArray[np.bool_]


class CheckedTable:
    """One table whose columns are whole numbers: instants as microseconds since 1970, names as their numbers.

    An empty cell is MISSING. Names have the same number in every column of this process.
    The rows themselves are let go.
    """

    def __init__(self, rows: pl.DataFrame) -> None:
        named = with_numbered_names(rows)
        self._names = named.clear()  # kept, because the numbers of names live with their types
        self._columns: dict[str, Ids] = {column.name: column.to_numpy() for column in whole_numbers(named)}

    def __getitem__(self, column: str) -> Ids:
        return self._columns[column]

    @property
    def ids(self) -> Ids:
        """Whom each row is of."""
        return self["patient_id"]

    def whom(self, rows: Ids | Flags) -> Ids:
        """Whom some of the rows are of."""
        found: Ids = self.ids[rows]
        return found

    @cached_property
    def begins(self) -> Ids:
        """First row of each group: rows of one patient that stand together."""
        return np.flatnonzero(is_first(self.ids))

    @cached_property
    def lasts(self) -> Ids:
        """Last row of each group."""
        return np.append(self.begins[1:], len(self.ids)) - 1 if len(self.begins) else self.begins

    @cached_property
    def of(self) -> Ids:
        """Whom each group is of."""
        return self.ids[self.begins]

    @cached_property
    def groups(self) -> Ids:
        """The group of each row."""
        return np.repeat(np.arange(len(self.begins)), self.lasts - self.begins + 1)

    def cells(self, column: str, rows: Ids) -> Ids:
        """Cells of some rows; MISSING where a row is NOWHERE."""
        if not len(self.ids):
            return np.full(len(rows), MISSING)
        return np.where(rows == NOWHERE, MISSING, self[column][rows])

    def least(self, column: str) -> Ids:
        """The least number of each group."""
        return np.minimum.reduceat(self[column], self.begins) if len(self.begins) else self.begins

    def most(self, column: str) -> Ids:
        """The greatest number of each group."""
        return np.maximum.reduceat(self[column], self.begins) if len(self.begins) else self.begins


class CheckedTables:
    """The patients of a stretch with all their child tables."""

    def __init__(self, tables: Mapping[str, pl.DataFrame]) -> None:
        self._tables = {name: CheckedTable(rows) for name, rows in tables.items()}
        self._owners: dict[str, Ids] = {}

    def __getitem__(self, table: str) -> CheckedTable:
        return self._tables[table]

    @property
    def patients(self) -> CheckedTable:
        """The patients themselves."""
        return self["patients"]

    def owners(self, table: str) -> Ids:
        """The patient's row for each group of a child table, NOWHERE where there is no such patient."""
        if table not in self._owners:
            self._owners[table] = self.places(self[table].of)
        return self._owners[table]

    def places(self, ids: Ids) -> Ids:
        """Where patients stand, NOWHERE where there is no such patient."""
        own = self.patients.ids
        if not len(own):
            return np.full(len(ids), NOWHERE)
        order, known = self._in_order
        row = np.minimum(np.searchsorted(known, ids), len(own) - 1)
        return np.where(known[row] == ids, order[row], NOWHERE)

    @cached_property
    def _in_order(self) -> tuple[Ids, Ids]:
        """Rows of the patients in order of their ids, and the ids."""
        order = np.argsort(self.patients.ids, kind="stable")
        return order, self.patients.ids[order]

    def named(self, table: str, number: str, child: str, rows: Ids) -> Ids:
        """The row of a table that each of some rows of another names by its patient and this number.

        A patient's rows are numbered from 0, so the row is found by counting, and it is looked whether it is the one.
        """
        target, source = self[table], self[child]
        if not len(target.ids):
            return np.full(len(rows), NOWHERE)
        group = np.minimum(np.searchsorted(target.of, source.of), len(target.of) - 1)
        wanted = source[number][rows]
        row = target.begins[group][source.groups[rows]] + np.where(wanted == MISSING, 0, wanted)
        row = row.clip(0, len(target.ids) - 1)
        is_it = (target.ids[row] == source.ids[rows]) & (target[number][row] == wanted)
        return np.where(is_it, row, NOWHERE)


def with_numbered_names(rows: pl.DataFrame) -> pl.DataFrame:
    """A table whose names are categories."""
    texts = [name for name, kind in rows.schema.items() if kind in (pl.String, pl.Enum)]
    return rows.with_columns(pl.col(texts).cast(pl.Categorical)) if texts else rows


def whole_numbers(rows: pl.DataFrame) -> pl.DataFrame:
    """A table as whole numbers, MISSING where a cell is empty; columns without empty cells are taken where they lie."""
    return rows.select(
        pl.col(cells.name).to_physical().cast(pl.Int64).fill_null(MISSING)
        if cells.null_count()
        else pl.col(cells.name).to_physical()
        for cells in rows
    )
