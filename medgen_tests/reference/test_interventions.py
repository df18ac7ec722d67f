"""The interventions name known treatments, give a reason for every figure, and lose strength with time only."""

import pytest

from medgen_assets.reference import clinical
from medgen_assets.reference.course import course
from medgen_assets.reference.interventions import Effect, effects, interventions
from medgen_assets.vocabulary import Intervention, LethalCause, Need, Role

NAMED = [f"{effect.intervention} against {effect.cause} by {'/'.join(effect.roles)}" for effect in effects()]


def test_every_treatment_named_is_one_of_the_catalogue():
    known = set(clinical.treatments()["treatment_id"])

    assert {name for effect in effects() for name in effect.treatments} <= known


def test_every_intervention_acts_against_something():
    assert {effect.intervention for effect in effects()} == set(Intervention)


def test_something_helps_against_every_cause():
    assert {effect.cause for effect in effects() if effect.stops > 0} == set(LethalCause)


def test_no_role_gives_an_intervention_twice_against_one_cause():
    given = [(effect.intervention, effect.cause, role) for effect in effects() for role in effect.roles]

    assert len(given) == len(set(given))


def test_nothing_at_the_point_of_injury_or_role_one_needs_a_table_or_intensive_care():
    forward = [effect for effect in effects() if {Role.POI, Role.ROLE_1} & set(effect.roles)]

    assert not any({Need.TABLE, Need.INTENSIVE_CARE} & set(effect.needs) for effect in forward)


@pytest.mark.parametrize("effect", effects(), ids=NAMED)
def test_strength_is_full_at_first_never_rises_and_ends_at_its_floor(effect: Effect):
    minutes = [0, effect.full_minutes, *range(1, 20_000, 97)]
    strengths = [effect.strength(minute) for minute in sorted(minutes)]

    assert strengths == sorted(strengths, reverse=True)
    assert effect.strength(effect.full_minutes) == 1.0
    assert effect.strength(20_000) == effect.floor


def test_every_assumption_gives_its_reason():
    without_reason = [
        source for source in interventions()["source"] if "assumption" in source and "because" not in source
    ]

    assert without_reason == []


def test_wounds_that_turn_septic_are_treatment_groups_of_the_catalogue():
    assert set(course().sepsis.dies_by_group) <= set(clinical.conditions()["treatment_group"])


def test_dosage_bands_rise_in_dosage_and_in_danger():
    bands = [course().bands[number] for number in range(1, 7)]

    assert [band.dosage for band in bands] == [0.2, 1.0, 6.5, 12.0, 25.0, 30.0]
    assert [band.dies for band in bands] == sorted(band.dies for band in bands)
