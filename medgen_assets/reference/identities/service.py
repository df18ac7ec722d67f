"""Service numbers in the shape of each nation."""

import re
from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.identities.digits import Digits, Texts, digits, letters, side_by_side, texts
from medgen_assets.reference.identities.holders import Flags, Holders, Serials, holders_of
from medgen_assets.reference.nations.files import yaml_values
from medgen_assets.vocabulary import IdentityMode

ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ"
"""Letters of service numbers, without those that look like digits."""
HIGH_DIGIT = "9"
BIRTH_DATES = ("DDMMYY", "YYMMDD")
TOKEN = re.compile("DDMMYY|YYMMDD|.")


@cache
def service_number_shapes() -> dict[str, str]:
    """The pattern of each nation: # digit, @ letter, DDMMYY or YYMMDD birth date."""
    shapes: dict[str, str] = yaml_values("service_numbers.yaml")
    return shapes


def service_numbers(
    nation: str, birth_dates: NDArray[np.datetime64], is_female: Flags, serials: Serials
) -> list[str]:
    """One service number per person, decided by nation, birth date and serial alone; see `service_capacity`."""
    holders = holders_of(birth_dates, is_female, serials, IdentityMode.RESERVED)
    numbers: list[str] = service_texts(nation, holders).astype(str).tolist()
    return numbers


def service_texts(nation: str, holders: Holders) -> Texts:
    """The same as texts of ASCII signs."""
    signs = TOKEN.findall(service_number_shapes()[nation])
    return texts(*parts_of(signs, holders))


def service_capacity(nation: str) -> int:
    """Serials, from 0, that give different service numbers to people of the same birth date."""
    signs = TOKEN.findall(service_number_shapes()[nation])
    count: int = len(ALPHABET) ** signs.count("@") * 10 ** (signs.count("#") - 1)
    return count


def service_number_has_birth_date(nation: str) -> bool:
    """Whether the birth date is part of the number."""
    return any(order in service_number_shapes()[nation] for order in BIRTH_DATES)


def parts_of(signs: list[str], holders: Holders) -> Iterator[Digits | NDArray[np.uint8] | str]:
    """What stands for each sign of a shape; each free sign uses up its share of the serial."""
    divisor = 1
    first_digit = signs.index("#")
    for place, sign in enumerate(signs):
        if sign in BIRTH_DATES:
            yield birth_date(sign, holders)
        elif sign == "@":
            yield letters(ALPHABET, holders.part(len(ALPHABET), divisor))
            divisor *= len(ALPHABET)
        elif sign == "#" and place != first_digit:
            yield holders.part(10, divisor)
            divisor *= 10
        else:
            yield HIGH_DIGIT if sign == "#" else sign


def birth_date(order: str, holders: Holders) -> Digits:
    """Day, month and year of birth in two digits each, in this order."""
    day, month, year = digits(holders.day, 2), digits(holders.month, 2), digits(holders.short_year, 2)
    return side_by_side(*([day, month, year] if order == "DDMMYY" else [year, month, day]))
