"""Birth dates agree with ages, and nobody's number is another's."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from medgen_assets.reference.nations import nation_codes
from medgen_assets.simulation import engine
from medgen_assets.simulation.births import birth_dates, dealt_places, shares_below
from medgen_assets.simulation.demographics import persons
from medgen_assets.simulation.edge_cases import ages, models
from medgen_assets.vocabulary import IdentityMode
from medgen_tests.simulation.exercises import exercise

TOTAL = 30_000
DAYS = 60


@cache
def different_numbers(nation: str, mode: IdentityMode) -> tuple[int, int]:
    """How many different identity numbers and service numbers all casualties of a nation have."""
    people = people_of(nation, mode)
    return people["national_id"].n_unique(), people["service_number"].n_unique()


def people_of(nation: str, mode: IdentityMode) -> pl.DataFrame:
    """All casualties of one nation, hurt over sixty days around the turn of a year."""
    front = {"name": "front", "share": 1.0, "nations": {nation: 100}}
    asked = exercise(total_patients=TOTAL, fronts=[front], identity_numbers=str(mode))
    ids = np.arange(TOTAL, dtype=np.int64)
    incident = pl.DataFrame(
        {
            "front": ["front"] * TOTAL,
            "casualty_class": np.where(ids % 2 == 0, "BATTLE", "DISEASE"),
            "injured_at": pl.Series(ids * DAYS // TOTAL).cast(pl.Duration("ms")) * 86_400_000
            + pl.Series([asked.start]),
        }
    )
    return persons(asked, ids, models(ids, torture=False), incident, incident)


@pytest.mark.parametrize("mode", IdentityMode)
@pytest.mark.parametrize("nation", [code for code in nation_codes() if code not in {"AUS", "NZL"}])
def test_no_two_of_thirty_thousand_have_the_same_identity_number(nation: str, mode: IdentityMode):
    assert different_numbers(nation, mode)[0] == TOTAL


@pytest.mark.parametrize("nation", nation_codes())
def test_no_two_of_thirty_thousand_have_the_same_service_number(nation: str):
    assert different_numbers(nation, IdentityMode.RESERVED)[1] == TOTAL


@pytest.mark.parametrize("day", ["2026-06-01", "2028-02-28", "2028-02-29", "2027-03-01", "2026-12-31"])
def test_birth_dates_give_the_age_on_the_day_of_injury(day: str):
    places = np.arange(20_000, dtype=np.int64)
    age = 18 + places % 43
    hurt = pl.Series([day]).str.to_datetime("%Y-%m-%d", time_zone="UTC").new_from_index(0, len(places))

    assert ages(birth_dates(places, age, hurt), hurt).to_list() == age.tolist()


def test_some_are_born_on_29_february_in_about_the_number_of_a_population():
    places = np.arange(146_100, dtype=np.int64)
    hurt = pl.Series(["2026-06-01"]).str.to_datetime(time_zone="UTC").new_from_index(0, len(places))
    born = birth_dates(places, 18 + places // 3_650 % 40, hurt)
    leap_days = ((born.dt.month() == 2) & (born.dt.day() == 29)).sum()

    assert 0.3 / 1461 < leap_days / len(places) < 1.0 / 1461


def test_few_casualties_have_birthdays_all_over_the_year():
    places = np.arange(60, dtype=np.int64)
    hurt = pl.Series(["2026-06-01"]).str.to_datetime(time_zone="UTC").new_from_index(0, len(places))
    months = birth_dates(places, np.full(60, 20), hurt).dt.month()

    assert months.n_unique() == 12


def test_the_shares_of_the_deck_are_even():
    asked = exercise(total_patients=1_000)
    shares = shares_below(asked, dealt_places(asked, np.arange(1_000, dtype=np.int64)))

    assert np.allclose(np.sort(shares), (np.arange(1_000) + 0.5) / 1_000)


def test_one_casualty_has_the_same_birth_date_and_numbers_alone():
    asked = exercise(total_patients=500)
    schedule = engine.casualty_events(asked)
    whole = engine.casualties(asked, schedule, 0, 500).casualties[321]
    alone = engine.casualties(asked, schedule, 321, 322).casualties

    assert alone.equals(whole)
