"""A front: whose forces, and the facilities, vehicles and distances of its evacuation chain."""

from typing import Annotated, Any, cast

from pydantic import Field

from medgen_assets.scenario.quantities import (
    WRITTEN,
    Beds,
    Days,
    Establishments,
    Fleet,
    Hours,
    Kilometres,
    Lost,
    Name,
    Part,
    Percentage,
    Pieces,
    PositiveShare,
    ResupplyDays,
    Share,
    Speed,
    Units,
)
from medgen_assets.vocabulary import BloodGroup, Priority, Role, VehicleKind

SURGE_NOTICE_HOURS = 4.0
"""Unit: hours. Assumption: four, because tents have to be put up and staff off duty called back."""
SURGE_QUALITY = 0.8
"""Unit: share (0-1). Source: original generator, mass-casualty modifiers of its facility table (care quality 0.8)."""


def usual_distance(leg: str) -> float:
    """Length of a leg that the scenario does not state, km."""
    from medgen_assets.reference.operations import distance_defaults

    return cast("dict[str, float]", distance_defaults())[leg]


def usual_load(data: dict[str, Any], what: str) -> Any:
    """Load or speed of one vehicle of the kind that is being read."""
    from medgen_assets.reference.operations import vehicle_defaults

    rows = cast("list[dict[str, Any]]", vehicle_defaults(0.0))
    return next(row[what] for row in rows if row["kind"] == data["kind"])


class Blood(Part):
    """The blood that one facility holds when it is full; a transfusion takes whole blood, else all of the others."""

    whole_blood: Units = Field(default=0, description="Whole blood of group O, which everybody can take.")
    red_cells: dict[Annotated[BloodGroup, WRITTEN], Units] = Field(
        default={},
        description="Red cells by group; a group left out is not there.",
        examples=[{"O-": 20, "O+": 40}],
    )
    plasma: Units = Field(default=0, description="Plasma, of a group that everybody can take.")
    platelets: Units = Field(default=0, description="Platelets, of a group that everybody can take.")
    resupply_days: ResupplyDays = Field(
        default=1.0, description="Days after which it is full again, and again after as many."
    )


class Surge(Part):
    """Further beds that one facility opens under pressure, and what they cost."""

    beds: Beds = Field(description="Further beds, in tents and corridors: no intensive care.", examples=[15])
    notice_hours: Hours = Field(
        default=SURGE_NOTICE_HOURS,
        description="From the call, when four of five places are taken, until they are open.",
    )
    quality: Share = Field(
        default=SURGE_QUALITY,
        description="Effect of care in these beds, as a share of its effect in the others.",
    )


class Facility(Part):
    """All medical treatment facilities of one role on a front; amounts are per facility."""

    role: Annotated[Role, WRITTEN] = Field(description="Role of care: ROLE_1, ROLE_2, CSU, ROLE_3 or ROLE_4.")
    count: Establishments = Field(description="How many such facilities; 0 = none.", examples=[12])
    nation: str | None = Field(
        default=None,
        description="Nation that runs them (ISO 3166-1 alpha-3); left out: the one with most casualties on the front.",
        examples=["DEU"],
    )
    beds: Beds | None = Field(
        default=None, description="Beds; null = unlimited, for ROLE_4 only.", examples=[10]
    )
    tables: Pieces = Field(default=0, description="Operating tables.")
    icu_beds: Pieces = Field(default=0, description="Intensive-care beds, part of beds.")
    ventilators: Pieces = Field(default=0, description="Ventilators.")
    surgical_teams: Pieces = Field(
        default_factory=lambda data: data.get("tables", 0),
        description="Surgical teams; left out: one per operating table.",
    )
    blood: Blood | None = Field(
        default=None, description="Blood of each of them; left out: as much as is needed."
    )
    surge: Surge | None = Field(
        default=None, description="Further beds under pressure; left out: none. ROLE_4 has enough."
    )
    lost_on_day: Days | None = Field(
        default=None,
        description="First day on which lost_count of them take nobody in any more; who lies there is cared for to "
        "the end of the stay; left out: never.",
    )
    lost_count: Lost = Field(
        default=1, description="How many of them are lost on lost_on_day, the last ones by number."
    )


class Vehicle(Part):
    """All evacuation vehicles of one kind on a front; loads are per vehicle."""

    kind: Annotated[VehicleKind, WRITTEN] = Field(
        description="Kind of vehicle.", examples=["ground_ambulance"]
    )
    count: Fleet = Field(description="How many; 0 = none.", examples=[40])
    litter: Pieces = Field(
        default_factory=lambda data: usual_load(data, "litter"),
        description="Lying casualties one carries; left out: as usual for the kind.",
    )
    walking: Pieces = Field(
        default_factory=lambda data: usual_load(data, "walking"),
        description="Walking casualties one carries; left out: as usual for the kind.",
    )
    speed_kmh: Speed = Field(
        default_factory=lambda data: usual_load(data, "speed_kmh"),
        description="Speed over the whole leg; left out: as usual for the kind.",
    )
    attacked_share: Share = Field(
        default=0.0,
        description="Share of its trips that are attacked, by ambush or drone: the trip takes twice as long, and the "
        "vehicle is lost.",
    )


class Distances(Part):
    """Length of each leg of the evacuation chain."""

    poi_to_role_1: Kilometres = Field(
        default_factory=lambda: usual_distance("poi_to_role_1"), description="Point of injury to Role 1."
    )
    role_1_to_role_2: Kilometres = Field(
        default_factory=lambda: usual_distance("role_1_to_role_2"), description="Role 1 to Role 2."
    )
    role_2_to_csu: Kilometres = Field(
        default_factory=lambda: usual_distance("role_2_to_csu"),
        description="Role 2 to the casualty staging unit.",
    )
    role_2_to_role_3: Kilometres = Field(
        default_factory=lambda: usual_distance("role_2_to_role_3"), description="Role 2 to Role 3."
    )
    role_3_to_role_4: Kilometres = Field(
        default_factory=lambda: usual_distance("role_3_to_role_4"), description="Role 3 to Role 4 at home."
    )


class Front(Part):
    """A sector with its share of the casualties, its nations and its medical support."""

    name: Name = Field(description="Name, in the letters of scenario names; unique.", examples=["north"])
    share: PositiveShare = Field(
        description="Share of all casualties; adds up to 1 over the fronts.", examples=[0.6]
    )
    nations: dict[str, Percentage] = Field(
        description="Percentage of the front's casualties by nation (ISO 3166-1 alpha-3); adds up to 100.",
        examples=[{"EST": 35, "FIN": 30, "SWE": 20, "USA": 15}],
        min_length=1,
    )
    facilities: Annotated[tuple[Facility, ...], WRITTEN] = Field(
        default=(),
        description="Facilities, one entry per role; left out or empty: by the front's casualties per day. "
        "A role that a given list leaves out does not exist, save ROLE_4: unlimited.",
    )
    vehicles: Annotated[tuple[Vehicle, ...], WRITTEN] = Field(
        default=(),
        description="Vehicles, one entry per kind; left out or empty: by the front's casualties per day. "
        "A kind that a given list leaves out does not exist, save strategic_aircraft.",
    )
    priority: Annotated[Priority, WRITTEN] = Field(
        default=Priority.COALITION,
        description="Who of T2, T3 and T4 gets a place, a bed or a table first within a category: coalition = who "
        "came first; national_first = casualties of the nation that runs the facility. T1 go by time alone.",
    )
    distances_km: Distances | None = Field(
        default=None, description="Length of the legs; left out: as usual."
    )
