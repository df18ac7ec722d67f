"""Reads the data files of the people reference: YAML with values and sources, CSV with a source column."""

from pathlib import Path
from typing import Any

import polars as pl
import yaml

DATA = Path(__file__).parent.parent / "data"
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def yaml_values(name: str) -> Any:
    """The `values` of a YAML data file."""
    return yaml_document(name)["values"]


def yaml_document(name: str) -> dict[str, Any]:
    """A YAML data file with its description, unit, source and date."""
    text = (DATA / name).read_text("utf-8")
    document: dict[str, Any] = yaml.load(text, Loader=FAST_LOADER)  # noqa: S506  (both loaders are the safe ones)
    return document


def csv_table(name: str, **types: type[pl.DataType]) -> pl.DataFrame:
    """A CSV data file; columns are strings unless a type is named."""
    return pl.read_csv(DATA / name, infer_schema=False).with_columns(
        **{column: pl.col(column).cast(kind) for column, kind in types.items()}
    )
