"""Laws of interventions: the same casualties with an intervention withheld, or with care that comes sooner or later.

There is plenty of everything, and everybody rides alone, so that no casualty's fate depends on another's.
"""

from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
import pytest

from medgen_assets.simulation import engine
from medgen_assets.simulation.care.flow.layout import DNBI_DEATH, DOW, FATE_FIELDS, KIA
from medgen_assets.simulation.hurt import hurt
from medgen_assets.vocabulary import Intervention, LethalCause
from medgen_tests.simulation.care.test_laws import PLENTY
from medgen_tests.simulation.exercises import exercise, tables

PATIENTS = 2_500
NOISE = 5
"""Deaths by which exercises may differ for no reason: whom more time makes look less urgent stays longer at Role 1.
Assumption: a fifth of a per cent."""
SINGLE = {"litter": 1, "walking": 0, "count": 3000}
KINDS = ("ground_ambulance", "helicopter", "strategic_aircraft")
NO_BUS = {"kind": "bus", "count": 0}
ALONE = [PLENTY[0] | {"vehicles": [NO_BUS, *({"kind": kind, **SINGLE} for kind in KINDS)]}]
CHANGES: dict[str, Any] = {
    "total_patients": PATIENTS,
    "days": 3,
    "injury_mix": {"battle": 1.0, "non_battle": 0.0, "disease": 0.0},
    "fronts": ALONE,
}


@cache
def dead(*withheld: str) -> frozenset[int]:
    """Who dies when some interventions are withheld."""
    return who_dies(withheld_interventions=list(withheld))


def who_dies(**overrides: Any) -> frozenset[int]:
    """Who dies under some overrides."""
    return deaths_of(CHANGES | {"overrides": overrides})


def deaths_of(changes: dict[str, Any]) -> frozenset[int]:
    """Who dies in an exercise."""
    asked = exercise(**changes)
    fates = pl.DataFrame(
        engine.journal_of(asked, engine.casualty_events(asked)).fates, schema=list(FATE_FIELDS)
    )
    return frozenset(fates.filter(pl.col("outcome").is_in([KIA, DOW, DNBI_DEATH]))["patient_id"])


@cache
def dying_of(cause: LethalCause) -> frozenset[int]:
    """Whom a cause would kill without care."""
    asked = exercise(**CHANGES)
    courses = hurt(asked, engine.casualty_events(asked), np.arange(PATIENTS)).courses
    return frozenset(np.flatnonzero(courses.is_lethal & (courses.cause == list(LethalCause).index(cause))))


def first_aid(shortest: float, longest: float) -> int:
    """How many die when first aid comes within these minutes."""
    return len(who_dies(first_aid_minutes={"shortest": shortest, "longest": longest}))


def pickup(shortest: float, longest: float) -> int:
    """How many die when everybody is picked up within these hours."""
    rows = [
        {"role": "POI", "triage": category, "shortest": shortest, "longest": longest}
        for category in ("T1", "T2", "T3", "T4")
    ]
    return len(who_dies(stay_hours=rows))


def test_without_tourniquets_exactly_limb_bleeders_die_and_everybody_else_fares_the_same():
    lost, spared = dead(Intervention.TOURNIQUET) - dead(), dead() - dead(Intervention.TOURNIQUET)

    assert len(lost) > 20
    assert lost <= dying_of(LethalCause.HEMORRHAGE_LIMB)
    assert not spared


def test_without_needles_exactly_those_with_a_tension_pneumothorax_die():
    lost = dead(Intervention.NEEDLE_DECOMPRESSION) - dead()

    assert lost
    assert lost <= dying_of(LethalCause.TENSION_PNEUMOTHORAX)


@pytest.mark.parametrize(
    "intervention",
    [
        Intervention.WHOLE_BLOOD,
        Intervention.DAMAGE_CONTROL_SURGERY,
        Intervention.DEFINITIVE_SURGERY,
        Intervention.INTENSIVE_CARE,
        Intervention.ANTIBIOTICS,
    ],
)
def test_nobody_lives_because_care_was_withheld(intervention: Intervention):
    assert len(dead(intervention)) >= len(dead()) - NOISE


def test_with_everything_withheld_all_die_who_would_die_without_care_and_when_they_would():
    asked = exercise(**CHANGES, overrides={"withheld_interventions": [str(name) for name in Intervention]})
    schedule = engine.casualty_events(asked)
    known = hurt(asked, schedule, np.arange(PATIENTS))
    fates = pl.DataFrame(engine.journal_of(asked, schedule).fates, schema=list(FATE_FIELDS)).sort(
        "patient_id"
    )
    wanted = known.injured + (known.courses.death_minutes * 60).astype(np.int64)
    died = fates["outcome"].is_in([KIA, DOW, DNBI_DEATH]).to_numpy()

    assert not (died & ~known.courses.is_lethal).any()
    assert (fates["outcome_at"].to_numpy() == wanted)[died].all()
    assert (died | ~known.courses.is_lethal | (wanted > asked.end_seconds)).mean() > 0.99


def test_antidotes_save_those_who_inhaled_most_and_nobody_else():
    chemical = CHANGES | {
        "injury_mix": {"battle": 0.0, "non_battle": 0.0, "disease": 1.0},
        "warfare_types": {"cbrn": 1.0},
        "total_patients": 1_000,
    }
    lived, lost = (
        deaths_of(chemical | {"overrides": {"withheld_interventions": names}}) for names in ([], ["antidote"])
    )
    asked = exercise(**chemical)
    bands = hurt(asked, engine.casualty_events(asked), np.arange(1_000)).courses.dosage_band
    without = sorted(lost - lived)

    assert len(without) > 10
    assert bands[without].min() >= 4
    assert (bands[without] == 6).mean() > 0.8
    assert not lived - lost


def test_first_aid_that_comes_sooner_never_costs_lives():
    found = [first_aid(1, 6), first_aid(5, 15), first_aid(15, 45), first_aid(60, 180)]

    assert all(sooner <= later + NOISE for sooner, later in pairwise(found))
    assert found[0] < found[-1] - 10 * NOISE


def test_pickup_that_comes_sooner_never_costs_lives():
    found = [pickup(0.1, 0.3), pickup(0.5, 1.5), pickup(3, 6)]

    assert all(sooner <= later + NOISE for sooner, later in pairwise(found))
    assert found[0] < found[-1] - 5 * NOISE


def test_no_record_shows_what_nobody_gives():
    found = tables(exercise(total_patients=600, overrides={"withheld_interventions": ["tourniquet"]}))
    shown = set(found["treatments"]["display"].cast(pl.String))

    assert "Limb tourniquet" not in shown
    assert "Pressure bandage" in shown
