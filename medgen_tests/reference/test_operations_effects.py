"""Intensity, events and weather change what they should, in the direction they should."""

from copy import deepcopy

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.reference.operations import environment_effects, intensity_effects, special_event_effects
from medgen_assets.reference.operations.effects import environment_effect, hours_between
from medgen_assets.reference.operations.sources import values_of
from medgen_assets.vocabulary import EnvironmentCondition, Intensity, SpecialEventType

WEATHER_BY_VISIBILITY = (
    EnvironmentCondition.RAIN,
    EnvironmentCondition.FOG,
    EnvironmentCondition.DUST_STORM,
    EnvironmentCondition.STORM,
)
MECHANISMS = {
    EnvironmentCondition.EXTREME_HEAT: "heat",
    EnvironmentCondition.EXTREME_COLD: "cold",
    EnvironmentCondition.MOUNTAINOUS_TERRAIN: "fall",
    EnvironmentCondition.URBAN_DEBRIS: "crush",
}


@pytest.mark.parametrize("effect", ["mass_casualty_factor", "severity_factor", "daily_cv"])
def test_harder_fighting_means_more_of_each_effect(effect: str) -> None:
    values = [getattr(intensity_effects()[intensity], effect) for intensity in Intensity]

    assert values == sorted(set(values))


def test_medium_intensity_changes_nothing() -> None:
    medium = intensity_effects()[Intensity.MEDIUM]

    assert (medium.mass_casualty_factor, medium.severity_factor) == (1.0, 1.0)


def test_days_in_heavy_battle_vary_like_an_exponential_rate() -> None:
    assert intensity_effects()[Intensity.EXTREME].daily_cv == 1.0


def test_the_span_of_severity_is_that_between_bad_and_good_months() -> None:
    effects = intensity_effects()
    span = effects[Intensity.EXTREME].severity_factor / effects[Intensity.LOW].severity_factor

    assert span == pytest.approx(12.0 / 7.7, rel=0.01)


@pytest.mark.parametrize("kind", SpecialEventType)
def test_an_event_hurts_worse_than_an_ordinary_day(kind: SpecialEventType) -> None:
    event = special_event_effects()[kind]

    assert event.severity_factor > 1
    assert event.multiplier > 1


@pytest.mark.parametrize("kind", SpecialEventType)
def test_an_event_has_a_time_to_happen(kind: SpecialEventType) -> None:
    event = special_event_effects()[kind]

    assert bool(event.default_days) != (event.daily_probability > 0)


@pytest.mark.parametrize("kind", SpecialEventType)
def test_events_start_at_hours_of_the_day(kind: SpecialEventType) -> None:
    assert set(special_event_effects()[kind].start_hours) <= set(range(24))


def test_a_mass_casualty_event_is_the_worst_and_the_shortest() -> None:
    events = special_event_effects()
    worst = max(events, key=lambda kind: events[kind].severity_factor)
    shortest = min(events, key=lambda kind: events[kind].duration_hours)

    assert worst == shortest == SpecialEventType.MASS_CASUALTY


def test_a_mass_casualty_event_is_never_larger_than_its_cap() -> None:
    event = special_event_effects()[SpecialEventType.MASS_CASUALTY]

    assert event.size_range is not None
    assert event.size_range[1] == event.size_cap


@pytest.mark.parametrize("condition", EnvironmentCondition)
def test_a_condition_has_hours_and_days(condition: EnvironmentCondition) -> None:
    effect = environment_effects()[condition]

    assert effect.active_hours
    assert set(effect.active_hours) <= set(range(24))
    assert 0 < effect.day_probability <= 1


@pytest.mark.parametrize("condition", EnvironmentCondition)
def test_no_condition_helps_evacuation_or_health(condition: EnvironmentCondition) -> None:
    effect = environment_effects()[condition]

    assert effect.evacuation_delay_minutes >= 0
    assert effect.disease_factor >= 1
    assert effect.mobility < 1


def test_the_worse_the_weather_is_to_see_through_the_longer_evacuation_waits() -> None:
    effects = [environment_effects()[weather] for weather in WEATHER_BY_VISIBILITY]
    by_visibility = sorted(effects, key=lambda effect: -effect.visibility)
    delays = [effect.evacuation_delay_minutes for effect in by_visibility]

    assert delays == sorted(set(delays))


def test_the_worse_the_weather_is_to_see_through_the_fewer_are_hit() -> None:
    rain, fog, storm = (
        environment_effects()[weather].casualty_factor
        for weather in (EnvironmentCondition.RAIN, EnvironmentCondition.FOG, EnvironmentCondition.STORM)
    )

    assert 1 > rain > fog > storm


def test_heat_cold_slopes_and_debris_hurt_in_their_own_way() -> None:
    special = {c: e.special_mechanism for c, e in environment_effects().items() if e.special_mechanism}

    assert special == MECHANISMS


@pytest.mark.parametrize("condition", EnvironmentCondition)
def test_a_special_share_has_a_mechanism_and_a_mechanism_a_share(condition: EnvironmentCondition) -> None:
    effect = environment_effects()[condition]

    assert bool(effect.special_mechanism) == (effect.special_probability > 0)


def test_fog_is_a_matter_of_the_early_morning() -> None:
    assert environment_effects()[EnvironmentCondition.FOG].active_hours == (3, 4, 5, 6, 7, 8, 9)


def test_night_operations_go_over_midnight() -> None:
    hours = environment_effects()[EnvironmentCondition.NIGHT_OPERATIONS].active_hours

    assert hours == (20, 21, 22, 23, 0, 1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    "terrain", [EnvironmentCondition.MOUNTAINOUS_TERRAIN, EnvironmentCondition.URBAN_DEBRIS]
)
def test_terrain_is_always_there(terrain: EnvironmentCondition) -> None:
    effect = environment_effects()[terrain]

    assert (effect.active_hours, effect.day_probability) == (tuple(range(24)), 1.0)


def test_heat_and_deep_cold_do_not_share_an_hour() -> None:
    effects = environment_effects()
    hot = set(effects[EnvironmentCondition.EXTREME_HEAT].active_hours)

    assert hot.isdisjoint(effects[EnvironmentCondition.EXTREME_COLD].active_hours)


def test_hours_from_midnight_to_midnight_are_the_whole_day() -> None:
    assert hours_between(0, 24) == tuple(range(24))


def test_an_unsound_condition_is_refused_with_all_that_is_wrong() -> None:
    entry = deepcopy(values_of("environment")["fog"])
    entry |= {"visibility": 1.5, "casualty_factor": float("nan"), "evacuation_delay_minutes": -5}
    with pytest.raises(BadInput) as refused:
        environment_effect(EnvironmentCondition.FOG, entry)

    assert len(refused.value.problems) == 3
