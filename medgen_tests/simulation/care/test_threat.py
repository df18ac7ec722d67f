"""Trips that are attacked take twice as long, and their vehicles never come back."""

import polars as pl

from medgen_assets.simulation import occupancy
from medgen_tests.simulation.care.test_laws import CHANGES, vehicles, visits
from medgen_tests.simulation.exercises import exercise, tables


def rides(share: float) -> pl.DataFrame:
    """Visits that were ridden to by ambulance, with 12 of them and a share of trips attacked."""
    fronts = vehicles("ground_ambulance", count=12, attacked_share=share)
    return visits(fronts=fronts).filter((pl.col("vehicle") >= 0) & (pl.col("vehicle") < 12))


def test_with_every_trip_attacked_each_ambulance_makes_one():
    trips = rides(1.0).select("vehicle", "departed").unique()

    assert trips["vehicle"].is_unique().all()
    assert len(trips) == 12


def test_without_attacks_each_makes_many():
    assert rides(0.0).select("vehicle", "departed").unique().group_by("vehicle").len()["len"].min() > 10


def test_first_legs_take_twice_as_long_when_attacked():
    def first_leg(share: float) -> int:
        legs = rides(share).filter(pl.col("visit_no") == 0).sort("departed", "patient_id").head(1)
        return int((legs["arrived"] - legs["departed"])[0])

    assert first_leg(1.0) == 2 * first_leg(0.0)


def test_capacity_holds_under_attack():
    fronts = vehicles("ground_ambulance", count=12, attacked_share=0.3)
    made = tables(exercise(**(CHANGES | {"fronts": fronts})))
    used = occupancy.uses(made["resource_stays"])

    assert occupancy.used_twice(used).is_empty()
    assert occupancy.used_beyond(used, made["facilities"], made["vehicles"]).is_empty()
    assert len(made["fates"]) == 1200
