"""Names as numbers: rows hold the number of a name out of a closed list, and the name itself is kept once."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.schemas.stored import numbered_names
from medgen_assets.simulation.draws import Ids

Numbers = NDArray[np.int32]
NO_NAME = -1
"""Stands for an empty cell."""


@dataclass(frozen=True, eq=False)
class Names:
    """A closed list of names; a column of them is a Polars Enum."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, names: Sequence[str]) -> "Names":
        """The different names in their order."""
        return cls(tuple(dict.fromkeys(str(name) for name in names)))

    @cached_property
    def kind(self) -> pl.Enum:
        """Type of a column."""
        return pl.Enum(self.names)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Number of each name."""
        return {name: number for number, name in enumerate(self.names)}

    def number(self, name: str) -> int:
        """Number of a name; raises KeyError when it is not in the list."""
        return self.positions[name]

    def numbers(self, names: pl.Series) -> Numbers:
        """Numbers of a column, NO_NAME where it is empty; raises when a name is not in the list."""
        column = names if names.dtype == self.kind else names.cast(self.kind)
        indices = column.to_arrow().indices
        if indices.null_count:
            indices = indices.cast(pa.int32()).fill_null(NO_NAME)
        numbers: Numbers = indices.to_numpy().astype(np.int32)
        return numbers

    @cached_property
    def cells(self) -> pl.Series:
        """Each name, and an empty cell after them."""
        return pl.Series([*self.names, None], dtype=self.kind)

    def column(self, name: str, numbers: Numbers | Ids) -> pl.Series:
        """A column of names; empty where NO_NAME."""
        return self.cells[np.where(numbers < 0, len(self.names), numbers)].alias(name)

    @cached_property
    def each_once(self) -> pa.StringArray:
        """The names, as a stored column refers to them."""
        return pa.array(self.names, pa.string())

    def stored(self, numbers: Numbers) -> pa.DictionaryArray:
        """A column of names as it is stored; empty where NO_NAME."""
        return numbered_names(numbers, self.each_once)


@dataclass(frozen=True, eq=False)
class Texts:
    """Columns of texts of a table whose rows are referred to by number."""

    columns: dict[str, tuple[Names, Numbers]]
    """The different texts of each column, and which of them each row has."""

    @classmethod
    def of(cls, table: pl.DataFrame) -> "Texts":
        """The texts of a table that consists of nothing else; cells may be empty."""
        names = {column.name: Names.of(column.drop_nulls().to_list()) for column in table}
        return cls({name: (names[name], names[name].numbers(table[name])) for name in names})

    def stored(self, rows: Ids | Numbers) -> dict[str, pa.Array]:
        """The texts of some rows as stored columns, by name."""
        return {name: names.stored(numbers[rows]) for name, (names, numbers) in self.columns.items()}
