"""When and where people are hurt: exact shares, truly shaped hours, events that add, weather that does not pile."""

import polars as pl
import pytest
from dataframely.exc import ValidationError

from medgen_assets.schemas.columns import as_stored
from medgen_assets.schemas.schedule import CasualtyEvents
from medgen_assets.simulation.schedule.events import STRETCH, validated
from medgen_assets.vocabulary import EnvironmentCondition, WarfareType
from medgen_tests.simulation.exercises import events


def casualties_by(table: pl.DataFrame, *columns: str) -> dict[object, int]:
    """Casualties by the values of columns."""
    rows = table.group_by(*columns).agg(pl.col("casualties").sum()).rows()
    return {row[0] if len(columns) == 1 else row[:-1]: row[-1] for row in rows}


def hourly(table: pl.DataFrame) -> list[int]:
    """Casualties by hour of the day."""
    counts = casualties_by(table.with_columns(hour=pl.col("at").dt.hour()), "hour")
    return [counts.get(hour, 0) for hour in range(24)]


@pytest.mark.parametrize("total", [1, 3, 60, 2000, 20_001])
def test_exactly_the_casualties_asked_for_are_hurt(total: int):
    assert events(total_patients=total)["casualties"].sum() == total


def test_front_class_and_warfare_type_shares_are_exact():
    table = events()

    assert casualties_by(table, "front") == {"north": 1200, "south": 800}
    assert casualties_by(table, "casualty_class") == {
        "BATTLE": 1100,
        "NON_BATTLE_INJURY": 500,
        "DISEASE": 400,
    }
    assert casualties_by(table, "warfare_type") == {"conventional": 1000, "artillery": 500, "drone": 500}


def test_everyone_is_hurt_within_the_days_of_fighting():
    table = events(start="2026-06-01T18:00:00Z", days=3)

    assert str(table["at"].min())[:10] >= "2026-06-01"
    assert str(table["at"].max()) < "2026-06-04 18:00"


@pytest.mark.parametrize("kind", list(WarfareType))
@pytest.mark.parametrize("total", [20, 100])
def test_no_casualty_of_a_small_exercise_is_lost_in_any_warfare_type(kind: WarfareType, total: int):
    assert events(total_patients=total, warfare_types={str(kind): 1.0})["casualties"].sum() == total


@pytest.mark.parametrize("condition", list(EnvironmentCondition))
def test_weather_neither_loses_nor_piles_up_casualties(condition: EnvironmentCondition):
    table = events(environment=[str(condition)], total_patients=3000)
    largest = table.filter(~pl.col("is_mass_casualty"))["casualties"].max()

    assert table["casualties"].sum() == 3000
    assert largest <= 10


def test_naval_casualties_come_in_waves():
    counts = hourly(events(warfare_types={"naval": 1.0}, total_patients=20_000, injury_mix=ALL_BATTLE))
    waves = sum(counts[hour] for hour in (4, 5, 6, 10, 11, 16, 17))

    assert waves / 20_000 > 0.6


def test_chemical_casualties_fall_ill_hours_after_the_release():
    changes = {"warfare_types": {"cbrn": 1.0}, "injury_mix": ALL_DISEASE, "days": 2, "total_patients": 4000}
    table = events(**changes)
    day_two = table.filter(pl.col("at").dt.day() == 2)["casualties"].sum()

    assert 0.15 < day_two / 4000 < 0.95
    assert len({moment.hour for moment in table["at"]}) >= 8


def test_peacekeeping_incidents_happen_by_day():
    counts = hourly(events(warfare_types={"peacekeeping": 1.0}, total_patients=20_000, injury_mix=ALL_BATTLE))

    assert sum(counts[8:18]) / 20_000 > 0.6


def test_drone_strikes_come_by_daylight():
    counts = hourly(events(warfare_types={"drone": 1.0}, total_patients=20_000, injury_mix=ALL_BATTLE))

    assert sum(counts[6:20]) / 20_000 > 0.65


