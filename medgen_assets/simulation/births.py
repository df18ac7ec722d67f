"""Birth dates and the numbers that carry them: dealt out, not drawn, so that nobody's number is another's.

Every casualty has a place of its own in a shuffled deck of all casualties. The place decides the age (places next to
each other are of one age), the day of the year and the serial of the numbers. So people of the same birth date have
different serials, until a scheme's serials are used up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import gcd
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.reference import identities
from medgen_assets.reference.identities import Holders, Texts
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
    """The people who get numbers: place in the deck, and what numbers carry of them."""

    places: Ids
    holders: Holders
    born_elsewhere: Ids
    """A number for each edge case whose birth date is not that of its place in the deck; negative for all others."""

    def of(self, row: Ids | Flags) -> "Numbered":
        """Some of the people."""
        return Numbered(self.places[row], self.holders.of(row), self.born_elsewhere[row])

    def with_serials(self, exercise: Exercise, name: str, capacity: int, *, is_dated: bool) -> Holders:
        """The people with the serials that are dealt to them."""
        serials = serials_of(exercise, self, name, capacity, is_dated=is_dated)
        return replace(self.holders, serial=serials)


def numbered(
    exercise: Exercise, places: Ids, born: pl.Series, is_female: Flags, born_elsewhere: Ids
) -> Numbered:
    """People who get numbers in the scenario's mode; serials are dealt nation by nation."""
    days, none = born.to_numpy(), np.zeros(len(places), dtype=np.uint64)
    mode = exercise.scenario.identity_numbers
    return Numbered(places, identities.holders_of(days, is_female, none, mode), born_elsewhere)


def serials_of(exercise: Exercise, people: Numbered, name: str, capacity: int, *, is_dated: bool) -> Bits:
    """A serial for each place; of numbers that carry the birth date, one for each place of the same birthday.

    They are spread over the capacity, so that a small exercise does not use the first ones only.
    """
    numbers = people.places
    if is_dated and capacity < exercise.scenario.total_patients:
        elsewhere = people.born_elsewhere
        numbers = np.where(elsewhere < 0, people.places // DAYS, capacity // 2 + elsewhere)
    first = int(exercise.draws.key(name)) % capacity
    return ((numbers % capacity * stride_over(capacity) + first) % capacity).astype(np.uint64)


@cache
def stride_over(capacity: int) -> int:
    """A step near the golden section of a capacity that reaches every number below it."""
    step = max(1, capacity * 377 // 610)
    while gcd(step, capacity) != 1:
        step += 1
    return step


def number_columns(
    exercise: Exercise, people: Numbered, rows: Sequence[tuple[str, Ids]]
) -> dict[str, pl.Series]:
    """Service number and national identity number of each person, nation by nation of `rows`."""
    services, national = list[Texts](), list[Texts]()
    for nation, row in rows:
        those = people.of(row)
        services.append(service_numbers(exercise, nation, those))
        national.append(identity_numbers(exercise, nation, those))
    place = np.concatenate([row for _, row in rows])
    return {"service_number": in_rows(services, place), "national_id": in_rows(national, place)}


def identity_numbers(exercise: Exercise, nation: str, people: Numbered) -> Texts:
    """National identity number of each person, in the scenario's mode; empty where there is none."""
    capacity = identities.id_capacity(nation, exercise.scenario.identity_numbers)
    if not capacity:
        return np.zeros(len(people.places), dtype="S1")
    first, last = YEARS_OF_BIRTH_NUMBERED
    has_one = (people.holders.year >= first) & (people.holders.year <= last)
    those = people if has_one.all() else people.of(has_one)
    is_dated = identities.has_day_of_birth(nation)
    found = identities.identity_texts(
        nation, those.with_serials(exercise, "identity number", capacity, is_dated=is_dated)
    )
    if those is people:
        return found
    numbers = np.zeros(len(has_one), dtype=found.dtype)
    numbers[has_one] = found
    return numbers


def service_numbers(exercise: Exercise, nation: str, people: Numbered) -> Texts:
    """Service number of each person."""
    capacity, is_dated = identities.service_capacity(nation), identities.service_number_has_birth_date(nation)
    return identities.service_texts(
        nation, people.with_serials(exercise, "service number", capacity, is_dated=is_dated)
    )


def in_rows(parts: Sequence[Texts], rows: Ids) -> pl.Series:
    """Texts of ASCII signs, part after part, put into their rows; null where they are empty."""
    width = max(part.itemsize for part in parts)
    whole = np.zeros(len(rows), dtype=f"S{width}")
    whole[rows] = np.concatenate(parts)
    signs = whole.view(np.uint8).reshape(-1, width)
    is_sign = signs != 0
    ends = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(is_sign.sum(axis=1), out=ends[1:])
    known = np.packbits(is_sign[:, 0], bitorder="little")
    buffers = [pa.py_buffer(known), pa.py_buffer(ends), pa.py_buffer(signs[is_sign])]
    return pl.Series(pa.Array.from_buffers(pa.large_string(), len(rows), buffers), dtype=pl.String)
