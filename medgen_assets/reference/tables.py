"""Reads reference data: CSV against a schema; a bad file is refused."""

from pathlib import Path

import dataframely as dy
import polars as pl
from dataframely.exc import ValidationError

from medgen_assets.errors import BadInput, Problem
from medgen_assets.reference.plain_tables import DATA, YamlTable, yaml_table

__all__ = ["DATA", "YamlTable", "csv_table", "yaml_table"]

LIST_SEPARATOR = "|"


def csv_table(name: str, schema: type[dy.Schema], folder: Path = DATA) -> pl.DataFrame:
    """Read `<name>.csv` as `schema`, lists written `a|b`; raises BadInput when columns or rows break it."""
    path = folder / f"{name}.csv"
    texts = pl.read_csv(path, infer_schema=False)
    expected = list(schema.columns())
    if texts.columns != expected:
        raise BadInput([_column_problem(path, texts.columns, expected)])
    try:
        return schema.validate(texts.with_columns(**_typed(schema)))
    except (ValidationError, pl.exceptions.InvalidOperationError) as error:
        raise BadInput([Problem(str(path.name), "the table", str(error), "Correct the rows.")]) from error


def _typed(schema: type[dy.Schema]) -> dict[str, pl.Expr]:
    """The cast of each column from its text."""
    return {name: _cast(pl.col(name), column.dtype) for name, column in schema.columns().items()}


def _cast(text: pl.Expr, kind: pl.DataType | type[pl.DataType]) -> pl.Expr:
    if kind == pl.Boolean:
        return text.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
    if isinstance(kind, pl.List):
        return text.fill_null("").str.split(LIST_SEPARATOR).list.filter(pl.element() != "")
    return text.cast(kind)


def _column_problem(path: Path, found: list[str], expected: list[str]) -> Problem:
    return Problem(
        path.name,
        f"columns {found}",
        f"must have exactly {expected}",
        "Correct the header line.",
    )
