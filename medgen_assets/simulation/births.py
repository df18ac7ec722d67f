"""Birth dates and the numbers that carry them: dealt out, not drawn, so that nobody's number is another's.

Every casualty has a place of its own in a shuffled deck of all casualties. The place decides the age (places next to
each other are of one age), the day of the year and the serial of the numbers. So people of the same birth date have
different serials, until a scheme's serials are used up.
"""

from dataclasses import dataclass
from functools import cache
from math import gcd
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import identities
from medgen_assets.simulation.draws import Bits, Ids, Reals
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.permutation import shuffled

Flags = NDArray[np.bool_]

DAYS: Final = 365
"""Days of a year on which people are born; 29 February shares the place of the day before."""
STRIDE: Final = 226
"""Days from a place to the next. 365 over the golden ratio, without a common factor: neighbours lie far apart."""
LAST_OF_FEBRUARY: Final = 58
"""Day of the year, from 0, of 28 February."""
FIRST_DAYS: Final = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334], dtype=np.int64)
"""Day of the year, from 0, of the first of each month."""
YEARS_OF_BIRTH_NUMBERED: Final = (1954, 2036)
"""Years of birth that the identity schemes can write. Source: reference.identities.national_ids."""


def dealt_places(exercise: Exercise, ids: Ids) -> Ids:
    """The place of each casualty in the deck: 0 … total - 1, each once."""
    return shuffled(exercise.draws, "age, birthday and numbers", ids, exercise.scenario.total_patients)


def shares_below(exercise: Exercise, places: Ids) -> Reals:
    """The share of the deck below the middle of each place: an even number in (0, 1)."""
    return (places + 0.5) / exercise.scenario.total_patients


def birth_dates(places: Ids, age: Ids, injured_at: pl.Series) -> pl.Series:
    """The birth date on the day of the year of each place that gives the age on the day of injury (UTC)."""
    hurt = injured_at.dt.date().to_numpy().astype("datetime64[D]")
    of_year = places * STRIDE % DAYS
    month = np.searchsorted(FIRST_DAYS, of_year, side="right") - 1
    day = of_year - FIRST_DAYS[month]
    year = hurt.astype("datetime64[Y]").astype(np.int64) - age
    born = dates(year, month, day)
    born = np.where(born > years_before(hurt, age), dates(year - 1, month, day), born)
    return pl.Series("birth_date", with_leap_days(born, places, of_year, years_before(hurt, age)))


def dates(year: Ids, month: Ids, day: Ids) -> NDArray[np.datetime64]:
    """Dates from years counted from 1970 and months and days counted from 0."""
    months: NDArray[np.datetime64] = (year * 12 + month).astype("datetime64[M]")
    found: NDArray[np.datetime64] = months.astype("datetime64[D]") + day.astype("timedelta64[D]")
    return found


def years_before(day: NDArray[np.datetime64], years: Ids) -> NDArray[np.datetime64]:
    """The last birth date of those who are so many years old on a day; 28 February where there is no 29th."""
    months = day.astype("datetime64[M]")
    in_month = (day - months).astype(np.int64)
    month = months.astype(np.int64) - 12 * years
    zero = np.zeros_like(month)
    earliest: NDArray[np.datetime64] = np.minimum(
        dates(zero, month, in_month), dates(zero, month + 1, zero - 1)
    )
    return earliest


def with_leap_days(
    born: NDArray[np.datetime64], places: Ids, of_year: Ids, latest: NDArray[np.datetime64]
) -> NDArray[np.datetime64]:
    """Half of those born on the day before are born on 29 February, in the years that have one."""
    next_day = born + np.timedelta64(1, "D")
    is_leap = next_day.astype("datetime64[M]") == born.astype("datetime64[M]")
    moved = (of_year == LAST_OF_FEBRUARY) & is_leap & (places // DAYS % 2 == 1) & (next_day <= latest)
    return np.where(moved, next_day, born)


@dataclass(frozen=True)
class Numbered:
    """The people of one nation who get numbers: place in the deck, birth date, sex."""

    nation: str
    places: Ids
    born: NDArray[np.datetime64]
    is_female: Flags
    born_elsewhere: Ids
    """A number for each edge case whose birth date is not that of its place in the deck; negative for all others."""

    def of(self, row: Ids) -> "Numbered":
        """Some of the people."""
        return Numbered(
            self.nation,
            self.places[row],
            self.born[row],
            self.is_female[row],
            self.born_elsewhere[row],
        )


def serials_of(exercise: Exercise, holders: Numbered, name: str, capacity: int, *, is_dated: bool) -> Bits:
    """A serial for each place; of numbers that carry the birth date, one for each place of the same birthday.

    They are spread over the capacity, so that a small exercise does not use the first ones only.
    """
    numbers = holders.places
    if is_dated and capacity < exercise.scenario.total_patients:
        elsewhere = holders.born_elsewhere
        numbers = np.where(elsewhere < 0, holders.places // DAYS, capacity // 2 + elsewhere)
    first = int(exercise.draws.key(name)) % capacity
    return ((numbers % capacity * stride_over(capacity) + first) % capacity).astype(np.uint64)


@cache
def stride_over(capacity: int) -> int:
    """A step near the golden section of a capacity that reaches every number below it."""
    step = max(1, capacity * 377 // 610)
    while gcd(step, capacity) != 1:
        step += 1
    return step


def identity_numbers(exercise: Exercise, people: Numbered) -> pl.Series:
    """National identity number of each person, in the scenario's mode; null where there is none."""
    nation, mode = people.nation, exercise.scenario.identity_numbers
    capacity, is_dated = identities.id_capacity(nation, mode), identities.has_day_of_birth(nation)
    numbers = np.full(len(people.places), None, dtype=object)
    year = people.born.astype("datetime64[Y]").astype(np.int64) + 1970
    first, last = YEARS_OF_BIRTH_NUMBERED
    row = np.flatnonzero((year >= first) & (year <= last) & (capacity > 0))
    if len(row):
        those = people.of(row)
        serials = serials_of(exercise, those, "identity number", capacity, is_dated=is_dated)
        numbers[row] = identities.national_ids(nation, those.born, those.is_female, serials, mode)
    return pl.Series(numbers.tolist(), dtype=pl.String)


def service_numbers(exercise: Exercise, people: Numbered) -> pl.Series:
    """Service number of each person."""
    nation = people.nation
    capacity, is_dated = identities.service_capacity(nation), identities.service_number_has_birth_date(nation)
    serials = serials_of(exercise, people, "service number", capacity, is_dated=is_dated)
    found = identities.service_numbers(nation, people.born, people.is_female, serials)
    return pl.Series(found, dtype=pl.String)
