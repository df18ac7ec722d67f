"""Reads reference data: CSV against a schema, YAML with its five headings; a bad file is refused."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl
import yaml
from dataframely.exc import ValidationError

from medgen_assets.errors import BadInput, Problem

DATA = Path(__file__).parent / "data"
HEADINGS = ("description", "unit", "source", "date", "values")
LIST_SEPARATOR = "|"


@dataclass(frozen=True)
class YamlTable:
    """A small table of numbers with what they mean and where they come from."""

    description: str
    unit: str
    source: str
    date: str
    values: Any


def yaml_table(name: str, folder: Path = DATA) -> YamlTable:
    """Read `<name>.yaml`; raises BadInput when a heading is missing, empty or unknown."""
    path = folder / f"{name}.yaml"
    document = yaml.safe_load(path.read_text("utf-8"))
    problems = _heading_problems(path, document)
    if problems:
        raise BadInput(problems)
    return YamlTable(**{key: document[key] if key == "values" else str(document[key]) for key in HEADINGS})


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


def _heading_problems(path: Path, document: Any) -> list[Problem]:
    """One problem for each heading that is missing, empty or not known."""
    if not isinstance(document, dict):
        return [Problem(path.name, type(document).__name__, f"must be a mapping with {HEADINGS}")]
    missing = [key for key in HEADINGS if document.get(key) in (None, "", [], {})]
    unknown = [key for key in document if key not in HEADINGS]
    return [Problem(path.name, key, "is missing or empty", "Write it.") for key in missing] + [
        Problem(
            path.name,
            str(key),
            "is not a heading of a reference table",
            f"Use {HEADINGS}.",
        )
        for key in unknown
    ]
