"""What an identity scheme is: how its numbers are made and what its reserved numbers look like."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.identities.digits import Texts
from medgen_assets.reference.identities.holders import Flags, Holders

Made = tuple[Texts, Flags]
"""Numbers, and whether each may be used (a scheme leaves out numbers whose check digit would be 10)."""
Maker = Callable[[Holders], Made]
"""Makes numbers of people."""
NO_DIGIT = 10
"""The remainder that no digit stands for; most registers leave such numbers out."""


@dataclass(frozen=True)
class Serials:
    """How many serials give different numbers to people of the same birth date and sex.

    Among each `block` of consecutive serials at most `spares` give no number (their check digit would be 10). So
    the first ones of each block have an owner, and the last `spares` stand in for those that give none.
    """

    count: int
    block: int = 1
    spares: int = 0

    @property
    def owned(self) -> int:
        """Serials of each block that have an owner."""
        return self.block - self.spares

    @property
    def capacity(self) -> int:
        """People of the same birth date and sex who get different numbers."""
        return self.count // self.block * self.owned

    def of_places(self, places: NDArray[np.uint64]) -> NDArray[np.int64]:
        """The serial that each place, 0 … capacity - 1, owns; higher places begin anew."""
        place = (places % np.uint64(self.capacity)).astype(np.int64)
        return place // self.owned * self.block + place % self.owned


@dataclass(frozen=True)
class Scheme:
    """The identity numbers of one nation."""

    nation: str
    name: str
    make: Maker
    has_birth_date: bool
    has_sex: bool
    reserved: str
    source: str
    reserved_serials: Serials
    valid_serials: Serials

    def serials(self, *, is_reserved: bool) -> Serials:
        """The serials of a mode."""
        return self.reserved_serials if is_reserved else self.valid_serials


def usable(numbers: Texts) -> Made:
    """Numbers all of which may be used."""
    return numbers, np.ones(len(numbers), dtype=np.bool_)


def made(scheme: Scheme, holders: Holders) -> Texts:
    """A number that may be used for each person; different ones for different places of the same birth and sex."""
    serials = scheme.serials(is_reserved=holders.is_reserved)
    holders = holders.with_serials(serials.of_places(holders.serial))
    numbers, fits = scheme.make(holders)
    if not fits.all():
        without = holders.of(~fits)
        spared = without.with_serials(stand_ins(scheme.make, serials, without))
        numbers[~fits] = scheme.make(spared)[0]
    return numbers


def stand_ins(make: Maker, serials: Serials, without: Holders) -> NDArray[np.int64]:
    """The serial that stands in for each one that gives no number: of a block, in order."""
    own = without.serial.astype(np.int64)
    start = own // serials.block * serials.block
    fits = np.stack(
        [make(without.with_serials(start + step))[1] for step in range(serials.block)],
        axis=1,
    )
    owners, spares = fits[:, : serials.owned], fits[:, serials.owned :]
    turn = np.cumsum(~owners, axis=1)[np.arange(len(own)), own - start]
    is_its = spares & (np.cumsum(spares, axis=1) == turn[:, None])
    stand_in: NDArray[np.int64] = start + serials.owned + is_its.argmax(axis=1)
    return stand_in


def month_with(holders: Holders, offset: int | NDArray[np.int64]) -> NDArray[np.int64]:
    """The month of birth; in reserved numbers an impossible one, `offset` higher."""
    return holders.month + offset if holders.is_reserved else holders.month


def odd_for_men(numbers: NDArray[np.int64], holders: Holders) -> NDArray[np.int64]:
    """Twice each number, and one more for men: 0, 1, 2 … become 1, 3, 5 … for men and 0, 2, 4 … for women."""
    return 2 * numbers + holders.is_male
