"""The data dictionary: every table and every column, from the schemas."""

import dataframely as dy

from medgen_assets.exporters.layout import BATCHED_TABLES, TABLES
from medgen_assets.schemas.care import Fates, Visits
from medgen_assets.schemas.casualties import Casualties
from medgen_assets.schemas.columns import described_columns
from medgen_tests.docs.pages import table

INTERNAL = {"Casualties": Casualties, "Visits": Visits, "Fates": Fates}
HEADER = ("column", "type", "unit or values", "null", "meaning")
TYPES = {
    "Int64": "int64",
    "Float64": "float64",
    "String": "string",
    "Boolean": "bool",
    "Date": "date",
    "Datetime(time_unit='us', time_zone='UTC')": "timestamp[us, UTC]",
}


def data_set_tables() -> str:
    """Every table of a data set, in the order of its layout."""
    return "\n\n".join(section(name, schema, place_of(name)) for name, schema in TABLES.items())


def internal_tables() -> str:
    """The tables that the stages of the model hand on to each other."""
    return "\n\n".join(section(name, schema, "Not written to disk.") for name, schema in INTERNAL.items())


def place_of(name: str) -> str:
    """Where a table lies in the folder of a run."""
    path = f"{name}/batch=NNN/part-0.parquet" if name in BATCHED_TABLES else f"{name}.parquet"
    return f"`{path}`"


def section(name: str, schema: type[dy.Schema], place: str) -> str:
    """Heading, description, key and columns of one table."""
    key = ", ".join(f"`{column}`" for column in schema.primary_key())
    lines = [f"### {name}", "", f"{(schema.__doc__ or '').partition(chr(10))[0]} {place}"]
    lines += ["", f"Key: {key}."] if key else []
    return "\n".join([*lines, "", table(HEADER, [row(column) for column in described_columns(schema)])])


def row(column: dict[str, object]) -> tuple[str, ...]:
    """One column as a row of the dictionary."""
    kind = TYPES.get(str(column["type"]), str(column["type"]))
    may_be_null = "yes" if column["nullable"] else ""
    return (f"`{column['name']}`", kind, str(column["unit"]), may_be_null, str(column["description"]))
