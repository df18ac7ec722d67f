"""Each type of warfare wounds at the hours, in the crowds and as badly as that kind of fighting does."""

from copy import deepcopy
from math import fsum
from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.reference.operations import WarfarePattern, expectant_share, warfare_patterns
from medgen_assets.reference.operations.sources import values_of
from medgen_assets.reference.operations.warfare import pattern_of
from medgen_assets.vocabulary import CasualtyClass, TriageCategory, WarfareType

NIGHT = (22, 23, 0, 1, 2, 3, 4, 5)
DAYLIGHT = range(6, 18)


def pattern(name: WarfareType) -> WarfarePattern:
    """One type of warfare."""
    return warfare_patterns()[name]


def share(name: WarfareType, hours: Any) -> float:
    """Share of a type's battle casualties in these hours of the day."""
    return fsum(pattern(name).hourly_weights[hour] for hour in hours) / 24


def mean(name: WarfareType, hours: Any) -> float:
    """Mean weight of these hours (1 = average hour)."""
    return share(name, hours) * 24 / len(hours)


@pytest.mark.parametrize("name", WarfareType)
def test_the_hours_of_a_day_average_one(name: WarfareType) -> None:
    assert fsum(pattern(name).hourly_weights) == pytest.approx(24.0, abs=1e-12)


@pytest.mark.parametrize("name", WarfareType)
def test_no_hour_is_impossible(name: WarfareType) -> None:
    assert min(pattern(name).hourly_weights) > 0


@pytest.mark.parametrize("name", WarfareType)
def test_no_type_is_flat_over_the_day(name: WarfareType) -> None:
    weights = pattern(name).hourly_weights

    assert max(weights) >= 2 * min(weights)


def test_all_eight_types_have_their_own_hours() -> None:
    assert len({warfare.hourly_weights for warfare in warfare_patterns().values()}) == 8


def test_conventional_attacks_come_at_dawn_and_dusk() -> None:
    peaks = (6, 7, 8, 9, 16, 17, 18, 19)

    assert share(WarfareType.CONVENTIONAL, peaks) == pytest.approx(20 / 25.2)


def test_conventional_nights_are_quieter_than_the_quiet_of_the_day() -> None:
    ratio = mean(WarfareType.CONVENTIONAL, NIGHT) / mean(WarfareType.CONVENTIONAL, range(10, 16))

    assert ratio == pytest.approx(0.3)


def test_artillery_fires_at_its_preferred_hours_and_hardly_between() -> None:
    preferred = (5, 6, 11, 12, 17, 18, 22, 23)

    assert share(WarfareType.ARTILLERY, preferred) > 0.9


def test_artillery_uses_three_of_its_four_windows_a_day() -> None:
    weights = pattern(WarfareType.ARTILLERY).hourly_weights

    assert weights[5] / weights[4] == pytest.approx((0.75 * 5.0 + 0.25 * 0.1) / 0.1)


def test_the_first_urban_assault_is_harder_than_the_second_and_both_than_the_rest() -> None:
    first, second = mean(WarfareType.URBAN, range(6, 10)), mean(WarfareType.URBAN, range(14, 17))
    rest = mean(WarfareType.URBAN, (*range(6), *range(10, 14), *range(17, 24)))

    assert first > second > 2 * rest


def test_guerrillas_prefer_dawn_and_dusk_and_rest_by_night() -> None:
    twilight = mean(WarfareType.GUERRILLA, (5, 6, 7, 17, 18, 19))
    day, night = (
        mean(WarfareType.GUERRILLA, range(8, 17)),
        mean(WarfareType.GUERRILLA, (20, 21, 22, 23, 0, 1, 2, 3)),
    )

    assert [twilight / day, night / day] == pytest.approx([1.4, 0.7])


def test_drones_strike_by_daylight() -> None:
    assert share(WarfareType.DRONE, DAYLIGHT) > 0.8


def test_loitering_drones_strike_on_into_dusk_and_late_into_dawn() -> None:
    weights = pattern(WarfareType.DRONE).hourly_weights

    assert weights[6] < weights[8]
    assert weights[18] > weights[21]


def test_landing_waves_take_ten_times_the_casualties_of_the_hours_between() -> None:
    waves = (4, 5, 6, 10, 11, 16, 17)
    between = [hour for hour in range(24) if hour not in waves]

    assert mean(WarfareType.NAVAL, waves) == pytest.approx(10 * mean(WarfareType.NAVAL, between))


def test_an_agent_strikes_first_when_it_is_released() -> None:
    weights = pattern(WarfareType.CBRN).hourly_weights

    assert min(weights[:3]) > max(weights[3:])


