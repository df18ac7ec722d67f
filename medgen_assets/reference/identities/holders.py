"""The people who get identity numbers, as columns: birth date, sex, serial."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from medgen_assets.vocabulary import IdentityMode

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Serials = NDArray[np.uint64]


@dataclass(frozen=True)
class Holders:
    """Year, month, day of birth, sex and a serial of each person."""

    year: Integers
    month: Integers
    day: Integers
    is_female: Flags
    serial: Serials
    is_reserved: bool
    """Whether the numbers asked for are of never-issued ranges."""

    def of(self, chosen: Flags | Integers) -> "Holders":
        """Some of the people."""
        return replace(
            self,
            year=self.year[chosen],
            month=self.month[chosen],
            day=self.day[chosen],
            is_female=self.is_female[chosen],
            serial=self.serial[chosen],
        )

    def with_serials(self, serials: Integers) -> "Holders":
        """The same people with other serials."""
        return replace(self, serial=serials.astype(np.uint64))

    def part(self, modulus: int, divisor: int = 1) -> Integers:
        """A number from 0 to modulus - 1 out of the serial, after dividing it by what other parts used."""
        return ((self.serial // np.uint64(divisor)) % np.uint64(modulus)).astype(np.int64)

    @property
    def short_year(self) -> Integers:
        """The last two digits of the year of birth."""
        return self.year % 100

    @property
    def is_male(self) -> Flags:
        """Men."""
        return ~self.is_female

    @property
    def is_born_after_1999(self) -> Flags:
        """Born in 2000 or later."""
        return self.year >= NEW_CENTURY


NEW_CENTURY = 2000


def holders_of(
    birth_dates: NDArray[np.datetime64], is_female: Flags, serials: Serials, mode: IdentityMode
) -> Holders:
    """People from birth dates (datetime64), sexes and serials."""
    days = birth_dates.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    years = days.astype("datetime64[Y]")
    return Holders(
        year=years.astype(np.int64) + 1970,
        month=(months - years).astype(np.int64) + 1,
        day=(days - months).astype(np.int64) + 1,
        is_female=is_female.astype(np.bool_),
        serial=serials.astype(np.uint64),
        is_reserved=mode is IdentityMode.RESERVED,
    )
