"""Two scenarios with the same casualties are told from two without, and what came of them adds up."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from medgen_assets.errors import BadInput
from medgen_assets.simulation import engine
from medgen_assets.simulation.comparison.arms import Arm, arm
from medgen_assets.simulation.comparison.measures import measured, most_at_once
from medgen_assets.simulation.comparison.replications import document, replicated
from medgen_assets.simulation.comparison.turned import STAGES, turned
from medgen_assets.simulation.comparison.twins import refuse_other_casualties
from medgen_assets.simulation.hurt import hurt
from medgen_tests.acceptance.test_knobs import BASE, ROWS, WITHOUT_A_MEASURE, Row
from medgen_tests.simulation.care.test_laws import CHANGES, vehicles
from medgen_tests.simulation.exercises import exercise, scenario

FEW = {"fronts": vehicles("ground_ambulance", count=1)}
LONG = CHANGES | {"total_patients": 6000, "days": 15}
"""Five times as long at the same load, so that some forty lives hang on the ambulances."""


@cache
def arms() -> tuple[Arm, Arm]:
    """The crowded exercise, and the same with one ambulance."""
    first, second = exercise(**LONG), exercise(**(LONG | FEW))
    events = engine.casualty_events(first)
    return arm(first, events), arm(second, events)


def refused(change: dict[str, Any], base: dict[str, Any]) -> list[str]:
    """The paths that the comparison of the base with a change of it refuses."""
    try:
        refuse_other_casualties(scenario(**(BASE | base)), scenario(**(BASE | base | change)))
    except BadInput as error:
        return [problem.path for problem in error.problems]
    return []


def fingerprint_of_the_hurt(changes: dict[str, Any]) -> list[Any]:
    """When, where and how badly everybody is hurt."""
    asked = exercise(**(BASE | changes))
    events = engine.casualty_events(asked)
    known = hurt(asked, events, np.arange(asked.scenario.total_patients))
    tables, courses = known.tables, known.courses
    figures = (known.injured, tables.condition, tables.severity, tables.mechanism, courses.death_minutes)
    return [events.write_json(), *(figure.tobytes() for figure in figures)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.knob)
def test_a_knob_that_is_let_through_changes_nobodys_injuries(row: Row):
    if row.knob == "seed" or refused(row.change, row.base):
        return

    assert fingerprint_of_the_hurt(row.base) == fingerprint_of_the_hurt(row.base | row.change)


def test_knobs_of_means_and_rules_of_care_are_let_through_and_those_of_the_fighting_are_not():
    through = {row.knob.split("[")[0].split(".")[0] for row in ROWS if not refused(row.change, row.base)}
    stopped = {row.knob.split("[")[0].split(".")[0] for row in ROWS if refused(row.change, row.base)}

    assert through >= {"fronts", "evacuation_policy", "overrides", "follow_up_days"}
    assert stopped >= {
        "total_patients",
        "warfare_types",
        "intensity",
        "environment",
        "injury_mix",
        "overrides",
    }
    assert not through & WITHOUT_A_MEASURE


def test_the_refusal_names_every_field_and_both_values():
    with pytest.raises(BadInput) as refusal:
        refuse_other_casualties(scenario(), scenario(days=3, intensity="high", daily_rate_cv=0.1))

    assert {problem.path for problem in refusal.value.problems} == {"days", "intensity", "daily_rate_cv"}
    assert "8 in A and 3 in B" in str(refusal.value)


def test_an_exercise_compared_with_itself_differs_in_nothing():
    asked = scenario(**CHANGES)
    found = document(asked, asked, [replicated(asked, asked)])

    assert all(row["difference"] == 0 for row in found["differences"])
    assert found["turned"] == []


def test_lives_that_hang_on_the_difference_add_up_to_the_difference_of_deaths():
    a, b = arms()
    rows = turned(a, b)
    saved = int((rows["lives_in"] == "A").sum()) - int((rows["lives_in"] == "B").sum())

    assert saved == measured(b)["deaths"] - measured(a)["deaths"] > 0
    assert rows["patient_id"].is_unique().all()


def test_with_one_ambulance_those_who_die_of_it_waited_for_transport():
    a, b = arms()
    died = turned(a, b).filter(lives_in="A")

    assert len(died) > 30
    assert (died["because_of"] == "transport").mean() > 0.8
    assert (died["transport_dying_minutes"] >= died["transport_living_minutes"]).mean() > 0.8


def test_stages_before_death_never_add_up_to_more_than_the_life_after_injury():
    rows = turned(*arms())
    stages = sum(rows[f"{stage}_dying_minutes"] for stage in STAGES)

    assert (stages <= rows["died_after_minutes"] + 0.3).all()


def test_more_wait_at_once_for_one_ambulance_than_for_six():
    a, b = map(measured, arms())

    assert b["most waiting for transport"] > a["most waiting for transport"] > 0


def test_intervals_that_touch_are_not_at_once():
    start, end = np.array([0, 5, 5], dtype=np.int32), np.array([5, 9, 7], dtype=np.int32)

    assert most_at_once(start, end) == 2
