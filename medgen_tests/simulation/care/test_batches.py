"""Buses and flights home go when enough are together, or when the first has waited long enough, and no later."""

from datetime import timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from medgen_assets.reference.operations import finite_means
from medgen_tests.simulation.care.test_laws import PLENTY
from medgen_tests.simulation.exercises import exercise, tables

SEATS = 30
MEANS = finite_means()
RULES = {
    "bus": (MEANS.bus_batch, timedelta(minutes=MEANS.bus_hold_minutes)),
    "strategic-aircraft": (
        round(2 * SEATS * MEANS.flight_batch_share),
        timedelta(minutes=MEANS.flight_hold_minutes),
    ),
}
"""By kind of vehicle: how many are enough, and the longest wait for company."""
VEHICLES: list[dict[str, Any]] = [
    *PLENTY[0]["vehicles"][:2],
    {"kind": "bus", "count": 2000},
    {"kind": "strategic_aircraft", "count": 2000, "litter": SEATS, "walking": SEATS},
]
UPWARD = [("ROLE_1", "ROLE_2"), ("ROLE_2", "ROLE_3")]
LIGHT: dict[str, Any] = {
    "total_patients": 3000,
    "days": 2,
    "fronts": [PLENTY[0] | {"vehicles": VEHICLES}],
    "injury_mix": {"battle": 1.0, "non_battle": 0.0, "disease": 0.0},
    "evacuation_policy": {"role_1_days": 0, "role_2_days": 0, "role_3_days": 0},
    "overrides": {
        "triage_weights": {"BATTLE": {"T1": 0.1, "T2": 0.2, "T3": 0.7}},
        "care_transitions": [
            {"from_role": origin, "triage": "T3", "to": to, "probability": 1.0} for origin, to in UPWARD
        ],
    },
}
"""Most are lightly hurt and go up the whole chain, with vehicles in plenty."""


@cache
def rides() -> pl.DataFrame:
    """Rides between facilities: by what, how many aboard, and how long the first and the last had waited."""
    moved = tables(exercise(**LIGHT))["visits"].filter(
        (pl.col("visit_no") > 0) & pl.col("vehicle_id").is_not_null()
    )
    named = moved.with_columns(pl.col("vehicle_id").cast(pl.String))
    wait = pl.col("departed_at") - pl.col("wanted_at")
    return named.group_by("vehicle_id", "departed_at").agg(
        aboard=pl.len(), waited=wait.max(), least=wait.min()
    )


def of_kind(kind: str) -> pl.DataFrame:
    """The rides of a kind of vehicle."""
    return rides().filter(pl.col("vehicle_id").str.contains(kind))


@pytest.mark.parametrize("kind", RULES)
def test_nobody_waits_longer_for_company_than_the_rule_says(kind: str):
    assert len(of_kind(kind)) > 20
    assert (of_kind(kind)["waited"] <= RULES[kind][1]).all()


@pytest.mark.parametrize("kind", RULES)
def test_what_goes_sooner_has_enough_aboard(kind: str):
    enough, hold = RULES[kind]
    sooner = of_kind(kind).filter(pl.col("waited") < hold)

    assert len(sooner) > 5
    assert (sooner["aboard"] >= enough).all()


@pytest.mark.parametrize("kind", ["ground-ambulance", "helicopter"])
def test_other_vehicles_go_at_once_for_whom_they_are_called(kind: str):
    """Who waits for a bus to the same place comes along."""
    assert (of_kind(kind)["least"] == timedelta(0)).all()
