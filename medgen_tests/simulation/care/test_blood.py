"""Blood as a finite supply: who can take whose, what a transfusion takes, and what running out does."""

from functools import cache
from itertools import pairwise, product
from typing import Any

import numpy as np
import polars as pl
import pytest

from medgen_assets.scenario.forces import Blood
from medgen_assets.simulation import engine
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.flow.blood import take_units
from medgen_assets.simulation.care.memory import blood_stock
from medgen_assets.simulation.care.needs import needs
from medgen_assets.simulation.care.transfusion import antigens
from medgen_assets.vocabulary import BloodGroup
from medgen_tests.simulation.care.test_laws import CHANGES, CROWDED, NOISE, PLENTY, deaths, front
from medgen_tests.simulation.exercises import exercise, tables

CAN_GIVE = {
    "O-": {"O-", "O+", "A-", "A+", "B-", "B+", "AB-", "AB+"},
    "O+": {"O+", "A+", "B+", "AB+"},
    "A-": {"A-", "A+", "AB-", "AB+"},
    "A+": {"A+", "AB+"},
    "B-": {"B-", "B+", "AB-", "AB+"},
    "B+": {"B+", "AB+"},
    "AB-": {"AB-", "AB+"},
    "AB+": {"AB+"},
}
"""Whose red cells whom can be given. Source: the compatibility table of every blood bank."""
UNITS = 10
STOCK = 100


def memory(**units: Any) -> list[int]:
    """A memory with one stock of blood at address STOCK."""
    row = [0] * 200
    row[layout.TRANSFUSION] = UNITS
    row[STOCK : STOCK + layout.STOCK_SIZE] = blood_stock(Blood(**units)).tolist()
    return row


@pytest.mark.parametrize(("giver", "taker"), list(product(CAN_GIVE, CAN_GIVE)))
def test_red_cells_go_to_those_who_can_take_them_and_to_nobody_else(giver: str, taker: str):
    kept = memory(red_cells={giver: UNITS}, plasma=UNITS, platelets=UNITS)

    assert take_units(kept, STOCK, antigens(BloodGroup(taker))) == (taker in CAN_GIVE[giver])


@pytest.mark.parametrize("taker", CAN_GIVE)
def test_everybody_can_take_whole_blood_and_it_is_taken_first(taker: str):
    kept = memory(whole_blood=UNITS, red_cells={"O-": UNITS}, plasma=UNITS, platelets=UNITS)

    assert take_units(kept, STOCK, antigens(BloodGroup(taker)))
    assert kept[STOCK + layout.WHOLE] == 0
    assert kept[STOCK + layout.PLASMA] == UNITS


@pytest.mark.parametrize("missing", ["plasma", "platelets", "red_cells"])
def test_without_one_component_nothing_is_taken(missing: str):
    full: dict[str, Any] = {"red_cells": {"O-": UNITS}, "plasma": UNITS, "platelets": UNITS}
    kept = memory(**{name: units for name, units in full.items() if name != missing})
    before = list(kept)

    assert not take_units(kept, STOCK, 7)
    assert kept == before


def test_the_own_group_is_taken_before_that_which_everybody_can_take():
    kept = memory(red_cells={"O-": UNITS, "A+": UNITS // 2}, plasma=UNITS, platelets=UNITS)
    take_units(kept, STOCK, antigens(BloodGroup("A+")))

    assert kept[STOCK + layout.RED + antigens(BloodGroup("A+"))] == 0
    assert kept[STOCK + layout.RED + antigens(BloodGroup("O-"))] == UNITS // 2


def with_blood(**units: Any) -> list[dict[str, Any]]:
    """The crowded front whose every facility in theatre counts its blood."""
    rows = [row | {"blood": units} for row in CROWDED[0]["facilities"]]
    return front(facilities=rows)


SOON: dict[str, Any] = {
    "overrides": {
        "stay_hours": [
            {"role": "POI", "triage": category, "shortest": 0.1, "longest": 0.3}
            for category in ("T1", "T2", "T3", "T4")
        ]
    }
}
"""Casualties are picked up within twenty minutes, so that many who bleed come to care alive."""


@cache
def deaths_by(units: int | None, days: float = 365.0) -> int:
    """Deaths with plenty of everything but so much whole blood a facility; None is as much as is needed."""
    stock = {} if units is None else {"blood": {"whole_blood": units, "resupply_days": days}}
    near = {"distances_km": {"poi_to_role_1": 3, "role_1_to_role_2": 8}}
    rows = [row | stock for row in PLENTY[0]["facilities"]]
    return deaths(fronts=[PLENTY[0] | near | {"facilities": rows}], total_patients=5000, **SOON)


def test_as_much_blood_as_is_needed_is_the_default():
    assert deaths_by(10**6) == deaths_by(None)


def test_without_blood_more_die_than_with_plenty():
    assert deaths_by(0) > deaths_by(None)


def test_more_blood_never_costs_lives_beyond_noise():
    found = [deaths_by(units) for units in (0, 400, 10**6)]

    assert all(more <= less + NOISE for less, more in pairwise(found))


def test_supply_twice_a_day_never_costs_lives_beyond_noise():
    assert deaths_by(400, 0.5) <= deaths_by(400) + NOISE


def test_about_every_fifth_of_the_wounded_is_transfused():
    asked = exercise(
        **(CHANGES | {"total_patients": 6000, "fronts": with_blood(whole_blood=10)}),
        warfare_types={"conventional": 1.0},
    )
    rows = needs(asked, engine.casualty_events(asked), np.arange(6000)).rows
    flags, death, injured, ready = (
        rows[:, layout.HURT_FIELDS.index(name)] for name in ("flags", "death", "injured", "ready")
    )
    wounded = death > np.maximum(ready, injured)

    assert 0.17 < (flags[wounded] & layout.NEEDS_BLOOD > 0).mean() < 0.27


def test_the_group_that_blood_is_chosen_for_is_the_group_of_the_record():
    changes = CHANGES | {"fronts": with_blood(whole_blood=10)}
    asked = exercise(**changes)
    rows = needs(asked, engine.casualty_events(asked), np.arange(1200)).rows
    groups = rows[:, layout.HURT_FIELDS.index("flags")] >> layout.BLOOD_BITS & layout.ANTIGENS
    recorded = tables(asked)["patients"]["blood_group"]

    assert groups.tolist() == [antigens(BloodGroup(group)) for group in recorded]


def test_blood_that_is_counted_changes_nobodys_injuries_or_records_of_person():
    counted, taken = (
        tables(exercise(**(CHANGES | {"fronts": fronts}))) for fronts in (with_blood(whole_blood=10), CROWDED)
    )
    same = ["family_name", "blood_group", "iss", "triage_initial", "injured_at"]

    assert counted["patients"].select(same).equals(taken["patients"].select(same))
    assert counted["injuries"].equals(taken["injuries"])
    assert isinstance(counted["patients"], pl.DataFrame)