def test_artillery_wounds_more_in_crowds_than_guerrilla_does():
    def crowd(kind: str) -> float:
        table = events(warfare_types={kind: 1.0}, injury_mix=ALL_BATTLE)
        return table.filter("is_mass_casualty")["casualties"].sum() / 2000

    assert crowd("artillery") > 0.7
    assert crowd("guerrilla") < 0.3


def test_an_escalating_war_ends_harder_than_it_begins():
    days = casualties_by(
        events(tempo="escalating", daily_rate_cv=0.0, total_patients=20_000).with_columns(
            day=pl.col("at").dt.day()
        ),
        "day",
    )

    assert days[8] > 2.5 * days[1]


def test_a_special_event_adds_casualties_to_its_own_day_and_front():
    quiet = events(daily_rate_cv=0.0)
    struck = events(
        daily_rate_cv=0.0, special_events=[{"type": "major_offensive", "day": 4, "front": "north"}]
    )

    def on_day_four(table: pl.DataFrame) -> int:
        there = (pl.col("at").dt.day() == 4) & (pl.col("front") == "north")
        return int(table.filter(there)["casualties"].sum())

    assert on_day_four(struck) > 1.3 * on_day_four(quiet)
    assert struck["casualties"].sum() == 2000


def test_a_special_event_takes_the_casualties_it_is_given():
    table = events(special_events=[{"type": "mass_casualty", "day": 3, "front": "north", "casualties": 77}])
    special = table.filter(pl.col("special_event") == "mass_casualty")

    assert special["casualties"].to_list() == [77]
    assert special["is_mass_casualty"].all()


def test_no_mass_casualty_incident_spans_two_fronts_or_has_fewer_than_four_casualties():
    crowds = events(total_patients=20_000).filter(
        pl.col("is_mass_casualty") & pl.col("special_event").is_null()
    )

    assert crowds["casualties"].min() >= 4


def test_days_differ_more_than_chance_alone_would_make_them():
    days = casualties_by(
        events(total_patients=20_000, days=30, daily_rate_cv=0.8, injury_mix=ALL_BATTLE).with_columns(
            day=pl.col("at").dt.date()
        ),
        "day",
    )
    counts = pl.Series([days.get(day, 0) for day in days])

    assert float(counts.std()) / float(counts.mean()) > 0.35


def test_the_same_seed_gives_the_same_schedule_and_another_seed_another():
    assert events().equals(events())
    assert not events().equals(events(seed=8))


ALL_BATTLE = {"battle": 1.0, "non_battle": 0.0, "disease": 0.0}
ALL_DISEASE = {"battle": 0.0, "non_battle": 0.0, "disease": 1.0}


def long_schedule() -> pl.DataFrame:
    """A schedule of more than two stretches: the same one again and again, numbered through."""
    once = events(total_patients=2000)
    table = pl.concat([once] * (2 * STRETCH // len(once) + 2)).sort("at")
    ends = pl.col("casualties").cum_sum()
    return table.with_columns(
        casualty_event_id=pl.int_range(pl.len()), first_patient_id=ends - pl.col("casualties")
    )


def test_a_schedule_of_several_stretches_keeps_the_rules_of_its_table():
    table = long_schedule()

    assert validated(table) is table
    assert CasualtyEvents.is_valid(as_stored(table))


@pytest.mark.parametrize("row", [0, STRETCH - 1, STRETCH, STRETCH + 1, 2 * STRETCH])
def test_ids_torn_between_two_incidents_are_refused_wherever_a_stretch_ends(row: int):
    later = pl.int_range(pl.len()) >= row
    torn = long_schedule().with_columns(first_patient_id=pl.col("first_patient_id") + later.cast(pl.Int64))

    with pytest.raises(ValidationError):
        validated(torn)


def test_names_of_incidents_take_a_byte():
    table = events()

    assert {
        table[name].estimated_size() // len(table) for name in ("front", "warfare_type", "casualty_class")
    } == {1}
