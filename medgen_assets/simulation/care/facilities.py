"""The facilities and vehicles of an exercise, each with its id, as resolved from the scenario."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.scenario.model import Facility, Front
from medgen_assets.schemas.care import Facilities, Vehicles
from medgen_assets.schemas.columns import empty
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.names import Names
from medgen_assets.vocabulary import VehicleKind

BLOOD_PRODUCTS = ("whole_blood", "red_cells", "plasma", "platelets")
"""Columns of the blood that a facility holds."""


@lru_cache(maxsize=4)
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
                    "surge_beds": 0 if group.surge is None else group.surge.beds,
                    "lost_on_day": day_of_loss(group, number),
                    **blood_held(group),
                }


def day_of_loss(group: Facility, number: int) -> int | None:
    """Day on which a facility of a group is lost, if ever: the last ones by number are."""
    return group.lost_on_day if number >= group.count - group.lost_count else None


def blood_held(group: Facility) -> dict[str, int | None]:
    """Units of blood by product that a facility holds when full; nothing known where blood is not counted."""
    blood = group.blood
    if blood is None:
        return dict.fromkeys(BLOOD_PRODUCTS)
    red = sum(blood.red_cells.values())
    units = (blood.whole_blood, red, blood.plasma, blood.platelets)
    return dict(zip(BLOOD_PRODUCTS, units, strict=True))


def facility_id(front: str, role: str, number: int) -> str:
    """Id of a facility: front, role and number from 01."""
    return f"{front}-{role.lower().replace('_', '-')}-{number + 1:02d}"


def facility_numbers(
    exercise: Exercise, front: Front, places: Sequence[tuple[Facility, int]]
) -> NDArray[np.int64]:
    """Row in the table of facilities of each facility of a front, given as group and number."""
    rows = {row["facility_id"]: number for number, row in enumerate(facility_rows(exercise))}
    ids = [facility_id(front.name, str(group.role), number) for group, number in places]
    return np.array([rows[name] for name in ids], dtype=np.int64)


def vehicle_numbers(exercise: Exercise, front: Front, kinds: Sequence[VehicleKind]) -> NDArray[np.int64]:
    """Row in the table of vehicles of the first vehicle of each kind of a front; -1 where there is none."""
    groups = [(of.name, str(group.kind), group.count) for of in exercise.fronts for group in of.vehicles]
    starts = accumulate((count for _, _, count in groups), initial=0)
    rows = {(of, kind): start for (of, kind, count), start in zip(groups, starts, strict=False) if count}
    return np.array([rows.get((front.name, str(kind)), -1) for kind in kinds], dtype=np.int64)


@lru_cache(maxsize=4)
def vehicles(exercise: Exercise) -> pl.DataFrame:
    """Every vehicle of every front (table Vehicles), in the scenario's order.

    Ids are front, kind and number from 001. Made column by column, since there may be a million.
    """
    groups = pl.DataFrame(
        [
            {"front": front.name, **group.model_dump(include=DESCRIBED), "kind": str(group.kind)}
            for front in exercise.fronts
            for group in front.vehicles
            if group.count
        ],
        schema=empty(Vehicles).drop("vehicle_id").schema | {"count": pl.Int64()},
    )
    numbers = pl.int_ranges(1, pl.col("count") + 1).alias("number")
    return (
        groups.with_columns(numbers)
        .explode("number")
        .with_columns(vehicle_id=vehicle_id())
        .select(empty(Vehicles).columns)
        .pipe(Vehicles.validate)
    )


@lru_cache(maxsize=4)
def vehicle_names(exercise: Exercise) -> Names:
    """The ids of the vehicles, in the order of their table."""
    return Names.of(vehicles(exercise)["vehicle_id"].to_list())


DESCRIBED = {"count", "litter", "walking", "speed_kmh"}


def vehicle_id() -> pl.Expr:
    """Id of a vehicle: front, kind and number from 001."""
    kind = pl.col("kind").cast(pl.String).str.replace_all("_", "-")
    return pl.format("{}-{}-{}", "front", kind, pl.col("number").cast(pl.String).str.zfill(3))
