"""Facilities that are lost take nobody in any more, and nobody is lost with them."""

from functools import cache
from typing import Any

import polars as pl
import pytest

from medgen_assets.errors import BadInput
from medgen_assets.simulation import occupancy
from medgen_tests.simulation.care.test_laws import CHANGES, deaths, facilities
from medgen_tests.simulation.exercises import exercise, scenario, tables

DAY_2 = "2026-06-02T00:00:00Z"
BOTH_LOST = facilities("ROLE_1", lost_on_day=2, lost_count=2)
ONE_LOST = facilities("ROLE_1", lost_on_day=2)


@cache
def found(count: int) -> dict[str, pl.DataFrame]:
    """All tables of the crowded exercise in which one or both Role 1 are lost on day 2."""
    return tables(exercise(**(CHANGES | {"fronts": BOTH_LOST if count == 2 else ONE_LOST})))


def lying(role: str, number: str, count: int) -> pl.DataFrame:
    """Visits with a bed at one facility."""
    return found(count)["visits"].filter(
        pl.col("facility_id").str.ends_with(f"{role}-{number}") & pl.col("bed_from").is_not_null()
    )


def day_2() -> pl.Expr:
    """The moment of the loss."""
    return pl.lit(DAY_2).str.to_datetime(time_zone="UTC")


def test_nobody_gets_a_bed_in_a_lost_facility_and_somebody_did_before():
    beds = lying("role-1", "02", 1)

    assert len(beds) > 0
    assert beds.filter(pl.col("bed_from") >= day_2()).is_empty()


def test_the_facility_that_is_left_goes_on():
    assert len(lying("role-1", "01", 1).filter(pl.col("bed_from") >= day_2())) > 0


def test_a_role_without_any_facility_left_is_passed_over():
    visits = found(2)["visits"].filter(pl.col("departed_at") >= day_2())

    assert "ROLE_1" not in set(visits["role"])
    assert "ROLE_2" in set(visits["role"])


def test_whoever_arrives_after_the_loss_goes_on_without_a_bed():
    late = found(2)["visits"].filter((pl.col("role") == "ROLE_1") & (pl.col("arrived_at") >= day_2()))

    assert late["bed_from"].is_null().all()


@pytest.mark.parametrize("count", [1, 2])
def test_everybody_still_has_one_fate_and_capacity_holds(count: int):
    made = found(count)
    used = occupancy.uses(made["resource_stays"])

    assert sorted(made["fates"]["patient_id"]) == list(range(1200))
    assert occupancy.used_twice(used).is_empty()
    assert occupancy.used_beyond(used, made["facilities"], made["vehicles"]).is_empty()


def test_losing_a_facility_saves_nobody_beyond_noise():
    assert deaths(fronts=BOTH_LOST) >= deaths() - 6


@pytest.mark.parametrize(
    ("role", "change", "path"),
    [
        ("ROLE_1", {"lost_on_day": 9}, "fronts[0].facilities[0].lost_on_day"),
        ("ROLE_1", {"lost_on_day": 1, "lost_count": 3}, "fronts[0].facilities[0].lost_count"),
    ],
)
def test_a_loss_that_cannot_be_is_refused(role: str, change: dict[str, Any], path: str):
    with pytest.raises(BadInput) as refusal:
        scenario(**(CHANGES | {"fronts": facilities(role, **change)}))

    assert [problem.path for problem in refusal.value.problems] == [path]
