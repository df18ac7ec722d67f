"""The description that travels with CSV files: a Data Package with a Table Schema per table.

Source of the format: Data Package and Table Schema specifications, version 1 (specs.frictionlessdata.io).
"""

import json
from collections.abc import Mapping
from typing import Any

import dataframely as dy
import polars as pl

from medgen_assets.exporters.layout import TABLES
from medgen_assets.exporters.manifest import FileEntry
from medgen_assets.exporters.provenance import GENERATOR, Provenance

TYPES: Mapping[type[pl.DataType], str] = {
    pl.Int64: "integer",
    pl.Float64: "number",
    pl.String: "string",
    pl.Boolean: "boolean",
    pl.Date: "date",
    pl.Datetime: "datetime",
}
OWNERS = {"patient_id": "patients", "casualty_event_id": "casualty_events", "facility_id": "facilities"}
"""The table in which an id is at home."""


def data_package(provenance: Provenance, files: Mapping[str, FileEntry]) -> str:
    """The text of `datapackage.json` for a file per table."""
    document = {
        "profile": "tabular-data-package",
        "name": provenance.scenario.replace("_", "-"),
        "title": f"{provenance.scenario}, seed {provenance.seed}",
        GENERATOR: provenance.key_values(),
        "resources": [_resource(table, entry) for table, entry in files.items()],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _resource(table: str, entry: FileEntry) -> dict[str, Any]:
    return {
        "name": table.replace("_", "-"),
        "path": entry.path,
        "profile": "tabular-data-resource",
        "description": (TABLES[table].__doc__ or "").strip(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": entry.bytes,
        "hash": f"sha256:{entry.sha256}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": _table_schema(table, TABLES[table]),
    }


def _table_schema(table: str, schema: type[dy.Schema]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "fields": [_field(name, column) for name, column in schema.columns().items()],
        "missingValues": [""],
    }
    if schema.primary_key():
        described["primaryKey"] = schema.primary_key()
    keys = [_foreign_key(name, OWNERS[name]) for name in OWNERS if name in schema.column_names()]
    others = [key for key in keys if key["reference"]["resource"] != table.replace("_", "-")]
    return {**described, "foreignKeys": others} if others else described


def _foreign_key(column: str, owner: str) -> dict[str, Any]:
    return {"fields": column, "reference": {"resource": owner.replace("_", "-"), "fields": column}}


def _field(name: str, column: dy.Column) -> dict[str, Any]:
    bounds = {"minimum": getattr(column, "min", None), "maximum": getattr(column, "max", None)}
    constraints = {rule: bound for rule, bound in bounds.items() if bound is not None}
    unit = (column.metadata or {}).get("unit")
    return {
        "name": name,
        "type": TYPES[column.dtype.base_type()],
        "description": column.description or "",
        **({"unit": unit} if unit else {}),
        "constraints": {"required": not column.nullable, **constraints},
    }
