"""Names that may stand together, found by their numbers where a join would search."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.checked_tables import Flags, whole_numbers
from medgen_assets.simulation.draws import Ids

Places = NDArray[np.int32]
MOST_CELLS = 4_000_000
"""Cells of a table of pairs, in 4 bytes each. Assumption: little beside the rows that are looked up."""


class PlacesOfNumbers(Protocol):
    """Where numbers stand among the known ones, from 1; what is not among them stands at 0."""

    def places(self, numbers: Ids) -> Places:
        """Places of some numbers."""


@dataclass(frozen=True)
class PlaceTable:
    """Places by number: cell 0 is of the empty ones, cell n + 1 of number n, and the last one of all larger."""

    table: Places

    @classmethod
    def of(cls, known: Ids) -> "PlaceTable":
        """The table of different numbers, which stand in this order."""
        cells = np.maximum(known + 1, 0)
        table = np.zeros(2 + int(cells.max(initial=0)), np.int32)
        table[cells] = np.arange(1, 1 + len(known))
        return cls(table)

    def places(self, numbers: Ids) -> Places:
        """Places of some numbers; those of names without empty ones are taken where they lie."""
        if numbers.dtype == np.uint32:
            return self.table[1:].take(numbers, mode="clip")
        return self.table.take(numbers + 1, mode="clip")


@dataclass(frozen=True)
class SortedPlaces:
    """Places by searching, where a table would be large."""

    known: Ids

    def places(self, numbers: Ids) -> Places:
        """Places of some numbers."""
        row = np.minimum(np.searchsorted(self.known, numbers), len(self.known) - 1)
        return np.where(self.known[row] == numbers, row + 1, 0).astype(np.int32)


def places_among(known: Ids, most: int) -> PlacesOfNumbers:
    """Places among numbers that are not negative and at most so large."""
    different = np.unique(known)
    return PlaceTable.of(different) if most <= MOST_CELLS else SortedPlaces(different)


@dataclass(frozen=True)
class KnownNames:
    """Rows of names that may stand together; an empty name is one like any other."""

    rows: pl.DataFrame

    @cached_property
    def names(self) -> pl.DataFrame:
        """The rows as categories; kept, because the numbers of names live with them."""
        return self.rows.cast(pl.Categorical)

    @cached_property
    def columns(self) -> tuple[PlaceTable, ...]:
        """Where the names of each column are found."""
        return tuple(PlaceTable.of(np.unique(numbers)) for numbers in self._numbers())

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How many places each column has, with that of the strangers."""
        return tuple(1 + int(column.table.max()) for column in self.columns)

    @cached_property
    def pairs(self) -> tuple[PlacesOfNumbers, ...]:
        """Where what is known of the columns so far is found beside the next column."""
        found, *others = self._places(self._numbers())
        tables: list[PlacesOfNumbers] = []
        for places, width in zip(others, self.widths[1:], strict=True):
            both = beside(found, places, width)
            tables.append(places_among(both, (1 + int(found.max(initial=0))) * width))
            found = tables[-1].places(both)
        return tuple(tables)

    def _numbers(self) -> list[Ids]:
        return [column.to_numpy() for column in whole_numbers(self.names).cast(pl.Int64)]

    def _places(self, columns: Sequence[Ids]) -> list[Places]:
        return [table.places(column) for table, column in zip(self.columns, columns, strict=True)]

    def are_strange(self, *columns: Ids) -> Flags:
        """Whether the names in each row are not known to stand together; columns of numbers in the known order."""
        found, *others = self._places(columns)
        for pair, width, places in zip(self.pairs, self.widths[1:], others, strict=True):
            found = pair.places(beside(found, places, width))
        strange: Flags = found == 0
        return strange


def beside(found: Places, places: Places, width: int) -> Ids:
    """One number for two places."""
    return found.astype(np.int64) * width + places


@dataclass(frozen=True)
class ListedNames:
    """A few names, each with its place in the list, from 1."""

    listed: tuple[str, ...]

    @classmethod
    def of(cls, *names: str) -> "ListedNames":
        """These names, in this order."""
        return cls(tuple(str(name) for name in names))

    @cached_property
    def names(self) -> pl.Series:
        """The names as categories; kept, because the numbers of names live with them."""
        return pl.Series(self.listed, dtype=pl.Categorical)

    @cached_property
    def table(self) -> PlaceTable:
        """Where the names are found."""
        return PlaceTable.of(self.names.to_physical().cast(pl.Int64).to_numpy())

    def places(self, numbers: Ids) -> Places:
        """Place of each name by its number; 0 for others and for none."""
        return self.table.places(numbers)

    def have(self, numbers: Ids) -> Flags:
        """Whether each name is one of the list."""
        return self.places(numbers) > 0
