"""Names that may stand together, and the rows whose names do not: a look-up by number where a join would search."""

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

Places: TypeAlias = NDArray[np.int32]
MOST_CELLS = 4_000_000
"""Cells of a table of pairs, in 4 bytes each. Assumption: little beside the rows that are looked up."""


@dataclass(frozen=True)
class PlaceTable:
    """Where numbers stand among the known ones, from 1; what is not among them stands at 0."""

    table: Places

    @classmethod
    def of(cls, known: Places) -> "PlaceTable":
        """The table of some known numbers; its last cell is for all that are larger."""
        different = np.unique(known)
        table = np.zeros(2 + int(known.max(initial=0)), np.int32)
        table[different] = np.arange(1, 1 + len(different))
        return cls(table)

    def places(self, numbers: Places) -> Places:
        """Places of numbers that are not negative."""
        return self.table.take(numbers, mode="clip")

    def places_of_names(self, names: pl.Series) -> Places:
        """Places of names by their numbers; without empty ones the numbers are taken where they lie."""
        if names.null_count():
            return self.places(numbers(names))
        return self.table[1:].take(names.to_physical().to_numpy(), mode="clip")


@dataclass(frozen=True)
class KnownNames:
    """Rows of names that may stand together; an empty name is one like any other."""

    rows: pl.DataFrame

    @cached_property
    def names(self) -> pl.DataFrame:
        """The rows as categories; kept, because the numbers of names live with them."""
        return as_names(self.rows)

    @cached_property
    def columns(self) -> tuple[PlaceTable, ...]:
        """Where the names of each column are found."""
        return tuple(PlaceTable.of(numbers(column)) for column in self.names)

    @cached_property
    def pairs(self) -> tuple[PlaceTable, ...]:
        """Where what is known of the columns so far is found beside the next column; none where it would be large."""
        found, *others = self.places(self.names)
        tables: list[PlaceTable] = []
        for places in others:
            width = 1 + int(places.max(initial=0))
            if (1 + int(found.max(initial=0))) * width > MOST_CELLS:
                return ()
            tables.append(PlaceTable.of(found * width + places))
            found = tables[-1].places(found * width + places)
        return tuple(tables)

    def places(self, names: pl.DataFrame) -> list[Places]:
        """Where the names of each column stand among the known ones."""
        columns = zip(self.columns, names, strict=True)
        return [table.places_of_names(column) for table, column in columns]

    def strangers(self, rows: pl.DataFrame) -> pl.Series:
        """Patients of the rows whose names are not known to stand together."""
        keys = self.rows.columns
        if len(self.pairs) < len(keys) - 1:
            known = self.rows.select(pl.col(key).cast(rows.schema[key]) for key in keys)
            return rows.join(known, on=keys, how="anti", nulls_equal=True)["patient_id"]
        found, *others = self.places(as_names(rows.select(keys)))
        for pair, column, places in zip(self.pairs, self.columns[1:], others, strict=True):
            found = pair.places(found * (1 + int(column.table.max())) + places)
        return rows["patient_id"].filter(pl.Series(found == 0))


def as_names(rows: pl.DataFrame) -> pl.DataFrame:
    """Columns of names as categories."""
    return rows.cast(pl.Categorical)


def numbers(names: pl.Series) -> Places:
    """Names as their numbers among all names of this process, from 1; 0 where there is none."""
    return (names.to_physical().cast(pl.Int32) + 1).fill_null(0).to_numpy()
