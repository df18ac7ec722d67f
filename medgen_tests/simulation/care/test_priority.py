"""National priority: one's own go first where they are treated, within a category, and nobody is lost by it."""

from functools import cache
from typing import Any

import numpy as np
import polars as pl
import pytest

from medgen_assets.errors import BadInput
from medgen_assets.simulation import engine, occupancy
from medgen_assets.simulation.comparison.arms import DEATHS
from medgen_assets.simulation.demographics import drawn_nations
from medgen_tests.simulation.care.test_laws import CHANGES, NOISE
from medgen_tests.simulation.care.test_machine_code import CROWDED
from medgen_tests.simulation.exercises import exercise, scenario, tables

NATIONS = {"EST": 50, "FIN": 50}


def two_nations(**changes: Any) -> list[dict[str, Any]]:
    """The crowded front of two nations, whose facilities Estonia runs."""
    return [CROWDED[0] | {"nations": NATIONS} | changes]


@cache
def journal(nations: str, priority: str) -> engine.Journal:
    """The journal of the crowded exercise with one nation or two, under a priority."""
    fronts = two_nations(priority=priority) if nations == "two" else [CROWDED[0] | {"priority": priority}]
    asked = exercise(**(CHANGES | {"fronts": fronts}))
    return engine.journal_of(asked, engine.casualty_events(asked))


@cache
def found(priority: str) -> dict[str, pl.DataFrame]:
    """All tables of the crowded exercise of two nations."""
    return tables(exercise(**(CHANGES | {"fronts": two_nations(priority=priority)})))


def bed_hours(priority: str, nation: str, category: str = "T2") -> float:
    """Mean hours of a nation's casualties of a category at the door of Role 1 before they get a bed or leave."""
    people = found(priority)["patients"].filter(pl.col("nation") == nation).select("patient_id")
    rows = found(priority)["visits"].filter(
        (pl.col("role") == "ROLE_1") & (pl.col("triage") == category) & pl.col("arrived_at").is_not_null()
    )
    end = pl.coalesce("bed_from", "left_at")
    waited = rows.join(people, on="patient_id").select((end - pl.col("arrived_at")).dt.total_seconds())
    return float(waited.to_series().mean() or 0.0) / 3600  # type: ignore[arg-type]


def test_with_one_nation_priority_changes_nothing():
    one, other = journal("one", "coalition"), journal("one", "national_first")

    assert all(np.array_equal(a, b) for a, b in zip(one.tables(), other.tables(), strict=True))


def test_with_two_nations_somebody_waits_otherwise():
    one, other = journal("two", "coalition"), journal("two", "national_first")

    assert not np.array_equal(one.visits, other.visits)


def test_everybody_still_has_one_fate_and_capacity_holds():
    used = occupancy.uses(found("national_first")["resource_stays"])

    assert sorted(found("national_first")["fates"]["patient_id"]) == list(range(1200))
    assert occupancy.used_twice(used).is_empty()
    assert occupancy.used_beyond(
        used, found("national_first")["facilities"], found("national_first")["vehicles"]
    ).is_empty()


def test_ones_own_wait_less_than_others_where_they_waited_alike():
    before = bed_hours("coalition", "EST") - bed_hours("coalition", "FIN")
    after = bed_hours("national_first", "EST") - bed_hours("national_first", "FIN")

    assert abs(before) < 3
    assert after < before - 5


def test_the_others_are_first_where_they_run_the_facilities():
    rows = [row | {"nation": "FIN"} for row in CROWDED[0]["facilities"]]
    asked = exercise(**(CHANGES | {"fronts": two_nations(priority="national_first", facilities=rows)}))
    other = engine.journal_of(asked, engine.casualty_events(asked))

    assert not np.array_equal(other.visits, journal("two", "national_first").visits)


def test_the_immediate_go_before_all_others_of_whatever_nation():
    t1, t2 = (bed_hours("national_first", "FIN", name) for name in ("T1", "T2"))
    own = bed_hours("national_first", "EST", "T2")

    assert t1 < own < t2


def test_the_immediate_get_beds_in_the_order_in_which_they_came_of_whatever_nation():
    waited = found("national_first")["visits"].filter(
        (pl.col("triage") == "T1") & (pl.col("bed_from") > pl.col("arrived_at"))
    )
    in_turn = waited.sort("facility_id", "arrived_at", "patient_id").with_columns(
        before=pl.col("bed_from").shift(1).over("facility_id")
    )

    assert len(waited) > 50
    assert in_turn.filter(pl.col("bed_from") < pl.col("before")).is_empty()


def test_priority_moves_deaths_between_nations_and_hardly_makes_any():
    died = [
        int(np.isin(journal("two", name).fates[:, 3], DEATHS).sum())
        for name in ("coalition", "national_first")
    ]

    assert abs(died[1] - died[0]) <= NOISE


def test_the_nation_that_goes_first_is_the_one_of_the_record():
    asked = exercise(**(CHANGES | {"fronts": two_nations()}))
    people = found("coalition")["patients"]

    assert (
        drawn_nations(asked, np.arange(1200), np.full(1200, "north")).tolist() == people["nation"].to_list()
    )
    assert asked.fronts[0].name == "north"


def test_a_nation_that_is_none_is_refused():
    rows = [row | {"nation": "XYZ"} for row in CROWDED[0]["facilities"][:1]]

    with pytest.raises(BadInput) as refusal:
        scenario(**(CHANGES | {"fronts": two_nations(facilities=rows)}))
    assert [problem.path for problem in refusal.value.problems] == ["fronts[0].facilities[0].nation"]
