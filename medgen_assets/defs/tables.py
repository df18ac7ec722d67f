"""Tables as Dagster shows them: the column schema of a dataframely class, and row counts."""

from typing import Any

import dagster as dg
import dataframely as dy
import polars as pl

COLUMN_SCHEMA = "dagster/column_schema"
ROW_COUNT = "dagster/row_count"
PARTITION_ROW_COUNT = "dagster/partition_row_count"


def column_schema(schema: type[dy.Schema]) -> dg.TableSchema:
    """Columns with type, description, unit and constraints, and the rules that hold between them."""
    rules = [name.replace("_", " ") for name in _rule_names(schema)]
    return dg.TableSchema(
        columns=[_column(name, column) for name, column in schema.columns().items()],
        constraints=dg.TableConstraints(other=rules) if rules else None,
    )


def _column(name: str, column: dy.Column) -> dg.TableColumn:
    unit = str((column.metadata or {}).get("unit", ""))
    return dg.TableColumn(
        name=column.alias or name,
        type=str(column.dtype),
        description=f"{column.description} ({unit})" if unit else column.description,
        constraints=dg.TableColumnConstraints(nullable=column.nullable, other=_bounds(column)),
        tags={"key": ""} if column.primary_key else {},
    )


def _bounds(column: dy.Column) -> list[str]:
    """What the column itself promises, in words."""
    words = {"min": "at least", "min_exclusive": "more than", "max": "at most", "regex": "matches"}
    found = {name: getattr(column, name, None) for name in words}
    return [f"{words[name]} {value}" for name, value in found.items() if value is not None]


def _rule_names(schema: type[dy.Schema]) -> list[str]:
    own = schema._schema_validation_rules()  # noqa: SLF001, no public way to the rules by name
    return [name for name in own if "|" not in name and name != "primary_key"]


def frame_schema(table: pl.DataFrame, descriptions: dict[str, str]) -> dg.TableSchema:
    """Columns of a table that has no class of its own."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(name=name, type=str(kind), description=descriptions[name])
            for name, kind in table.schema.items()
        ]
    )


def described(schema: type[dy.Schema]) -> dict[str, Any]:
    """Metadata that goes with the definition of an asset."""
    return {COLUMN_SCHEMA: column_schema(schema)}
