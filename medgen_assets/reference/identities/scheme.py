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
class Scheme:
    """The identity numbers of one nation."""

    nation: str
    name: str
    make: Maker
    has_birth_date: bool
    has_sex: bool
    reserved: str
    source: str


def usable(numbers: Texts) -> Made:
    """Numbers all of which may be used."""
    return numbers, np.ones(len(numbers), dtype=np.bool_)


def made(maker: Maker, holders: Holders) -> Texts:
    """Numbers that may be used, trying the next serial where the first does not do."""
    numbers, fits = maker(holders)
    while not fits.all():
        holders = holders.with_next_serial()
        again, fits_now = maker(holders.of(~fits))
        numbers[~fits] = again
        fits[~fits] = fits_now
    return numbers


def month_with(holders: Holders, offset: int) -> NDArray[np.int64]:
    """The month of birth; in reserved numbers an impossible one, `offset` higher."""
    return holders.month + offset if holders.is_reserved else holders.month


def odd_for_men(numbers: NDArray[np.int64], holders: Holders) -> NDArray[np.int64]:
    """Numbers made odd for men and even for women."""
    return numbers // 2 * 2 + holders.is_male
