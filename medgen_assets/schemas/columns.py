"""Column kinds that several tables use: categories as strings, UTC instants, shares."""

from collections.abc import Callable
from enum import StrEnum
from functools import cache
from typing import Any

import dataframely as dy
import polars as pl
import pyarrow as pa

from medgen_assets.schemas.stored import plain_type


def category(values: type[StrEnum], description: str, *, nullable: bool = False) -> dy.String:
    """A string out of a closed list."""
    allowed = [str(value) for value in values]
    return dy.String(
        nullable=nullable,
        description=description,
        check=lambda column: column.is_in(allowed),
        metadata={"unit": "one of " + ", ".join(allowed)},
    )


def instant(
    description: str, *, nullable: bool = False, primary_key: bool = False, alias: str | None = None
) -> dy.Datetime:
    """A moment in UTC, to the microsecond."""
    return dy.Datetime(
        nullable=nullable,
        primary_key=primary_key,
        time_zone="UTC",
        time_unit="us",
        alias=alias,
        description=description,
        metadata={"unit": "UTC"},
    )


def described_columns(schema: type[dy.Schema]) -> list[dict[str, Any]]:
    """Name, type, unit, nullability and description of each column of a schema, in order."""
    return [
        {
            "name": name,
            "type": str(column.dtype),
            "unit": (column.metadata or {}).get("unit", ""),
            "nullable": column.nullable,
            "description": column.description or "",
        }
        for name, column in schema.columns().items()
    ]


def declared(schema: type[dy.Schema]) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Pass a table on whose columns have the names and types of the schema; raises TypeError when they differ.

    For tables of thousands of rows that the model makes again and again: the rules of their values cost a fifth of
    its time, so the tests ask them of every preset (ADR 0023).
    """

    def passed(table: pl.DataFrame) -> pl.DataFrame:
        if stored_types(table.schema) != _declared(schema):
            raise TypeError(f"{schema.__name__} has other columns than declared: {table.schema}")
        return table

    return passed


def stored_types(types: pl.Schema) -> pl.Schema:
    """The types under which columns are stored: an Enum is a string."""
    return pl.Schema(
        {name: pl.String() if isinstance(kind, pl.Enum) else kind for name, kind in types.items()}
    )


def as_stored(table: pl.DataFrame | pa.Table) -> pl.DataFrame:
    """A table with the types under which it is stored."""
    if isinstance(table, pl.DataFrame):
        return table.cast(stored_types(table.schema))
    plain = pa.schema([field.with_type(plain_type(field.type)) for field in table.schema])
    return pl.DataFrame(table.cast(plain))


@cache
def _declared(schema: type[dy.Schema]) -> pl.Schema:
    return empty(schema).schema


def empty(schema: type[dy.Schema]) -> pl.DataFrame:
    """A table of a schema with no rows; dataframely's takes ten times as long, to cast what has the types already."""
    return pl.DataFrame(schema={name: column.dtype for name, column in schema.columns().items()})
