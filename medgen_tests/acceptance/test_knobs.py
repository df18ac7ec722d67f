"""Every knob of the scenario moves a measure in the direction its documentation says; a knob without a row fails."""

import json
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import polars as pl
import pytest

from medgen_assets.scenario.json_schema import knobs
from medgen_tests.simulation.exercises import exercise, tables

Tables = dict[str, pl.DataFrame]
Measure = Callable[[Tables], float]

FORCES: dict[str, Any] = {
    "facilities": [
        {"role": "ROLE_1", "count": 4, "beds": 10},
        {"role": "ROLE_2", "count": 2, "beds": 40, "tables": 2},
        {"role": "ROLE_3", "count": 1, "beds": 150, "tables": 6},
        {"role": "ROLE_4", "count": 1},
    ],
    "vehicles": [
        {"kind": "ground_ambulance", "count": 10},
        {"kind": "helicopter", "count": 2},
        {"kind": "strategic_aircraft", "count": 1},
    ],
    "distances_km": {"poi_to_role_1": 10, "role_1_to_role_2": 25},
}
NORTH = {"name": "north", "share": 0.6, "nations": {"EST": 60, "FIN": 40}, **FORCES}
SOUTH = {"name": "south", "share": 0.4, "nations": {"POL": 50, "DEU": 50}, **FORCES}
BASE: dict[str, Any] = {
    "total_patients": 1500,
    "fronts": [NORTH, SOUTH],
    "warfare_types": {"conventional": 1.0},
    "injury_mix": {"battle": 0.6, "non_battle": 0.2, "disease": 0.2},
    "daily_rate_cv": 0.2,
}
WITHOUT_A_MEASURE = {"name", "description"}
"""Knobs that name the exercise and change nobody in it."""


class Row(NamedTuple):
    """One knob: what is changed, what is measured, and whether the measure must rise (+1), fall (-1) or differ (0)."""

    knob: str
    change: dict[str, Any]
    measure: Measure
    direction: int
    base: dict[str, Any] = {}  # noqa: RUF012 - a named tuple is never changed


def count(table: str, condition: pl.Expr) -> Measure:
    """Rows of a table that fulfil a condition."""
    return lambda found: float(found[table].filter(condition).height)


def incident_casualties(condition: pl.Expr) -> Measure:
    """Casualties of the incidents that fulfil a condition."""
    return lambda found: float(found["casualty_events"].filter(condition)["casualties"].sum())


def leg_minutes(role: str) -> Measure:
    """Mean minutes of the legs to a role."""

    def measure(found: Tables) -> float:
        legs = found["visits"].filter((pl.col("role") == role) & pl.col("arrived_at").is_not_null())
        return float((legs["arrived_at"] - legs["departed_at"]).dt.total_seconds().mean() or 0) / 60

    return measure


def wait_minutes(start: str, end: str, role: str) -> Measure:
    """Mean minutes between two moments of the visits to a role."""

    def measure(found: Tables) -> float:
        visits = found["visits"].filter(
            (pl.col("role") == role) & pl.col(start).is_not_null() & pl.col(end).is_not_null()
        )
        return float((visits[end] - visits[start]).dt.total_seconds().mean() or 0) / 60

    return measure


def operations_at(role: str) -> Measure:
    """Operations at a role."""
    return count("visits", (pl.col("role") == role) & pl.col("surgery_from").is_not_null())


def most_aboard(kind: str) -> Measure:
    """Most casualties who ride in one vehicle of a kind together."""

    def measure(found: Tables) -> float:
        rides = found["resource_stays"].filter(pl.col("resource_id").str.contains(kind))
        return float(rides.group_by("resource_id", "from").len()["len"].max() or 0)

    return measure


def stay_hours(role: str) -> Measure:
    """Mean hours of the stays of T2 at a role."""

    def measure(found: Tables) -> float:
        stays = found["visits"].filter((pl.col("role") == role) & (pl.col("triage") == "T2"))
        return float((stays["left_at"] - stays["arrived_at"]).dt.total_seconds().mean() or 0) / 3600

    return measure


def day_spread(found: Tables) -> float:
    """Standard deviation of the casualties per day."""
    days = found["casualty_events"].group_by(pl.col("at").dt.date()).agg(pl.col("casualties").sum())
    return float(days["casualties"].std() or 0)


