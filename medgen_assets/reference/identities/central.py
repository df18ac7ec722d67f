"""Identity numbers of Czechia, Germany, Hungary, Poland, Slovakia."""

import numpy as np

from medgen_assets.reference.identities.digits import Digits, digits, mod_11_10, side_by_side, texts, weighted
from medgen_assets.reference.identities.holders import Holders
from medgen_assets.reference.identities.scheme import (
    NO_DIGIT,
    Made,
    Scheme,
    Serials,
    month_with,
    odd_for_men,
    usable,
)

LAST_OF_FIRST_HALF = 6
FIRST_HALF_OFFSET, SECOND_HALF_OFFSET = 12, 26
"""Added to the months January-June and July-December of reserved birth numbers: 13-18 and 33-38.

The register uses 1-12, 21-32 and, for women, 51-62 and 71-82.
"""


def czech_or_slovak(holders: Holders) -> Made:
    """YYMMDD/SSSC for births from 1954 on; women's month is 50 higher, 11 divides the whole."""
    mark = (
        np.where(holders.month <= LAST_OF_FIRST_HALF, FIRST_HALF_OFFSET, SECOND_HALF_OFFSET)
        if holders.is_reserved
        else 0
    )
    body = side_by_side(
        digits(holders.short_year, 2),
        digits(holders.month + mark + 50 * holders.is_female, 2),
        digits(holders.day, 2),
        digits(holders.part(1000), 3),
    )
    check = weighted(body, tuple(10**place for place in range(8, -1, -1))) % 11
    return texts(body[:, :6], "/", body[:, 6:], check % 10), check < NO_DIGIT


def shuffled_nine(holders: Holders) -> Digits:
    """The numbers 0-8 in an order that the serial decides (Fisher and Yates)."""
    table = np.tile(np.arange(9, dtype=np.int64), (len(holders.serial), 1))
    people = np.arange(len(table))
    divisor = 1
    for place in range(8, 0, -1):
        other = holders.part(place + 1, divisor)
        divisor *= place + 1
        table[people, place], table[people, other] = (table[people, other], table[people, place].copy())
    return table


ORDERS_OF_NINE = 362_880
"""9!, the serials used up by the order of nine digits."""
LATER, EARLIER = np.tril_indices(10, -1)
"""The 45 pairs of places of which the later repeats the digit of the earlier."""


def german(holders: Holders) -> Made:
    """Eleven digits; of the first ten one stands twice and one is missing; the first is not 0 when issued."""
    people = np.arange(len(holders.serial))
    first = (
        np.zeros(len(people), dtype=np.int64)
        if holders.is_reserved
        else 1 + holders.part(9, ORDERS_OF_NINE * len(LATER))
    )
    others = shuffled_nine(holders)
    body = side_by_side(first, others + (others >= first[:, None]))
    pair = holders.part(len(LATER), ORDERS_OF_NINE)
    body[people, LATER[pair]] = body[people, EARLIER[pair]]
    return usable(texts(body, mod_11_10(body)))


HUNGARIAN_CHANGE = 1997
"""First year of birth whose check digit weighs the places the other way round."""


def hungarian(holders: Holders) -> Made:
    """GYYMMDDSSSC; G is 1 or 2 for men and women born before 2000, 3 or 4 after."""
    month = month_with(holders, 50)
    body = side_by_side(
        1 + holders.is_female + 2 * holders.is_born_after_1999,
        digits(holders.short_year, 2),
        digits(month, 2),
        digits(holders.day, 2),
        digits(10 + holders.part(990), 3),
    )
    rising = weighted(body, range(1, 11)) % 11
    falling = weighted(body, range(10, 0, -1)) % 11
    check = np.where(holders.year < HUNGARIAN_CHANGE, rising, falling)
    return texts(body, check % 10), check < NO_DIGIT


def polish(holders: Holders) -> Made:
    """YYMMDDSSSSC; month + 20 for births after 1999, last S odd for men; 2200-2299 would be month + 60."""
    offset = np.full(len(holders.month), 60) if holders.is_reserved else 20 * holders.is_born_after_1999
    body = side_by_side(
        digits(holders.short_year, 2),
        digits(holders.month + offset, 2),
        digits(holders.day, 2),
        digits(odd_for_men(holders.part(5_000), holders), 4),
    )
    return usable(texts(body, -weighted(body, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) % 10))


SCHEMES = (
    Scheme(
        "CZE",
        "birth number (rodné číslo)",
        czech_or_slovak,
        True,
        True,
        "month 13-18 or 33-38 (women 63-68, 83-88), divisible by 11",
        "Czech law 133/2000 as recalled",
        Serials(1_000, 10, 1),
        Serials(1_000, 10, 1),
    ),
    Scheme(
        "DEU",
        "tax identification number (IdNr)",
        german,
        False,
        False,
        "begins with 0, kept for tests",
        "Federal Central Tax Office rules as recalled; there is no national identity number",
        Serials(ORDERS_OF_NINE * 45),
        Serials(ORDERS_OF_NINE * 45 * 9),
    ),
    Scheme(
        "HUN",
        "personal identifier (személyi azonosító)",
        hungarian,
        True,
        True,
        "month of birth + 50, check digit right",
        "law XX of 1996, annex 3, as recalled",
        Serials(990, 10, 1),
        Serials(990, 10, 1),
    ),
    Scheme(
        "POL",
        "PESEL",
        polish,
        True,
        True,
        "month of birth + 60, the code of births in 2200-2299, check digit right",
        "Polish rules as recalled",
        Serials(5_000),
        Serials(5_000),
    ),
    Scheme(
        "SVK",
        "birth number (rodné číslo)",
        czech_or_slovak,
        True,
        True,
        "month 13-18 or 33-38 (women 63-68, 83-88), divisible by 11",
        "Slovak law 301/1995 as recalled",
        Serials(1_000, 10, 1),
        Serials(1_000, 10, 1),
    ),
)
