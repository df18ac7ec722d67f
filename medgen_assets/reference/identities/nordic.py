"""Identity numbers of Denmark, Finland, Iceland, Norway, Sweden."""

import numpy as np

from medgen_assets.reference.identities.digits import (
    Digits,
    digits,
    letters,
    luhn,
    side_by_side,
    texts,
    weighted,
)
from medgen_assets.reference.identities.holders import Holders, Integers
from medgen_assets.reference.identities.scheme import (
    NO_DIGIT,
    Made,
    Scheme,
    Serials,
    month_with,
    odd_for_men,
    usable,
)

IMPOSSIBLE_MONTH = 50
"""Added to the month of reserved numbers; assumption: no register uses months 51-62 here."""


def day_month_year(holders: Holders, offset: int | Integers) -> Digits:
    """DDMMYY."""
    month = month_with(holders, offset)
    return side_by_side(digits(holders.day, 2), digits(month, 2), digits(holders.short_year, 2))


def danish(holders: Holders) -> Made:
    """DDMMYY-SSSC; the seventh digit carries the century, the last is odd for men and a check digit."""
    century = 4 * holders.is_born_after_1999 + holders.part(4, 100)
    body = side_by_side(day_month_year(holders, IMPOSSIBLE_MONTH), century, digits(holders.part(100), 2))
    check = -weighted(body, (4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    fits = (check < NO_DIGIT) & (check % 2 == holders.is_male)
    return texts(body[:, :6], "-", body[:, 6:], check % 10), fits


FINNISH_CONTROL = "0123456789ABCDEFHJKLMNPRSTUVWXY"
FINNISH_SIGNS = "-YXWVUABCDEF"
"""Signs of the 1900s and of the 2000s; all but the first of each came in 2023 and serve reserved codes."""


def finnish(holders: Holders) -> Made:
    """DDMMYYxNNNC; NNN odd for men, 002-899 issued, 900-999 for temporary and artificial people."""
    free = 450 + holders.part(50) if holders.is_reserved else 1 + holders.part(449)
    body = side_by_side(day_month_year(holders, 0), digits(odd_for_men(free, holders), 3))
    control = weighted(body, tuple(10**place for place in range(8, -1, -1))) % 31
    sign = 6 * holders.is_born_after_1999 + (holders.part(6, 50) if holders.is_reserved else 0)
    return usable(
        texts(body[:, :6], letters(FINNISH_SIGNS, sign), body[:, 6:], letters(FINNISH_CONTROL, control))
    )


def icelandic(holders: Holders) -> Made:
    """DDMMYY-RRCZ; RR from 20 on when issued, Z is 9 for births before 2000, 0 after.

    A day has only a hundred numbers, too few; so reserved ones have two impossible months.
    """
    serial = holders.part(100) if holders.is_reserved else 20 + holders.part(80)
    higher = 20 * holders.part(2, 100)
    body = side_by_side(day_month_year(holders, IMPOSSIBLE_MONTH + higher), digits(serial, 2))
    check = -weighted(body, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    century = np.where(holders.is_born_after_1999, 0, 9)
    return texts(body[:, :6], "-", body[:, 6:], check % 10, century), check < NO_DIGIT


NORWEGIAN_SYNTHETIC_MONTH = 80


def norwegian(holders: Holders) -> Made:
    """DDMMYYIIICC; III 000-499 for births before 2000, 500-999 after, its last digit odd for men."""
    individual = odd_for_men(holders.part(250), holders) + np.where(holders.is_born_after_1999, 500, 0)
    date = day_month_year(holders, NORWEGIAN_SYNTHETIC_MONTH)
    body = side_by_side(date, digits(individual, 3))
    first = -weighted(body, (3, 7, 6, 1, 8, 9, 4, 5, 2)) % 11
    longer = side_by_side(body, first)
    second = -weighted(longer, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return texts(body, first % 10, second % 10), (first < NO_DIGIT) & (second < NO_DIGIT)


def swedish(holders: Holders) -> Made:
    """YYMMDD-NNNC; NNN odd for men, C by Luhn."""
    month = month_with(holders, IMPOSSIBLE_MONTH)
    number = 2 * holders.part(499) + 2 - holders.is_male
    body = side_by_side(
        digits(holders.short_year, 2), digits(month, 2), digits(holders.day, 2), digits(number, 3)
    )
    return usable(texts(body[:, :6], "-", body[:, 6:], luhn(body)))


SCHEMES = (
    Scheme(
        "DNK",
        "CPR number",
        danish,
        True,
        True,
        "month of birth + 50, check digit right",
        "CPR rules as recalled",
        Serials(400, 10, 6),
        Serials(400, 10, 6),
    ),
    Scheme(
        "FIN",
        "personal identity code (henkilötunnus)",
        finnish,
        True,
        True,
        "individual number 900-999, kept for temporary and artificial people",
        "DVV rules as recalled",
        Serials(300),
        Serials(449),
    ),
    Scheme(
        "ISL",
        "kennitala",
        icelandic,
        True,
        False,
        "month of birth + 50 or + 70, check digit right",
        "Registers Iceland rules as recalled; numbers given since 2026-02-18 may lack the check digit",
        Serials(200, 10, 1),
        Serials(80, 10, 1),
    ),
    Scheme(
        "NOR",
        "national identity number (fødselsnummer)",
        norwegian,
        True,
        True,
        "month of birth + 80, as the tax administration's synthetic people",
        "Skatteetaten rules as recalled",
        Serials(250, 5, 2),
        Serials(250, 5, 2),
    ),
    Scheme(
        "SWE",
        "personal identity number (personnummer)",
        swedish,
        True,
        True,
        "month of birth + 50, check digit right",
        "Skatteverket rules as recalled",
        Serials(499),
        Serials(499),
    ),
)
