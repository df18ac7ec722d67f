"""Sexes, ages and birth dates of difficult records."""

from datetime import date
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import nations as people
from medgen_assets.simulation.draws import Draws, Ids, between
from medgen_assets.simulation.edge_cases.places import Flags, at_place
from medgen_assets.vocabulary import EdgeCase

MINOR_AGES: Final = (14, 18)
"""Ages of minors, upper bound excluded (years). Assumption: the body sizes of adults fit them."""
MATERNAL_AGES: Final = (18, 46)
"""Ages of pregnant women, upper bound excluded (years). Assumption: childbearing age, adults only."""


def with_sexes_and_ages(draws: Draws, ids: Ids, is_female: Flags, age: Ids) -> tuple[Flags, Ids]:
    """Sexes and ages with those of minors and of pregnant women."""
    uniforms = draws.for_casualties("age of edge case", ids)
    minor, pregnant = at_place(ids, EdgeCase.MINOR), at_place(ids, EdgeCase.PREGNANT)
    age = np.where(minor, np.floor(between(uniforms, *MINOR_AGES)).astype(np.int64), age)
    age = np.where(pregnant, np.floor(between(uniforms, *MATERNAL_AGES)).astype(np.int64), age)
    return is_female | pregnant, age


def with_birth_dates(
    ids: Ids, born: pl.Series, rank: NDArray[np.object_], injured_at: pl.Series
) -> pl.Series:
    """Birth dates with leap days, and 1 January of the year that gives the age for those whose birth is a guess."""
    days, moments = born.to_list(), injured_at.dt.date().to_list()
    for row in np.flatnonzero(at_place(ids, EdgeCase.LEAP_DAY_BIRTHDAY)).tolist():
        days[row] = leap_day(days[row].year, rank[row], moments[row])
    guessed = at_place(ids, EdgeCase.UNKNOWN_IDENTITY) | at_place(ids, EdgeCase.UNCONSCIOUS_UNNAMED)
    for row in np.flatnonzero(guessed).tolist():
        days[row] = date(moments[row].year - age_on(days[row], moments[row]), 1, 1)
    return pl.Series("birth_date", days, dtype=pl.Date)


def leap_day(year: int, rank: str, injured: date) -> date:
    """The 29 February nearest to a year of birth at which somebody of the rank has an age of the rank."""
    limits = people.ranks().row(
        by_predicate=(pl.col("nation") == "USA") & (pl.col("rank_code") == rank), named=True
    )
    leap_days = [date(leap, 2, 29) for leap in range(injured.year - 64, injured.year) if is_leap(leap)]
    fitting = [day for day in leap_days if limits["min_age"] <= age_on(day, injured) <= limits["max_age"]]
    return min(fitting, key=lambda day: (abs(day.year - year), day))


def is_leap(year: int) -> bool:
    """Whether a year of the Gregorian calendar has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def age_on(born: date, day: date) -> int:
    """Full years from birth to a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def ages(born: pl.Series, injured_at: pl.Series) -> pl.Series:
    """Full years from birth to injury (UTC)."""
    table = pl.DataFrame({"born": born, "day": injured_at.dt.date()})
    of_year = [
        pl.col(name).dt.month().cast(pl.Int64) * 32 + pl.col(name).dt.day() for name in ("day", "born")
    ]
    years = pl.col("day").dt.year() - pl.col("born").dt.year() - (of_year[0] < of_year[1]).cast(pl.Int32)
    return table.select(age=years.cast(pl.Int64))["age"]
