"""The model from end to end, in order: schedule, casualties, care, records.

Each stage is a pure function on typed tables. A stretch of casualty ids can be computed alone, in any order and
in any cut: the same casualties come out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from medgen_assets.scenario.model import Scenario
from medgen_assets.schemas.columns import as_stored
from medgen_assets.simulation.care import PathwayTables, care_pathways
from medgen_assets.simulation.care.facilities import facilities, vehicles
from medgen_assets.simulation.care.load import FacilityLoads
from medgen_assets.simulation.casualties import CasualtyTables, casualties
from medgen_assets.simulation.distributions import computed
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.records import records
from medgen_assets.simulation.schedule import casualty_events

__all__ = [
    "CasualtyTables",
    "Exercise",
    "FacilityLoads",
    "PathwayTables",
    "Stretch",
    "care_pathways",
    "casualties",
    "casualty_events",
    "exercise_of",
    "facilities",
    "patient",
    "records",
    "stretches",
    "vehicles",
]

DEFAULT_CHUNK = 10_000


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


def stretch(exercise: Exercise, events: pl.DataFrame, first_id: int, end_id: int) -> Stretch:
    """Everything about casualties first_id … end_id - 1, with the records as they are stored."""
    hurt = casualties(exercise, events, first_id, end_id)
    pathways = care_pathways(exercise, hurt.casualties)
    tables = records(exercise, hurt, pathways)
    return Stretch(hurt, pathways, {name: as_stored(table) for name, table in tables.items()})


def patient(exercise: Exercise, patient_id: int) -> dict[str, pl.DataFrame]:
    """The records of one casualty, regenerated alone from scenario and seed."""
    return stretch(exercise, casualty_events(exercise), patient_id, patient_id + 1).records
