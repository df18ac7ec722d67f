"""Identity numbers of Estonia, Latvia, Lithuania."""

import numpy as np

from medgen_assets.reference.identities.digits import Digits, digits, side_by_side, texts, weighted
from medgen_assets.reference.identities.holders import Holders, Integers
from medgen_assets.reference.identities.scheme import NO_DIGIT, Made, Scheme, Serials, month_with, usable

IMPOSSIBLE_MONTH = 50
"""Added to the month of reserved numbers; assumption: no register uses months 51-62 here."""


def two_round_check(body: Digits) -> Integers:
    """Sum mod 11 with weights 1…9,1; if that is 10, with weights 3…9,1,2,3; if that is 10 too, zero."""
    first = weighted(body, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    second = weighted(body, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11
    return np.where(first < NO_DIGIT, first, second % 10)


def estonian_or_lithuanian(holders: Holders) -> Made:
    """GYYMMDDSSSC; G is 3 or 4 for men and women born before 2000, 5 or 6 after."""
    sex_and_century = 3 + holders.is_female + 2 * holders.is_born_after_1999
    month = month_with(holders, IMPOSSIBLE_MONTH)
    body = side_by_side(
        sex_and_century,
        digits(holders.short_year, 2),
        digits(month, 2),
        digits(holders.day, 2),
        digits(holders.part(1000), 3),
    )
    return usable(texts(body, two_round_check(body)))


def latvian(holders: Holders) -> Made:
    """DDMMYY-CSSSK, the code given until 2017; C is 1 for births before 2000, 2 after."""
    month = month_with(holders, IMPOSSIBLE_MONTH)
    body = side_by_side(
        digits(holders.day, 2),
        digits(month, 2),
        digits(holders.short_year, 2),
        1 + holders.is_born_after_1999,
        digits(holders.part(1000), 3),
    )
    check = (1101 - weighted(body, (1, 6, 3, 7, 9, 10, 5, 8, 4, 2))) % 11
    return texts(body[:, :6], "-", body[:, 6:], check % 10), check < NO_DIGIT


SCHEMES = (
    Scheme(
        "EST",
        "personal identification code (isikukood)",
        estonian_or_lithuanian,
        True,
        True,
        "month of birth + 50, check digit right",
        "Estonian standard EVS 585 as recalled",
        Serials(1_000),
        Serials(1_000),
    ),
    Scheme(
        "LVA",
        "personal code (personas kods)",
        latvian,
        True,
        False,
        "month of birth + 50, check digit right",
        "Latvian rules until 2017 as recalled",
        Serials(1_000, 10, 1),
        Serials(1_000, 10, 1),
    ),
    Scheme(
        "LTU",
        "personal code (asmens kodas)",
        estonian_or_lithuanian,
        True,
        True,
        "month of birth + 50, check digit right",
        "Lithuanian rules as recalled",
        Serials(1_000),
        Serials(1_000),
    ),
)