def day_of_last(found: Tables) -> float:
    """Last day on which anybody is hurt."""
    return float(found["casualty_events"]["at"].dt.ordinal_day().max() or 0)


def total_weight(found: Tables) -> float:
    """Kilograms of all patients together: another population, another sum."""
    return float(found["patients"]["weight_kg"].sum())


def north(**changes: Any) -> dict[str, Any]:
    """The scenario with the northern front changed."""
    return {"fronts": [NORTH | changes, SOUTH]}


def both(**changes: Any) -> dict[str, Any]:
    """The scenario with both fronts changed."""
    return {"fronts": [NORTH | changes, SOUTH | changes]}


def with_facility(which: str, **changes: Any) -> dict[str, Any]:
    """Both fronts with the facilities of one role changed."""
    return both(facilities=[row | (changes if row["role"] == which else {}) for row in FORCES["facilities"]])


def with_vehicle(which: str, **changes: Any) -> dict[str, Any]:
    """Both fronts with the vehicles of one kind changed."""
    return both(vehicles=[row | (changes if row["kind"] == which else {}) for row in FORCES["vehicles"]])


def with_distance(**changes: Any) -> dict[str, Any]:
    """Both fronts with other distances."""
    return both(distances_km=FORCES["distances_km"] | changes)


def override(**changes: Any) -> dict[str, Any]:
    """Overrides of the reference."""
    return {"overrides": changes}


SCARCE = [
    {"role": "ROLE_1", "count": 2, "beds": 30},
    {
        "role": "ROLE_2",
        "count": 1,
        "beds": 40,
        "tables": 2,
        "surgical_teams": 2,
        "icu_beds": 6,
        "ventilators": 6,
    },
    {"role": "CSU", "count": 1, "beds": 20},
    {"role": "ROLE_3", "count": 1, "beds": 150, "tables": 6},
    {"role": "ROLE_4", "count": 1},
]
"""Facilities with hardly enough of anything."""


def scarce(which: str = "", **changes: Any) -> dict[str, Any]:
    """Both fronts with scarce facilities, those of one role changed."""
    return both(facilities=[row | (changes if row["role"] == which else {}) for row in SCARCE])


EXPOSED = {
    "total_patients": 2500,
    "warfare_types": {"cbrn": 1.0},
    "injury_mix": {"battle": 0.1, "non_battle": 0.1, "disease": 0.8},
}
"""A release of an agent: many need a ventilator."""


def ventilated(ventilators: int) -> dict[str, Any]:
    """Both fronts with intensive care at Role 2 and so many ventilators there."""
    return scarce("ROLE_2", beds=300, icu_beds=200, ventilators=ventilators)


PRESSED = scarce("ROLE_2", beds=8, tables=1, surgical_teams=1) | {
    "days": 2, "injury_mix": {"battle": 0.9, "non_battle": 0.05, "disease": 0.05}
}  # fmt: skip
"""Hardly enough of anything, and many wounded at once."""


def surged(**changes: Any) -> dict[str, Any]:
    """Hardly enough of anything, but further beds at Role 2."""
    return PRESSED | scarce(
        "ROLE_2", beds=8, tables=1, surgical_teams=1, surge={"beds": 30, "notice_hours": 0} | changes
    )


def shared(run_by: str = "EST", **changes: Any) -> dict[str, Any]:
    """Too few beds at Role 1 for two nations, one of which runs all of it."""
    rows = [row | {"nation": run_by} | ({"beds": 12} if row["role"] == "ROLE_1" else {}) for row in SCARCE]
    return {"days": 3} | both(facilities=rows, nations={"EST": 50, "FIN": 50}, **changes)


def door_minutes_of_estonians(found: Tables) -> float:
    """Mean minutes at the door of Role 1 of Estonians of T2, until they get a bed or leave."""
    estonians = found["patients"].filter(pl.col("nation") == "EST").select("patient_id")
    came = found["visits"].filter((pl.col("role") == "ROLE_1") & (pl.col("triage") == "T2"))
    waits = came.join(estonians, on="patient_id").select(
        pl.coalesce("bed_from", "left_at") - pl.col("arrived_at")
    )
    return float(waits.to_series().dt.total_seconds().mean() or 0.0) / 60  # type: ignore[arg-type]