@pytest.mark.parametrize("later", [6, 12])
def test_delayed_symptoms_show_up_again_hours_after_the_release(later: int) -> None:
    weights = pattern(WarfareType.CBRN).hourly_weights

    assert weights[later] > weights[later - 1]


def test_the_exposure_itself_only_fades_after_the_release() -> None:
    exposed = pattern(WarfareType.CBRN).disease_hourly_weights or ()

    assert list(exposed) == sorted(exposed, reverse=True)


def test_exposure_averages_one_over_the_day() -> None:
    assert fsum(pattern(WarfareType.CBRN).disease_hourly_weights or ()) == pytest.approx(24.0, abs=1e-12)


def test_most_agent_casualties_fall_ill_later_and_only_they() -> None:
    shares = {name: warfare.delayed_onset_share for name, warfare in warfare_patterns().items()}

    assert {name: late for name, late in shares.items() if late} == {WarfareType.CBRN: 0.7}


def test_symptoms_may_come_two_days_after_the_release() -> None:
    assert pattern(WarfareType.CBRN).delayed_onset_hours == (6, 12, 24, 48)


def test_peacekeepers_are_hurt_on_patrol_and_most_where_crowds_gather() -> None:
    crowd, patrol = (
        mean(WarfareType.PEACEKEEPING, (10, 11, 14, 15)),
        mean(WarfareType.PEACEKEEPING, (8, 9, 16, 17)),
    )
    quiet = mean(WarfareType.PEACEKEEPING, (*range(8), 12, 13, *range(18, 24)))

    assert crowd > patrol > 5 * quiet


@pytest.mark.parametrize("name", WarfareType)
def test_incident_sizes_are_shares_of_all_incidents(name: WarfareType) -> None:
    assert fsum(pattern(name).incident_size_weights) == pytest.approx(1.0, abs=1e-12)


def test_a_drone_mostly_hits_one() -> None:
    assert pattern(WarfareType.DRONE).incident_size_weights[0] == 0.7


def test_a_roadside_bomb_may_hit_fifteen() -> None:
    assert len(pattern(WarfareType.GUERRILLA).incident_size_weights) == 15


@pytest.mark.parametrize("name", WarfareType)
def test_triage_shares_of_every_class_add_up_to_one(name: WarfareType) -> None:
    totals = [fsum(shares.values()) for shares in pattern(name).triage_weights.values()]

    assert totals == [pytest.approx(1.0)] * 3


@pytest.mark.parametrize("name", WarfareType)
def test_battle_casualties_need_immediate_care_more_often_than_accidents(name: WarfareType) -> None:
    weights = pattern(name).triage_weights
    battle, accident = weights[CasualtyClass.BATTLE], weights[CasualtyClass.NON_BATTLE_INJURY]

    assert battle[TriageCategory.T1] > accident[TriageCategory.T1]


def test_peacekeeping_wounds_fewer_in_crowds_than_any_other_type() -> None:
    shares = {name: warfare.mass_casualty_share for name, warfare in warfare_patterns().items()}

    assert min(shares, key=lambda name: shares[name]) == WarfareType.PEACEKEEPING


def test_an_agent_makes_disease_and_a_shell_makes_wounds() -> None:
    leaning = {
        name: max(w.class_multiplier, key=lambda c: w.class_multiplier[c])
        for name, w in warfare_patterns().items()
    }

    assert (leaning[WarfareType.CBRN], leaning[WarfareType.ARTILLERY]) == (
        CasualtyClass.DISEASE,
        CasualtyClass.BATTLE,
    )


def test_a_collapsing_building_buries_more_than_an_urban_crowd() -> None:
    urban = pattern(WarfareType.URBAN)

    assert urban.major_cluster_size is not None
    assert urban.major_cluster_size[0] >= urban.cluster_size[1]


def test_battle_has_the_most_expectant() -> None:
    shares = expectant_share()

    assert (
        0
        < shares[CasualtyClass.DISEASE]
        < shares[CasualtyClass.NON_BATTLE_INJURY]
        < shares[CasualtyClass.BATTLE]
    )


def test_an_unsound_entry_is_refused_with_all_that_is_wrong() -> None:
    entry = deepcopy(values_of("warfare_patterns")["drone"])
    entry["mass_casualty_share"] = 1.4
    entry["cluster_size"] = [9, 2]
    entry["triage_weights"]["BATTLE"] = [0.6, 0.3, 0.3]
    with pytest.raises(BadInput) as refused:
        pattern_of(WarfareType.DRONE, entry)

    assert len(refused.value.problems) == 3
