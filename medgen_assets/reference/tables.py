"""Reads reference data: CSV against a schema; a bad file is refused."""

import hashlib
from functools import cache
from pathlib import Path

import dataframely as dy
import polars as pl
from dataframely.exc import ValidationError

from medgen_assets.errors import BadInput, Problem
from medgen_assets.reference.plain_tables import DATA, YamlTable, yaml_table

__all__ = ["CHECKED", "DATA", "YamlTable", "checked_line", "csv_table", "yaml_table"]

LIST_SEPARATOR = "|"
CHECKED = DATA.parent / "checked.sha256"


def csv_table(name: str, schema: type[dy.Schema], folder: Path = DATA) -> pl.DataFrame:
    """Read `<name>.csv` as `schema`, lists written `a|b`; raises BadInput when columns or rows break it.

    The rules of a file that has the bytes the tests have checked are not checked again: that takes six milliseconds.
    """
    path = folder / f"{name}.csv"
    content = path.read_bytes()
    texts = pl.read_csv(content, infer_schema=False)
    expected = list(schema.columns())
    if texts.columns != expected:
        raise BadInput([_column_problem(path, texts.columns, expected)])
    try:
        typed = texts.with_columns(**_typed(schema))
        return typed if checked_line(path.name, content) in checked_lines() else schema.validate(typed)
    except (ValidationError, pl.exceptions.InvalidOperationError) as error:
        raise BadInput([Problem(str(path.name), "the table", str(error), "Correct the rows.")]) from error


def checked_line(name: str, content: bytes) -> str:
    """How a data file that was checked is listed, as `sha256sum` does."""
    return f"{hashlib.sha256(content).hexdigest()}  {DATA.name}/{name}"


@cache
def checked_lines() -> frozenset[str]:
    """The files whose rows keep all rules of their schemas, by name and bytes; a test makes the list and holds it."""
    return frozenset(CHECKED.read_text("utf-8").splitlines())


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
