"""One patient made again from the scenario and the seed alone, in the words of the JSON exports."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from medgen_assets.cli.answers import table
from medgen_assets.defs.machine_code import flow_for
from medgen_assets.errors import BadInput, Problem
from medgen_assets.exporters.layout import SCENARIO
from medgen_assets.exporters.patient_documents import NESTED_TABLES
from medgen_assets.exporters.row_text import JSON_OBJECTS, row_texts
from medgen_assets.scenario.loading import scenario_from_file
from medgen_assets.schemas.stored import stored_form
from medgen_assets.simulation.engine import exercise_of, patient

ABOUT = (
    "patient_id",
    "given_name",
    "family_name",
    "rank_code",
    "unit",
    "nation",
    "sex",
    "age_years",
    "blood_group",
)
HURT = (
    "casualty_class",
    "mechanism",
    "condition_display",
    "body_region",
    "iss",
    "triage_initial",
    "triage_assigned",
    "injured_at",
)
ENDED = ("first_facility_at", "outcome", "outcome_at", "outcome_location")


def patient_document(folder: Path, patient_id: int) -> dict[str, Any]:
    """The patient with injuries, events, treatments and vital signs inside; raises BadInput."""
    scenario = scenario_from_file(folder / SCENARIO).scenario.resolved()
    if not 0 <= patient_id < scenario.total_patients:
        rule = f"the patients of {scenario.name} are numbered from 0 to {scenario.total_patients - 1:,}."
        raise BadInput([Problem("ID", f"{patient_id:,}", rule)])
    tables = patient(exercise_of(scenario), patient_id, flow_for(scenario.total_patients))
    [own] = objects(tables["patients"])
    return own | {name: objects(tables[name].drop("patient_id")) for name in NESTED_TABLES}


def objects(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as the JSON exports spell them."""
    return [
        json.loads(text) for piece in pieces(rows) for text in row_texts(piece, JSON_OBJECTS, "}").to_pylist()
    ]


def pieces(rows: pl.DataFrame) -> list[pa.RecordBatch]:
    """Rows as Arrow; none when there are no rows."""
    return [piece for piece in stored_form(rows).combine_chunks().to_batches() if piece.num_rows]


def patient_lines(document: dict[str, Any]) -> list[str]:
    """The patient for people: who, how hurt, what happened, was done and was seen, how it ended."""
    return [
        *(f"{name:<18} {document[name]}" for name in (*ABOUT, *HURT, *ENDED)),
        "",
        *table(document["injuries"], ("injury_no", "display", "body_region", "laterality", "severity")),
        "",
        *table(document["events"], ("at", "kind", "role", "facility_id", "vehicle_id", "triage", "detail")),
        "",
        *table(document["diagnoses"], ("at", "role", "injury_no", "display", "basis")),
        "",
        *table(document["treatments"], ("at", "role", "kind", "display", "dose", "dose_unit", "route")),
        "",
        *table(
            document["imaging_findings"],
            ("at", "role", "modality", "finding", "attribute", "value", "number", "unit"),
        ),
    ]
