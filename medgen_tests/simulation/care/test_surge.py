"""Further beds that facilities open under pressure: after a notice, no more than there are, and at a cost."""

from datetime import datetime, timedelta
from functools import cache
from typing import Any

import polars as pl
import pytest

from medgen_assets.errors import BadInput
from medgen_assets.scenario.forces import SURGE_NOTICE_HOURS
from medgen_assets.simulation import engine, occupancy
from medgen_assets.simulation.care.load import FacilityLoads
from medgen_tests.simulation.care.test_laws import (
    CHANGES,
    NOISE,
    crowded_deaths,
    deaths,
    facilities,
    front,
    visits,
)
from medgen_tests.simulation.care.test_machine_code import CROWDED
from medgen_tests.simulation.exercises import exercise, scenario, tables

BEDS = {"ROLE_1": 10, "ROLE_2": 20, "CSU": 10, "ROLE_3": 60}


def surging(share: float = 1.0, **changes: Any) -> list[dict[str, Any]]:
    """The crowded front whose facilities open a share of so many further beds."""
    rows = [
        row | {"surge": {"beds": max(1, round(BEDS[row["role"]] * share))} | changes}
        for row in CROWDED[0]["facilities"]
    ]
    return front(facilities=rows)


@cache
def found() -> dict[str, pl.DataFrame]:
    """All tables of the crowded exercise with further beds."""
    return tables(exercise(**(CHANGES | {"fronts": surging()})))


def bed_wait(fronts: list[dict[str, Any]], patients: int = 1200) -> float:
    """Hours that everybody together waits for a bed at the door."""
    rows = visits(fronts=fronts, total_patients=patients).filter(pl.col("arrived") >= 0)
    until = pl.when(pl.col("bed_from") >= 0).then(pl.col("bed_from")).otherwise(pl.col("left"))
    return float(rows.select((until - pl.col("arrived")).sum()).item()) / 3600


@pytest.mark.parametrize("share", [0.3, 1.0, 4.0])
def test_further_beds_never_cost_lives_beyond_noise(share: float):
    assert deaths(fronts=surging(share)) <= crowded_deaths() + NOISE


def test_further_beds_shorten_the_wait_for_a_bed():
    none, some, many = bed_wait(CROWDED), bed_wait(surging(0.3)), bed_wait(surging())

    assert none > some > many


def test_the_later_they_open_the_longer_the_wait():
    late, soon = (bed_wait(surging(notice_hours=hours), patients=150) for hours in (30.0, 0.0))

    assert late > soon


def test_worse_care_in_them_saves_nobody_beyond_noise():
    assert deaths(fronts=surging(quality=0.0)) >= deaths(fronts=surging(quality=1.0)) - NOISE


def test_no_more_beds_are_used_than_there_are_with_the_further_ones_and_some_of_those_are():
    used = occupancy.uses(found()["resource_stays"])

    assert "surge_bed" in set(used["resource_kind"])
    assert occupancy.used_twice(used).is_empty()
    assert occupancy.used_beyond(used, found()["facilities"], found()["vehicles"]).is_empty()


def test_the_checks_of_capacity_see_further_beds_that_nobody_gave():
    used = occupancy.uses(found()["resource_stays"])
    without = found()["facilities"].with_columns(surge_beds=pl.lit(0, dtype=pl.Int64))

    assert not occupancy.used_beyond(used, without, found()["vehicles"]).is_empty()


def test_nobody_lies_in_a_further_bed_before_the_notice_has_passed():
    lying = found()["resource_stays"].filter(pl.col("resource_kind") == "surge_bed")
    first = found()["visits"]["wanted_at"].min()
    assert isinstance(first, datetime)

    assert (lying["from"] >= first + timedelta(hours=SURGE_NOTICE_HOURS)).all()


def test_the_load_of_a_facility_counts_the_further_beds():
    asked = exercise(**(CHANGES | {"fronts": surging()}))
    loads = FacilityLoads(asked)
    loads.add(engine.journal_of(asked, engine.casualty_events(asked)))
    load = pl.concat(loads.tables())
    known = dict(found()["facilities"].select("facility_id", pl.col("beds") + pl.col("surge_beds")).rows())

    assert all(known[name] == beds for name, beds in load.select("facility_id", "beds").rows() if beds)
    assert load.filter(pl.col("beds_in_use_max") > pl.col("beds")).is_empty()


def test_facilities_that_are_not_pressed_open_none():
    plenty = facilities("ROLE_1", beds=2000, surge={"beds": 5})
    rows = tables(exercise(**(CHANGES | {"fronts": plenty})))["resource_stays"]

    assert "surge_bed" not in set(rows["resource_kind"])


def test_the_hospital_at_home_needs_no_further_beds():
    with pytest.raises(BadInput) as refusal:
        scenario(**(CHANGES | {"fronts": front(facilities=[*CROWDED[0]["facilities"], HOME])}))

    assert [problem.path for problem in refusal.value.problems] == ["fronts[0].facilities[4].surge"]


HOME = {"role": "ROLE_4", "count": 1, "surge": {"beds": 5}}
