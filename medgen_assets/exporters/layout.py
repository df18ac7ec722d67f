"""Where each table lies inside a data set, and which columns it has."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import dataframely as dy

from medgen_assets.schemas.care import Facilities, FacilityLoad, ResourceStays, Vehicles
from medgen_assets.schemas.casualties import Injuries
from medgen_assets.schemas.diagnosis import Diagnoses
from medgen_assets.schemas.history import Allergies, RegularMedications
from medgen_assets.schemas.imaging import ImagingFindings
from medgen_assets.schemas.records import Events, Patients, Treatments, Vitals
from medgen_assets.schemas.schedule import CasualtyEvents

SCHEMA_VERSION = "1"
"""Raised when a column of the data set changes its name or its meaning."""

MANIFEST = "manifest.json"
SUCCESS = "_SUCCESS"
SCENARIO = "scenario.yaml"
EXPORTS = "exports"

MAX_BATCHES = 1000

BATCHED_TABLES: Mapping[str, type[dy.Schema]] = MappingProxyType(
    {
        "patients": Patients,
        "injuries": Injuries,
        "events": Events,
        "diagnoses": Diagnoses,
        "treatments": Treatments,
        "vitals": Vitals,
        "allergies": Allergies,
        "regular_medications": RegularMedications,
        "imaging_findings": ImagingFindings,
        "resource_stays": ResourceStays,
    }
)
"""Tables in one file per batch, `<table>/batch=NNN/part-0.parquet`, sorted by patient."""

SINGLE_TABLES: Mapping[str, type[dy.Schema]] = MappingProxyType(
    {
        "casualty_events": CasualtyEvents,
        "facilities": Facilities,
        "vehicles": Vehicles,
        "facility_load": FacilityLoad,
    }
)
"""Tables in one file, `<table>.parquet`."""

TABLES: Mapping[str, type[dy.Schema]] = MappingProxyType({**BATCHED_TABLES, **SINGLE_TABLES})

BATCH_FOLDER = re.compile(r"^batch=(\d{3})$")


def batch_file(table: str, batch: int) -> Path:
    """Path of one batch of a table, relative to the data set."""
    if table not in BATCHED_TABLES or not 0 <= batch < MAX_BATCHES:
        raise ValueError(f"no batch {batch} of a table {table}: batches are 0 to {MAX_BATCHES - 1}")
    return Path(table, f"batch={batch:03d}", "part-0.parquet")


def single_file(table: str) -> Path:
    """Path of a table that has no batches, relative to the data set."""
    if table not in SINGLE_TABLES:
        raise ValueError(f"{table} is not a single-file table: those are {', '.join(SINGLE_TABLES)}")
    return Path(f"{table}.parquet")


def batch_numbers(folder: Path, table: str) -> list[int]:
    """Numbers of the batches of a table that have a whole file, ascending."""
    found = (BATCH_FOLDER.match(file.parent.name) for file in folder.glob(f"{table}/batch=*/part-0.parquet"))
    return sorted(int(match[1]) for match in found if match)


def table_files(folder: Path, table: str) -> list[Path]:
    """Whole files of a table in row order, relative to the data set."""
    if table in BATCHED_TABLES:
        return [batch_file(table, batch) for batch in batch_numbers(folder, table)]
    return [path for path in (single_file(table),) if (folder / path).is_file()]
