"""The model from end to end, in order: schedule, casualties, care, records.

Each stage is a pure function on typed tables. A stretch of casualty ids can be computed alone, in any order and
in any cut: the same casualties come out. Care alone is one pass through all of them, in order of time, because
there they compete; it leaves a journal, from which each stretch reads its part.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TypeVar

import polars as pl

from medgen_assets.scenario.model import Scenario
from medgen_assets.schemas.columns import as_stored
from medgen_assets.simulation.care.facilities import facilities, vehicles
from medgen_assets.simulation.care.flow.compiling import Flow
from medgen_assets.simulation.care.journal import Journal, joined
from medgen_assets.simulation.care.load import FacilityLoads
from medgen_assets.simulation.care.passage import journal_of_patient, journals
from medgen_assets.simulation.care.pathways import PathwayTables, pathway_tables
from medgen_assets.simulation.casualties import CasualtyTables, casualties
from medgen_assets.simulation.distributions import computed
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.records import record_tables, records
from medgen_assets.simulation.schedule import casualty_events

__all__ = [
    "CasualtyTables",
    "Exercise",
    "FacilityLoads",
    "Journal",
    "PathwayTables",
    "Stretch",
    "casualties",
    "casualty_events",
    "exercise_of",
    "facilities",
    "joined",
    "journal_of",
    "journals",
    "pathway_tables",
    "patient",
    "portions",
    "record_tables",
    "records",
    "stretches",
    "vehicles",
]

DEFAULT_CHUNK = 10_000
PATIENTS_RECORDED_AT_ONCE = 3_334
"""Patients whose records are made at a time, a third of a chunk.

Why: docs/adr/0032-chunks-of-ten-thousand-on-one-thread.md."""

Tables = TypeVar("Tables", CasualtyTables, PathwayTables)


@dataclass(frozen=True)
class Stretch:
    """All tables of a stretch of casualty ids."""

    hurt: CasualtyTables
    pathways: PathwayTables
    records: dict[str, pl.DataFrame]


def exercise_of(scenario: Scenario) -> Exercise:
    """An exercise with its distributions computed afresh; the scenario is resolved and has a seed."""
    return Exercise(scenario, computed(scenario))


def stretches(first_id: int, end_id: int, chunk: int = DEFAULT_CHUNK) -> Iterator[tuple[int, int]]:
    """Cut ids first_id … end_id - 1 into chunks."""
    return ((start, min(start + chunk, end_id)) for start in range(first_id, end_id, chunk))


def journal_of(exercise: Exercise, events: pl.DataFrame) -> Journal:
    """What happens to all casualties of an exercise, in order of patients; in memory at once."""
    return joined(list(journals(exercise, events))).in_order()


def stretch(
    exercise: Exercise, events: pl.DataFrame, journal: Journal, first_id: int, end_id: int
) -> Stretch:
    """Everything about casualties first_id … end_id - 1, with the records as they are stored."""
    hurt = casualties(exercise, events, first_id, end_id)
    pathways = pathway_tables(exercise, journal.of(first_id, end_id))
    tables = records(exercise, hurt, pathways)
    return Stretch(hurt, pathways, {name: as_stored(table) for name, table in tables.items()})


def portions(
    hurt: CasualtyTables, pathways: PathwayTables, at_once: int = PATIENTS_RECORDED_AT_ONCE
) -> Iterator[tuple[CasualtyTables, PathwayTables]]:
    """A stretch cut for its records, which take several times the memory of the walk."""
    ids = hurt.casualties["patient_id"]
    for first in range(0, len(ids), at_once):
        first_id, last_id = int(ids[first]), int(ids[min(first + at_once, len(ids)) - 1])
        yield portion(hurt, first_id, last_id), portion(pathways, first_id, last_id)


def portion(tables: Tables, first_id: int, last_id: int) -> Tables:
    """The rows of patients first_id … last_id; every table lies in the order of the patients."""
    return type(tables)(
        **{table.name: rows_of(getattr(tables, table.name), first_id, last_id) for table in fields(tables)}
    )


def rows_of(table: pl.DataFrame, first_id: int, last_id: int) -> pl.DataFrame:
    """The rows of patients first_id … last_id of one table."""
    ids = table["patient_id"]
    begin = int(ids.search_sorted(first_id, side="left"))
    return table.slice(begin, int(ids.search_sorted(last_id, side="right")) - begin)


def patient(exercise: Exercise, patient_id: int, flow: Flow | None = None) -> dict[str, pl.DataFrame]:
    """The records of one casualty, regenerated from scenario and seed: the person alone, the fate among its front."""
    events = casualty_events(exercise)
    journal = journal_of_patient(exercise, events, patient_id, flow)
    return stretch(exercise, events, journal, patient_id, patient_id + 1).records