COMPONENTS = {"whole_blood": 0, "red_cells": {"O-": 9000}, "plasma": 9000, "platelets": 9000}
"""Blood in its parts."""


def bloody(*stocks: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Many bleed, are taken soon, and come to facilities that count their blood: whole blood in plenty, with changes."""
    blood: dict[str, Any] = {"whole_blood": 9000}
    for stock in (*stocks, changes):
        blood |= stock
    rows = [
        {"role": "ROLE_1", "count": 4, "beds": 300, "blood": blood},
        {"role": "ROLE_2", "count": 2, "beds": 300, "tables": 60, "blood": blood},
        {"role": "ROLE_4", "count": 1},
    ]
    soon = [{"role": "POI", "triage": f"T{n}", "shortest": 0.1, "longest": 0.3} for n in (1, 2, 3, 4)]
    fronts = both(
        facilities=rows,
        vehicles=[{"kind": "ground_ambulance", "count": 300}],
        distances_km={"poi_to_role_1": 3, "role_1_to_role_2": 8},
    )
    battle = {"injury_mix": {"battle": 0.98, "non_battle": 0.01, "disease": 0.01}, "intensity": "extreme"}
    return fronts | battle | override(stay_hours=soon)


def days_to_death(found: Tables) -> float:
    """Days from injury to death, added up over the dead; who lives counts eight."""
    people = found["patients"].select("outcome", days=pl.col("outcome_at") - pl.col("injured_at"))
    died = people["outcome"].is_in(["KIA", "DOW", "DNBI_DEATH"])
    lived = (people["days"].dt.total_seconds() / 86400).clip(0, 8)
    return float(people.select(pl.when(died).then(lived).otherwise(8.0).sum()).item())


FEW = [
    {"kind": "ground_ambulance", "count": 6, "litter": 2, "walking": 2},
    {"kind": "strategic_aircraft", "count": 1},
]
"""Vehicles of which there are too few."""


def few(**changes: Any) -> dict[str, Any]:
    """Both fronts with few vehicles, the ambulances changed."""
    return both(vehicles=[FEW[0] | changes, FEW[1]])


transport_wait = wait_minutes("wanted_at", "departed_at", "ROLE_1")
table_wait = wait_minutes("table_wanted_at", "surgery_from", "ROLE_2")
bed = pl.col("resource_kind") == "bed"
icu = pl.col("resource_kind") == "icu_bed"
further = pl.col("resource_kind") == "surge_bed"
dead = pl.col("outcome").is_in(["KIA", "DOW", "DNBI_DEATH"])

ALL_HOME = [{"from_role": "ROLE_1", "triage": "T3", "to": "ROLE_4", "probability": 1.0}]
LONG_STAY = [{"role": "ROLE_2", "triage": "T2", "shortest": 60, "longest": 80}]
EVENT = {"type": "ambush", "day": 3, "front": "north", "hour": 12, "casualties": 50}
t1 = pl.col("triage_initial") == "T1"
of_event = pl.col("special_event").is_not_null()
in_north = pl.col("front") == "north"
returned = pl.col("outcome") == "RTD"

ROWS = [
    Row("total_patients", {"total_patients": 1800}, lambda found: float(len(found["patients"])), 1),
    Row("seed", {"seed": 8}, total_weight, 0),
    Row("start", {"start": "2027-03-01T00:00:00Z"}, lambda found: float(found["patients"]["injured_at"].dt.year()[0]), 1),
    Row("days", {"days": 16}, day_of_last, 1),
    Row("follow_up_days", {"follow_up_days": 1}, count("patients", returned), -1),
    Row("warfare_types", {"warfare_types": {"artillery": 1.0}}, incident_casualties(pl.col("is_mass_casualty")), 1),
    Row("intensity", {"intensity": "extreme"}, count("patients", t1), 1),
    Row("tempo", {"tempo": "escalating"}, incident_casualties(pl.col("at").dt.day() > 6), 1),
    Row("daily_rate_cv", {"daily_rate_cv": 1.5}, day_spread, 1),
    Row("special_events[].type", {"special_events": [EVENT | {"type": "mass_casualty"}]},
        incident_casualties(of_event & pl.col("is_mass_casualty")), 1, {"special_events": [EVENT]}),
    Row("special_events[].day", {"special_events": [EVENT | {"day": 6}]},
        incident_casualties(of_event & (pl.col("at").dt.day() == 6)), 1, {"special_events": [EVENT]}),
    Row("special_events[].every_days", {"special_events": [EVENT | {"every_days": 2}]},
        lambda found: float(found["casualty_events"].filter(of_event)["at"].dt.date().n_unique()), 1,
        {"special_events": [EVENT]}),
    Row("special_events[].front", {"special_events": [EVENT | {"front": "south"}]},
        incident_casualties(of_event & in_north), -1, {"special_events": [EVENT]}),
    Row("special_events[].hour", {"special_events": [EVENT | {"hour": 20}]},
        incident_casualties(of_event & (pl.col("at").dt.hour() >= 20)), 1, {"special_events": [EVENT]}),
    Row("special_events[].casualties", {"special_events": [EVENT | {"casualties": 150}]},
        incident_casualties(of_event), 1, {"special_events": [EVENT]}),
    Row("environment", {"environment": ["storm"]}, leg_minutes("ROLE_1"), 1),
    Row("injury_mix.battle", {"injury_mix": {"battle": 0.8, "non_battle": 0.1, "disease": 0.1}},
        count("patients", pl.col("casualty_class") == "BATTLE"), 1),
    Row("injury_mix.non_battle", {"injury_mix": {"battle": 0.4, "non_battle": 0.5, "disease": 0.1}},
        count("patients", pl.col("casualty_class") == "NON_BATTLE_INJURY"), 1),
    Row("injury_mix.disease", {"injury_mix": {"battle": 0.4, "non_battle": 0.1, "disease": 0.5}},
        count("patients", pl.col("casualty_class") == "DISEASE"), 1),
    Row("fronts[].name", north(name="east"), count("patients", pl.col("front") == "east"), 1),
    Row("fronts[].share", {"fronts": [NORTH | {"share": 0.9}, SOUTH | {"share": 0.1}]}, count("patients", in_north), 1),
    Row("fronts[].nations", north(nations={"NOR": 100}), count("patients", pl.col("nation") == "NOR"), 1),
    Row("fronts[].facilities[].role", both(facilities=[r for r in FORCES["facilities"] if r["role"] != "ROLE_3"]),
        count("visits", pl.col("role") == "ROLE_3"), -1),
    Row("fronts[].facilities[].count", with_facility("ROLE_1", count=12),
        lambda found: float(found["visits"]["facility_id"].n_unique()), 1),
    Row("fronts[].facilities[].beds", scarce("ROLE_2", beds=10),
        count("visits", pl.col("role") == "ROLE_2"), -1, scarce()),
    Row("fronts[].facilities[].icu_beds", scarce("ROLE_2", icu_beds=1), count("resource_stays", icu), -1, scarce()),
    Row("fronts[].facilities[].ventilators", EXPOSED | ventilated(0), count("patients", dead), 1, EXPOSED | ventilated(200)),
    Row("fronts[].facilities[].surgical_teams", scarce("ROLE_2", surgical_teams=1), table_wait, 1, scarce()),
    Row("fronts[].facilities[].blood.whole_blood", bloody(whole_blood=0), days_to_death, -1, bloody()),
    Row("fronts[].facilities[].blood.red_cells", bloody(COMPONENTS, red_cells={}), days_to_death, -1, bloody(COMPONENTS)),
    Row("fronts[].facilities[].blood.plasma", bloody(COMPONENTS, plasma=0), days_to_death, -1, bloody(COMPONENTS)),
    Row("fronts[].facilities[].blood.platelets", bloody(COMPONENTS, platelets=0), days_to_death, -1, bloody(COMPONENTS)),
    Row("fronts[].facilities[].blood.resupply_days", bloody(whole_blood=20, resupply_days=8), days_to_death, -1,
        bloody(whole_blood=20, resupply_days=0.25)),
    Row("fronts[].priority", shared(priority="national_first"), door_minutes_of_estonians, -1, shared()),
    Row("fronts[].facilities[].nation", shared(priority="national_first", run_by="FIN"), door_minutes_of_estonians, 1,
        shared(priority="national_first")),
    Row("fronts[].facilities[].surge.beds", surged(beds=40), count("resource_stays", further), 1, surged(beds=4)),
    Row("fronts[].facilities[].surge.notice_hours", surged(notice_hours=96), count("resource_stays", further), -1, surged()),
    Row("fronts[].facilities[].surge.quality", surged(quality=0.0), days_to_death, -1, surged(quality=1.0)),
    Row("fronts[].facilities[].lost_on_day", with_facility("ROLE_2", lost_on_day=3),
        count("visits", pl.col("facility_id").str.ends_with("role-2-02")), -1),
    Row("fronts[].facilities[].lost_count", with_facility("ROLE_1", lost_on_day=3, lost_count=4),
        count("visits", pl.col("role") == "ROLE_1"), -1, with_facility("ROLE_1", lost_on_day=3)),
    Row("fronts[].vehicles[].count", few(count=2), transport_wait, 1, few()),
    Row("fronts[].vehicles[].litter", few(litter=6), most_aboard("ambulance"), 1, few()),
    Row("fronts[].vehicles[].walking", few(walking=9), most_aboard("ambulance"), 1, few()),
    Row("fronts[].vehicles[].attacked_share", with_vehicle("ground_ambulance", attacked_share=0.3, count=400),
        leg_minutes("ROLE_1"), 1, with_vehicle("ground_ambulance", count=400)),
    Row("fronts[].distances_km.role_2_to_csu", scarce() | {"fronts": [
        front | {"distances_km": FORCES["distances_km"] | {"role_2_to_csu": 60}} for front in scarce()["fronts"]
    ]}, leg_minutes("CSU"), 1, scarce()),
    Row("fronts[].facilities[].tables", with_facility("ROLE_2", tables=0),
        count("visits", (pl.col("role") == "ROLE_2") & pl.col("surgery_from").is_not_null()), -1),
    Row("fronts[].vehicles[].kind", with_vehicle("helicopter", kind="bus"),
        count("visits", pl.col("vehicle_id").str.contains("helicopter")), -1),
    Row("fronts[].vehicles[].speed_kmh", with_vehicle("ground_ambulance", speed_kmh=20), leg_minutes("ROLE_1"), 1),
    Row("fronts[].distances_km.poi_to_role_1", with_distance(poi_to_role_1=40), leg_minutes("ROLE_1"), 1),
    Row("fronts[].distances_km.role_1_to_role_2", with_distance(role_1_to_role_2=90), leg_minutes("ROLE_2"), 1),
    Row("fronts[].distances_km.role_2_to_role_3", with_distance(role_2_to_role_3=200), leg_minutes("ROLE_3"), 1),
    Row("fronts[].distances_km.role_3_to_role_4", with_distance(role_3_to_role_4=2000), leg_minutes("ROLE_4"), 1),
    Row("evacuation_policy.role_1_days", {"evacuation_policy": {"role_1_days": 20}},
        count("fates", returned & (pl.col("outcome_role") == "ROLE_1")), 1),
    Row("evacuation_policy.role_2_days", {"evacuation_policy": {"role_2_days": 30}},
        count("fates", returned & (pl.col("outcome_role") == "ROLE_2")), 1),
    Row("evacuation_policy.role_3_days", {"evacuation_policy": {"role_3_days": 3}},
        count("fates", returned & (pl.col("outcome_role") == "ROLE_3")), -1),
    Row("evacuation_policy.air_for", {"evacuation_policy": {"air_for": ["T1", "T2"]}},
        count("visits", pl.col("vehicle_id").str.contains("helicopter")), 1),
    Row("evacuation_policy.expectant", PRESSED | {"evacuation_policy": {"expectant": "last"}},
        count("visits", pl.col("triage") == "T4"), 1, PRESSED),
    Row("identity_numbers", {"identity_numbers": "valid"},
        count("patients", (pl.col("nation") == "FIN") & (pl.col("national_id").str.slice(7, 1) != "9")), 1),
    Row("religion", {"religion": True}, count("patients", pl.col("religion").is_not_null()), 1),
    Row("next_of_kin", {"next_of_kin": True}, count("patients", pl.col("next_of_kin_name").is_not_null()), 1),
    Row("torture", {"torture": True}, count("patients", pl.col("edge_case").is_not_null()), 1),
    Row("overrides.triage_weights", override(triage_weights={"BATTLE": {"T1": 0.9, "T2": 0.1}}), count("patients", t1), 1),
    Row("overrides.mechanism_weights", override(mechanism_weights={"BATTLE": {"gunshot": 1.0}}),
        count("patients", pl.col("mechanism") == "gunshot"), 1),
    Row("overrides.hourly_weights", override(hourly_weights={"conventional": [0.0] * 12 + [1.0] * 12}),
        incident_casualties(pl.col("at").dt.hour() >= 12), 1),
    Row("overrides.daily_weights", override(daily_weights=[1, 1, 1, 1, 1, 1, 1, 20]),
        incident_casualties(pl.col("at").dt.day() == 8), 1),
    Row("overrides.mass_casualty_share", override(mass_casualty_share={"conventional": 0.9}),
        incident_casualties(pl.col("is_mass_casualty")), 1),
    Row("overrides.care_transitions[].from_role", override(care_transitions=ALL_HOME),
        count("visits", (pl.col("role") == "ROLE_4") & (pl.col("visit_no") == 1)), 1),
    Row("overrides.care_transitions[].triage", override(care_transitions=[ALL_HOME[0] | {"triage": "T2"}]),
        count("visits", (pl.col("role") == "ROLE_4") & (pl.col("visit_no") == 1)), 1),
    Row("overrides.care_transitions[].to", override(care_transitions=[ALL_HOME[0] | {"to": "ROLE_3"}]),
        count("visits", (pl.col("role") == "ROLE_3") & (pl.col("visit_no") == 1)), 1),
    Row("overrides.care_transitions[].probability",
        override(care_transitions=[ALL_HOME[0] | {"probability": 0.2}, ALL_HOME[0] | {"to": "RTD", "probability": 0.8}]),
        count("visits", (pl.col("role") == "ROLE_4") & (pl.col("visit_no") == 1)), -1,
        override(care_transitions=ALL_HOME)),
    Row("overrides.stay_hours[].role", override(stay_hours=[LONG_STAY[0] | {"role": "ROLE_1"}]), stay_hours("ROLE_1"), 1),
    Row("overrides.stay_hours[].triage", override(stay_hours=LONG_STAY), stay_hours("ROLE_2"), 1),
    Row("overrides.stay_hours[].shortest", override(stay_hours=[LONG_STAY[0] | {"shortest": 79}]), stay_hours("ROLE_2"), 1,
        override(stay_hours=LONG_STAY)),
    Row("overrides.first_aid_minutes.shortest", override(first_aid_minutes={"shortest": 80, "longest": 90}),
        count("patients", dead), 1, override(first_aid_minutes={"shortest": 1, "longest": 90})),
    Row("overrides.first_aid_minutes.longest", override(first_aid_minutes={"shortest": 1, "longest": 240}),
        count("patients", dead), 1, override(first_aid_minutes={"shortest": 1, "longest": 5})),
    Row("overrides.reoperation_share", override(reoperation_share=1.0), operations_at("ROLE_3"), 1,
        override(reoperation_share=0.0)),
    Row("overrides.withheld_interventions", override(withheld_interventions=["tourniquet"]), count("patients", dead), 1),
    Row("overrides.stay_hours[].longest", override(stay_hours=[LONG_STAY[0] | {"longest": 200}]), stay_hours("ROLE_2"), 1,
        override(stay_hours=LONG_STAY)),
]  # fmt: skip


@cache
def found(document: str) -> Tables:
    """All tables of an exercise."""
    return tables(exercise(**json.loads(document)))


def measured(row: Row, changes: dict[str, Any]) -> float:
    """The measure of a row in the base scenario with changes."""
    return row.measure(found(json.dumps(BASE | changes, sort_keys=True)))


def test_every_knob_has_a_row():
    rows = {row.knob for row in ROWS}

    assert set(knobs()) == rows | WITHOUT_A_MEASURE


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.knob)
def test_a_knob_moves_its_measure_in_its_direction(row: Row):
    before, after = measured(row, row.base), measured(row, row.base | row.change)

    assert before != after
    assert row.direction == 0 or (after > before) == (row.direction > 0)
