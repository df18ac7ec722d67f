"""Accidents follow activity, disease follows sick call, and the load follows the tempo."""

from math import fsum, isclose

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.reference.operations import dnbi_hourly_weights, tempo_weights
from medgen_assets.vocabulary import CasualtyClass, Tempo

LENGTHS = (1, 2, 3, 8, 14, 30, 365)


@pytest.mark.parametrize("casualty_class", [CasualtyClass.NON_BATTLE_INJURY, CasualtyClass.DISEASE])
def test_the_hours_of_a_class_average_one(casualty_class: CasualtyClass) -> None:
    assert fsum(dnbi_hourly_weights()[casualty_class]) == pytest.approx(24.0, abs=1e-12)


def test_battle_has_no_everyday_profile() -> None:
    assert CasualtyClass.BATTLE not in dnbi_hourly_weights()


def test_accidents_happen_when_people_are_active() -> None:
    weights = dnbi_hourly_weights()[CasualtyClass.NON_BATTLE_INJURY]

    assert min(weights[6:19]) > max(weights[0:5])


def test_disease_comes_at_sick_call() -> None:
    weights = dnbi_hourly_weights()[CasualtyClass.DISEASE]

    assert sorted(range(24), key=lambda hour: -weights[hour])[:3] == [8, 7, 9]


def test_eight_days_take_the_published_shape() -> None:
    assert tempo_weights(Tempo.SURGE, 8) == [0.5, 1.5, 2.0, 1.5, 0.5, 0.8, 1.2, 0.6]


def test_sixteen_days_take_each_step_twice() -> None:
    stretched = tempo_weights(Tempo.INTERMITTENT, 16)

    assert stretched[::2] == stretched[1::2] == tempo_weights(Tempo.INTERMITTENT, 8)


@pytest.mark.parametrize("days", LENGTHS)
@pytest.mark.parametrize("tempo", Tempo)
def test_every_day_has_a_load(tempo: Tempo, days: int) -> None:
    weights = tempo_weights(tempo, days)

    assert len(weights) == days
    assert min(weights) > 0


@pytest.mark.parametrize("days", LENGTHS)
def test_a_sustained_operation_loads_every_day_alike(days: int) -> None:
    assert set(tempo_weights(Tempo.SUSTAINED, days)) == {1.0}


@pytest.mark.parametrize("days", LENGTHS)
def test_an_escalating_operation_never_eases(days: int) -> None:
    weights = tempo_weights(Tempo.ESCALATING, days)

    assert weights == sorted(weights)


@pytest.mark.parametrize("days", [2, 5, 8, 30])
def test_a_declining_operation_ends_lighter_than_it_began(days: int) -> None:
    weights = tempo_weights(Tempo.DECLINING, days)

    assert weights[0] > weights[-1]


def test_the_end_of_a_long_war_keeps_the_shape_of_a_short_one() -> None:
    long_mean = fsum(tempo_weights(Tempo.SURGE, 80)) / 80

    assert isclose(long_mean, fsum(tempo_weights(Tempo.SURGE, 8)) / 8)


def test_an_exercise_without_days_is_refused() -> None:
    with pytest.raises(BadInput, match="at least one day"):
        tempo_weights(Tempo.SURGE, 0)
