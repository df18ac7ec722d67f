"""The facilities and vehicles of an exercise, each with its id, as resolved from the scenario."""

from collections.abc import Iterator
from typing import Any

import polars as pl

from medgen_assets.schemas.care import Facilities, Vehicles
from medgen_assets.schemas.columns import empty
from medgen_assets.simulation.exercise import Exercise


def facilities(exercise: Exercise) -> pl.DataFrame:
    """Every facility of every front (table Facilities)."""
    return pl.DataFrame(list(facility_rows(exercise)), schema=empty(Facilities).schema).pipe(
        Facilities.validate
    )


def facility_rows(exercise: Exercise) -> Iterator[dict[str, Any]]:
    """One row per facility, in the scenario's order."""
    for front in exercise.fronts:
        for group in front.facilities:
            for number in range(group.count):
                yield {
                    "facility_id": facility_id(front.name, str(group.role), number),
                    "front": front.name,
                    "role": str(group.role),
                    "beds": group.beds,
                    "icu_beds": group.icu_beds,
                    "tables": group.tables,
                    "ventilators": group.ventilators,
                    "surgical_teams": group.surgical_teams,
                }


def facility_id(front: str, role: str, number: int) -> str:
    """Id of a facility: front, role and number from 01."""
    return f"{front}-{role.lower().replace('_', '-')}-{number + 1:02d}"


def vehicles(exercise: Exercise) -> pl.DataFrame:
    """Every vehicle of every front (table Vehicles)."""
    return pl.DataFrame(list(vehicle_rows(exercise)), schema=empty(Vehicles).schema).pipe(Vehicles.validate)


def vehicle_rows(exercise: Exercise) -> Iterator[dict[str, Any]]:
    """One row per vehicle, in the scenario's order."""
    for front in exercise.fronts:
        for group in front.vehicles:
            for number in range(group.count):
                yield {
                    "vehicle_id": vehicle_id(front.name, str(group.kind), number),
                    "front": front.name,
                    "kind": str(group.kind),
                    "litter": group.litter,
                    "walking": group.walking,
                    "speed_kmh": float(group.speed_kmh),
                }


def vehicle_id(front: str, kind: str, number: int) -> str:
    """Id of a vehicle: front, kind and number from 001."""
    return f"{front}-{kind.replace('_', '-')}-{number + 1:03d}"
