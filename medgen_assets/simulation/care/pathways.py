"""Care pathways of a stretch of casualties: their fates, visits and the resources they occupied."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.schemas.care import Fates, ResourceStays, Visits
from medgen_assets.schemas.columns import declared, empty
from medgen_assets.simulation.care.capacity import Capacity, Unlimited
from medgen_assets.simulation.care.journeys import OUTCOMES, ROLES, TRIAGE, Journeys, begun
from medgen_assets.simulation.care.stays import resource_stays
from medgen_assets.simulation.care.walk import VisitBlock, walked
from medgen_assets.simulation.exercise import Exercise

MOMENTS = {
    "departed": "departed_at",
    "arrived": "arrived_at",
    "surgery_from": "surgery_from",
    "surgery_to": "surgery_to",
    "left": "left_at",
}


@dataclass(frozen=True)
class PathwayTables:
    """Tables Fates, Visits and ResourceStays of the same casualties."""

    fates: pl.DataFrame
    visits: pl.DataFrame
    resource_stays: pl.DataFrame


def care_pathways(
    exercise: Exercise, casualties: pl.DataFrame, capacity: Capacity | None = None
) -> PathwayTables:
    """Walk casualties (table Casualties, in time order) through care."""
    journeys = begun(exercise, casualties)
    blocks = walked(exercise, journeys, capacity or Unlimited())
    visits = visit_rows(exercise, journeys, blocks)
    return PathwayTables(
        fate_rows(exercise, journeys).pipe(declared(Fates)),
        visits.pipe(declared(Visits)),
        resource_stays(exercise, visits).pipe(declared(ResourceStays)),
    )


def fate_rows(exercise: Exercise, journeys: Journeys) -> pl.DataFrame:
    """One row per casualty."""
    return pl.DataFrame(
        [
            pl.Series("patient_id", journeys.ids),
            exercise.instants("first_aid_at", journeys.first_aid, journeys.first_aid >= 0),
            exercise.instants("first_facility_at", journeys.first_facility, journeys.first_facility >= 0),
            named("outcome", journeys.outcome, [str(outcome) for outcome in OUTCOMES]),
            exercise.instants("outcome_at", journeys.outcome_at),
            pl.Series("outcome_location", journeys.place.tolist(), dtype=pl.String),
            named("outcome_role", journeys.role, [str(role) for role in ROLES]),
        ]
    )


def named(name: str, numbers: np.ndarray[tuple[int], np.dtype[np.int64]], names: list[str]) -> pl.Series:
    """A column of names from their numbers."""
    return pl.Series(name, names, dtype=pl.String).gather(numbers)


def visit_rows(exercise: Exercise, journeys: Journeys, blocks: list[VisitBlock]) -> pl.DataFrame:
    """One row per visit, by patient and number."""
    if not blocks:
        return empty(Visits)
    role_no = [np.full(len(block.who), ROLES.index(block.role)) for block in blocks]
    seconds = {name: joined(blocks, name) for name in MOMENTS}
    rows = pl.DataFrame(
        [
            pl.Series("patient_id", journeys.ids[joined(blocks, "who")]),
            pl.Series("visit_no", joined(blocks, "number")),
            named("role", np.concatenate(role_no), [str(role) for role in ROLES]),
            pl.Series("facility_id", joined(blocks, "facility").tolist(), dtype=pl.String),
            pl.Series("vehicle_id", joined(blocks, "vehicle").tolist(), dtype=pl.String),
            *[exercise.instants(MOMENTS[name], moment, moment >= 0) for name, moment in seconds.items()],
            named("triage", joined(blocks, "triage"), [str(category) for category in TRIAGE]),
        ]
    )
    return rows.sort("patient_id", "visit_no")


def joined(blocks: list[VisitBlock], name: str) -> NDArray[Any]:
    """One array of all blocks, end to end."""
    return np.concatenate([getattr(block, name) for block in blocks])
