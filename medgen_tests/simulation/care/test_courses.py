"""The course without care: what kills whom, how fast, and what comes later."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.course import CAUSES, course
from medgen_assets.simulation import engine
from medgen_assets.simulation.hurt import Hurt, hurt
from medgen_assets.simulation.injuries.catalogue import REGIONS
from medgen_assets.vocabulary import LethalCause
from medgen_tests.simulation.exercises import exercise

ALL_BATTLE = {"battle": 1.0, "non_battle": 0.0, "disease": 0.0}
CHEMICAL = {"battle": 0.0, "non_battle": 0.0, "disease": 1.0}


@cache
def battle() -> Hurt:
    """Twenty thousand battle casualties."""
    return casualties(injury_mix=ALL_BATTLE)


@cache
def chemical() -> Hurt:
    """Twenty thousand casualties of an agent."""
    return casualties(injury_mix=CHEMICAL, warfare_types={"cbrn": 1.0})


def casualties(**changes: object) -> Hurt:
    asked = exercise(total_patients=20_000, **changes)
    return hurt(asked, engine.casualty_events(asked), np.arange(20_000))


def dying_of(known: Hurt, cause: LethalCause) -> NDArray[np.bool_]:
    """Who would die of a cause without care, the killed outright excepted."""
    courses = known.courses
    return courses.is_lethal & (courses.cause == CAUSES.index(cause)) & ~known.tables.is_outright


def median(cause: LethalCause, severity: int) -> float:
    """Median minutes to death of a cause at a severity."""
    those = dying_of(battle(), cause) & (battle().tables.severity[:, 0] == severity)
    return float(np.median(battle().courses.death_minutes[those]))


def test_every_wound_of_battle_has_its_causes_of_death():
    found = {CAUSES[number] for number in battle().courses.cause[battle().courses.is_lethal]}
    elsewhere = {LethalCause.NERVE_AGENT, LethalCause.EXPOSURE, LethalCause.ILLNESS}

    assert found == set(LethalCause) - elsewhere


def test_limb_bleeders_bleed_from_a_limb():
    limbs = {REGIONS.index("UPPER_EXTREMITY"), REGIONS.index("LOWER_EXTREMITY")}
    those = dying_of(battle(), LethalCause.HEMORRHAGE_LIMB)

    assert set(battle().tables.region[those, 0]) <= limbs


def test_a_torn_limb_artery_kills_within_the_hour_and_a_bleeding_trunk_more_slowly():
    limb = median(LethalCause.HEMORRHAGE_LIMB, 4)
    trunk = median(LethalCause.HEMORRHAGE_NONCOMPRESSIBLE, 4)

    assert 30 < limb < 70
    assert trunk > 2 * limb


def test_the_times_of_a_cause_have_the_median_of_the_reference():
    known = course().untreated_minutes[LethalCause.HEMORRHAGE_LIMB]

    assert abs(median(LethalCause.HEMORRHAGE_LIMB, 4) / known[4] - 1) < 0.15


def test_sepsis_kills_after_days_and_never_within_two():
    septic = dying_of(battle(), LethalCause.SEPSIS)
    days = battle().courses.death_minutes[septic] / 1440

    assert septic.sum() > 50
    assert days.min() >= 2
    assert 4 < np.median(days) < 8


def test_only_serious_wounds_turn_septic():
    septic = dying_of(battle(), LethalCause.SEPSIS) | battle().courses.is_septic

    assert battle().tables.severity[septic, 0].min() >= 3


def test_no_minor_wound_bleeds_to_death():
    minor = battle().tables.severity[:, 0] <= 1

    assert not battle().courses.is_lethal[minor].any()


def test_the_highest_dosage_of_nerve_agent_kills_nine_of_ten_and_the_lower_three_nobody():
    courses = chemical().courses
    share = {band: courses.is_lethal[courses.dosage_band == band].mean() for band in range(1, 7)}

    assert abs(share[6] - 0.9) < 0.03
    assert share[1] == share[2] == share[3] == 0
    assert share[4] < share[5] < share[6]


def test_nine_of_ten_who_die_of_the_highest_dosage_are_dead_by_minute_21():
    courses = chemical().courses
    minutes = courses.death_minutes[courses.is_lethal & (courses.dosage_band == 6)]

    assert abs((minutes <= 21).mean() - 0.9) < 0.03


def test_exposure_to_an_agent_is_never_beyond_care():
    assert not chemical().courses.is_unsurvivable[chemical().is_exposed].any()


def test_who_was_not_exposed_inhaled_nothing():
    assert not battle().courses.dosage_band.any()
