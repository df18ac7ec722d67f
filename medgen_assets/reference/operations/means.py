"""The facilities and vehicles of a front that lists none, scaled by its load.

The anchor is one front of known load. Counts grow with the load; a front smaller than one facility gets one with
fewer beds; beyond `most` one entry stands for a group, so that no table grows with the number of patients.
"""

from math import ceil, isfinite
from typing import Any, TypedDict

from medgen_assets.errors import BadInput, Problem
from medgen_assets.reference.operations.sources import figures, same_names
from medgen_assets.vocabulary import Role, VehicleKind

ROLES_OF_CARE = (Role.ROLE_1, Role.ROLE_2, Role.CSU, Role.ROLE_3, Role.ROLE_4)
ROUNDING = 1e-9  # keeps 12.000000000000002 facilities from becoming 13


class FacilityDefault(TypedDict):
    """Facilities of one role; beds, tables and the rest per facility (beds None = unlimited)."""

    role: Role
    count: int
    beds: int | None
    tables: int
    icu_beds: int
    ventilators: int
    surgical_teams: int


class VehicleDefault(TypedDict):
    """Vehicles of one kind; litter and walking casualties per vehicle, speed in km/h."""

    kind: VehicleKind
    count: int
    litter: int
    walking: int
    speed_kmh: float


def facility_defaults(casualties_per_day: float) -> list[FacilityDefault]:
    """Facilities for a front's average day, lowest role first; raises BadInput below 0 or not finite.

    Every role has at least one, save Role 3 on a tiny front.
    """
    roles, load = scaled_table("facilities", "roles", casualties_per_day)
    same_names("facilities.yaml roles", roles, ROLES_OF_CARE)
    return [
        facilities_of(role, roles[role], load)
        for role in ROLES_OF_CARE
        if casualties_per_day >= roles[role]["least_casualties_per_day"]
    ]


def vehicle_defaults(casualties_per_day: float) -> list[VehicleDefault]:
    """Vehicles for a front's average day; raises BadInput below 0 or not finite."""
    kinds, load = scaled_table("vehicles", "kinds", casualties_per_day)
    same_names("vehicles.yaml kinds", kinds, VehicleKind)
    return [vehicles_of(kind, kinds[kind], load) for kind in VehicleKind]


def scaled_table(table: str, part: str, casualties_per_day: float) -> tuple[dict[str, Any], float]:
    """Rows of a table and the load relative to its anchor."""
    if not isfinite(casualties_per_day) or casualties_per_day < 0:
        rule = "the load is a finite number of casualties per day, 0 or more"
        raise BadInput([Problem("casualties_per_day", str(casualties_per_day), rule)])
    values = figures(table, ("anchor_casualties_per_day", part))
    return values[part], casualties_per_day / values["anchor_casualties_per_day"]


def facilities_of(role: Role, row: dict[str, Any], load: float) -> FacilityDefault:
    """The facilities of one role at this load."""
    wanted = row["count"] * load
    count = min(row["most"], max(1, whole(wanted)))
    size = 1.0 if 1.0 <= wanted <= row["most"] else wanted / count
    return FacilityDefault(
        role=role,
        count=count,
        beds=None if row["beds"] is None else max(row["least_beds"], whole(row["beds"] * size)),
        tables=per_facility(row["tables"], size),
        icu_beds=per_facility(row["icu_beds"], size),
        ventilators=per_facility(row["ventilators"], size),
        surgical_teams=per_facility(row["surgical_teams"], size),
    )


def vehicles_of(kind: VehicleKind, row: dict[str, Any], load: float) -> VehicleDefault:
    """The vehicles of one kind at this load."""
    wanted = row["count"] * load
    group = max(1.0, wanted / row["most"])
    return VehicleDefault(
        kind=kind,
        count=min(row["most"], max(row["least"], whole(wanted))),
        litter=whole(row["litter"] * group),
        walking=whole(row["walking"] * group),
        speed_kmh=row["speed_kmh"],
    )


def per_facility(amount: int, size: float) -> int:
    """An amount scaled by the size of the facility: at least one where the full size has any."""
    return max(1, whole(amount * size)) if amount else 0


def whole(amount: float) -> int:
    """The next whole number up."""
    return ceil(amount - ROUNDING)
