"""Times, legs and next roles make sense to somebody who runs an evacuation chain."""

from itertools import pairwise
from math import fsum

import pytest

from medgen_assets.reference.operations import (
    care_minutes,
    care_transitions,
    distance_defaults,
    evacuation_times,
)
from medgen_assets.vocabulary import Outcome, Role, TriageCategory, VehicleKind

ORDER = (Role.POI, Role.ROLE_1, Role.ROLE_2, Role.ROLE_3, Role.ROLE_4)


def going_to(role: Role, triage: TriageCategory) -> dict[str, float]:
    """Next role of one category, by share."""
    rows = care_transitions()
    return {
        row["to"]: row["probability"] for row in rows if (row["from_role"], row["triage"]) == (role, triage)
    }


@pytest.mark.parametrize("triage", TriageCategory)
@pytest.mark.parametrize("role", Role)
def test_every_stay_has_bounds_in_order(role: Role, triage: TriageCategory) -> None:
    low, high = evacuation_times().stay_hours[role, triage]

    assert 0 < low <= high


def test_the_immediate_are_picked_up_first() -> None:
    waits = evacuation_times().waiting_for_pickup_minutes
    t1, t2, t3 = (waits[triage] for triage in (TriageCategory.T1, TriageCategory.T2, TriageCategory.T3))

    assert t1 < t2 < t3
    assert t1[1] < t2[0]


@pytest.mark.parametrize("role", [Role.ROLE_1, Role.ROLE_2, Role.ROLE_3])
def test_the_immediate_move_on_soonest(role: Role) -> None:
    stays = evacuation_times().stay_hours

    assert stays[role, TriageCategory.T1] < stays[role, TriageCategory.T2] < stays[role, TriageCategory.T3]


@pytest.mark.parametrize("triage", TriageCategory)
def test_a_staging_unit_holds_for_an_hour_at_most(triage: TriageCategory) -> None:
    assert evacuation_times().stay_hours[Role.CSU, triage][1] <= 1.0


@pytest.mark.parametrize("leg", list(pairwise(ORDER[:4])))
def test_a_helicopter_is_faster_than_an_ambulance(leg: tuple[Role, Role]) -> None:
    minutes = evacuation_times().leg_minutes

    assert minutes[*leg, VehicleKind.HELICOPTER] < minutes[*leg, VehicleKind.GROUND_AMBULANCE]


def test_the_way_home_is_flown_and_the_longest() -> None:
    minutes = evacuation_times().leg_minutes
    longest = max(minutes, key=lambda leg: minutes[leg][0])

    assert longest == (Role.ROLE_3, Role.ROLE_4, VehicleKind.STRATEGIC_AIRCRAFT)


@pytest.mark.parametrize("kind", VehicleKind)
def test_leg_times_vary_by_less_than_their_mean(kind: VehicleKind) -> None:
    assert 0 < evacuation_times().transit_cv[kind] < 1


def test_roads_are_less_predictable_than_the_air() -> None:
    variation = evacuation_times().transit_cv

    assert variation[VehicleKind.GROUND_AMBULANCE] > variation[VehicleKind.HELICOPTER]


def test_facilities_lie_ever_further_apart_towards_the_rear() -> None:
    km = distance_defaults()

    assert km["poi_to_role_1"] < km["role_1_to_role_2"] < km["role_2_to_role_3"] < km["role_3_to_role_4"]


@pytest.mark.parametrize("triage", TriageCategory)
@pytest.mark.parametrize("role", ORDER)
def test_everybody_alive_goes_somewhere(role: Role, triage: TriageCategory) -> None:
    assert fsum(going_to(role, triage).values()) == pytest.approx(1.0, abs=1e-12)


def test_nobody_moves_back_towards_the_front() -> None:
    moves = [(row["from_role"], row["to"]) for row in care_transitions() if isinstance(row["to"], Role)]

    assert all(ORDER.index(start) < ORDER.index(Role(end)) for start, end in moves)


def test_nobody_dies_of_a_table() -> None:
    destinations = {row["to"] for row in care_transitions()}

    assert destinations == {*ORDER[1:], Outcome.RTD}


def test_nobody_returns_to_duty_from_the_point_of_injury() -> None:
    assert all(Outcome.RTD not in going_to(Role.POI, triage) for triage in TriageCategory)


@pytest.mark.parametrize("role", [Role.ROLE_1, Role.ROLE_2, Role.ROLE_3])
def test_the_lighter_hurt_return_to_duty_more_often(role: Role) -> None:
    t1, t2, t3 = (going_to(role, triage)[Outcome.RTD] for triage in list(TriageCategory)[:3])

    assert t1 < t2 < t3


@pytest.mark.parametrize("role", ORDER)
def test_an_expectant_who_lives_moves_like_an_immediate(role: Role) -> None:
    assert going_to(role, TriageCategory.T4) == going_to(role, TriageCategory.T1)


def test_the_shares_are_the_published_ones_among_the_living() -> None:
    assert going_to(Role.ROLE_1, TriageCategory.T1)[Role.ROLE_2] == pytest.approx(0.75 / 0.92)


def test_a_medic_comes_later_when_many_are_hurt() -> None:
    minutes = care_minutes()

    assert minutes.medic_arrival[1] <= minutes.medic_arrival_mass_casualty[0]


def test_triage_is_quicker_than_resuscitation_and_that_than_surgery() -> None:
    minutes = care_minutes()

    assert minutes.triage[0] < minutes.damage_control_resuscitation[0] < minutes.damage_control_surgery[0]


@pytest.mark.parametrize("care", ["surgery", "long_resuscitation", "intensive_care"])
def test_the_mode_of_a_duration_lies_between_its_ends(care: str) -> None:
    low, mode, high = getattr(care_minutes(), care)

    assert 0 < low < mode < high


def test_damage_control_is_shorter_than_the_usual_operation() -> None:
    assert care_minutes().damage_control_surgery[0] < care_minutes().surgery[1]
