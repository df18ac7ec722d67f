"""How casualties moved through the roles of care, what they used, and how it ended."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.columns import category, instant
from medgen_assets.vocabulary import (
    Lack,
    LethalCause,
    Outcome,
    ResourceKind,
    Role,
    TriageCategory,
    VehicleKind,
)


class Visits(dy.Schema):
    """Stays at facilities with the leg that led there, one row each."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Who")
    visit_no = dy.Int64(primary_key=True, min=0, description="Number of the visit, from 0")
    role = category(Role, "Role of the facility")
    facility_id = dy.String(description="Facility")
    vehicle_id = dy.String(nullable=True, description="Vehicle of the leg; null for the walking")
    wanted_at = instant("Ready for the leg: the wait for a place and a vehicle begins")
    departed_at = instant("Start of the leg")
    arrived_at = instant("Arrival; null when death came on the way", nullable=True)
    bed_from = instant("Bed given, and care begun; null for those who got none", nullable=True)
    table_wanted_at = instant("Ready for surgery: the wait for a table begins", nullable=True)
    surgery_from = instant("Start of surgery", nullable=True)
    surgery_to = instant("End of surgery", nullable=True)
    left_at = instant("End of the stay: onward departure, return to duty, death or end", nullable=True)
    triage = category(TriageCategory, "Category on arrival")

    @dy.rule()
    def nobody_arrives_before_leaving(cls) -> pl.Expr:
        return pl.col("arrived_at").is_null() | (pl.col("arrived_at") >= pl.col("departed_at"))

    @dy.rule()
    def nobody_leaves_before_arriving(cls) -> pl.Expr:
        return pl.col("left_at").is_null() | (pl.col("left_at") >= pl.col("arrived_at"))

    @dy.rule()
    def surgery_lies_within_the_stay(cls) -> pl.Expr:
        begins = pl.col("surgery_from").is_null() | (pl.col("surgery_from") >= pl.col("arrived_at"))
        return begins & (pl.col("surgery_to").is_null() | (pl.col("surgery_to") <= pl.col("left_at")))


class Fates(dy.Schema):
    """How it ended for each casualty."""

    patient_id = dy.Int64(primary_key=True, min=0, description="Who")
    first_aid_at = instant("First aid by buddy or medic", nullable=True)
    first_facility_at = instant("First arrival alive at a Role 1-4 facility", nullable=True)
    outcome = category(Outcome, "Terminal outcome")
    outcome_at = instant("Moment of the outcome")
    outcome_location = dy.String(description="POI, IN_TRANSIT or a facility id")
    outcome_role = category(Role, "Role at which it ended; the role left, when in transit")
    waited_for = category(Lack, "What it waited for when it ended", nullable=True)
    waited_since = instant("Begin of that wait", nullable=True)
    stopped_at = instant("Care stopped a lethal course for good", nullable=True)
    averted_death_at = instant("Death that it averted, as the course then stood", nullable=True)
    cause_of_death = category(LethalCause, "What killed; null for the living", nullable=True)
    triage_assigned = category(
        TriageCategory, "Category that the first look gave; null where nobody came in time", nullable=True
    )

    @dy.rule()
    def the_dead_have_a_cause_and_the_living_none(cls) -> pl.Expr:
        died = pl.col("outcome").is_in([Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH])
        return died == pl.col("cause_of_death").is_not_null()


class Retriages(dy.Schema):
    """Casualties who got worse while they waited, and were triaged anew, one row each."""

    patient_id = dy.Int64(min=0, description="Who")
    at = instant("When")
    triage = category(TriageCategory, "Category from then on")
    facility_id = dy.String(nullable=True, description="Facility; null at the point of injury")


class ResourceStays(dy.Schema):
    """Beds, tables and vehicles occupied, one row each."""

    resource_kind = category(ResourceKind, "What was occupied")
    resource_id = dy.String(description="The one bed, table or vehicle")
    facility_id = dy.String(nullable=True, description="Facility it belongs to; null for vehicles")
    patient_id = dy.Int64(min=0, description="By whom")
    from_ = instant("Start", alias="from")
    to = instant("End; for a vehicle, when it is back and free")


class FacilityLoad(dy.Schema):
    """Beds and tables in use per facility and hour."""

    facility_id = dy.String(primary_key=True, description="Facility")
    front = dy.String(description="Front")
    role = category(Role, "Role")
    hour = instant("Start of the hour", primary_key=True)
    beds = dy.Int64(
        nullable=True,
        min=0,
        description="Beds, with those it can open under pressure; null when unlimited",
        metadata={"unit": "beds"},
    )
    beds_in_use_max = dy.Int64(
        min=0, description="Most beds in use within the hour", metadata={"unit": "beds"}
    )
    tables = dy.Int64(nullable=True, min=0, description="Operating tables", metadata={"unit": "tables"})
    tables_in_use_max = dy.Int64(
        min=0, description="Most tables in use within the hour", metadata={"unit": "tables"}
    )
    queue_max = dy.Int64(
        min=0,
        description="Most casualties within the hour who waited for a bed or an operating table",
        metadata={"unit": "casualties"},
    )


def blood_units(description: str) -> dy.Int64:
    """A column of units of blood; null where blood is not counted."""
    return dy.Int64(nullable=True, min=0, description=description, metadata={"unit": "units of blood"})


class Facilities(dy.Schema):
    """Medical treatment facilities as resolved from the scenario."""

    facility_id = dy.String(primary_key=True, description="Facility")
    front = dy.String(description="Front")
    role = category(Role, "Role")
    beds = dy.Int64(nullable=True, min=0, description="Beds; null when unlimited", metadata={"unit": "beds"})
    icu_beds = dy.Int64(min=0, description="Intensive-care beds", metadata={"unit": "beds"})
    tables = dy.Int64(min=0, description="Operating tables", metadata={"unit": "tables"})
    ventilators = dy.Int64(min=0, description="Ventilators", metadata={"unit": "ventilators"})
    surgical_teams = dy.Int64(min=0, description="Surgical teams", metadata={"unit": "teams"})
    surge_beds = dy.Int64(
        min=0, description="Further beds that it can open under pressure", metadata={"unit": "beds"}
    )
    lost_on_day = dy.Int64(
        nullable=True,
        min=1,
        description="Day of the exercise from which it takes nobody in any more; null when it is never lost",
        metadata={"unit": "day of the exercise, from 1"},
    )
    whole_blood = blood_units("Whole blood it holds when full; null when as much as is needed")
    red_cells = blood_units("Red cells it holds when full, all groups together")
    plasma = blood_units("Plasma it holds when full")
    platelets = blood_units("Platelets it holds when full")


class Vehicles(dy.Schema):
    """Vehicles as resolved from the scenario, one row each."""

    vehicle_id = dy.String(primary_key=True, description="Vehicle")
    front = dy.String(description="Front")
    kind = category(VehicleKind, "Kind")
    litter = dy.Int64(min=0, description="Litter places", metadata={"unit": "casualties"})
    walking = dy.Int64(min=0, description="Places for walking casualties", metadata={"unit": "casualties"})
    speed_kmh = dy.Float64(min=0, description="Speed", metadata={"unit": "km/h"})
