"""Identity numbers of Belgium, Canada, France, Luxembourg, the Netherlands, the United Kingdom, the USA."""

import numpy as np

from medgen_assets.reference.identities.digits import digits, luhn, side_by_side, texts, verhoeff, weighted
from medgen_assets.reference.identities.holders import Holders, Integers
from medgen_assets.reference.identities.scheme import (
    NO_DIGIT,
    Made,
    Scheme,
    Serials,
    month_with,
    usable,
)


def belgian(holders: Holders) -> Made:
    """YY.MM.DD-SSS.CC; SSS odd for men; CC is 97 less the remainder of 97, a 2 before births after 1999."""
    number = 2 * holders.part(499) + 2 - holders.is_male
    date = holders.short_year * 10_000 + holders.month * 100 + holders.day
    whole = date * 1000 + number + 2_000_000_000 * holders.is_born_after_1999
    check = np.zeros(len(whole), dtype=np.int64) if holders.is_reserved else 97 - whole % 97
    year, month, day = (digits(holders.short_year, 2), digits(holders.month, 2), digits(holders.day, 2))
    return usable(texts(year, ".", month, ".", day, "-", digits(number, 3), ".", digits(check, 2)))


FRENCH_DEPARTMENTS: Integers = np.array([*range(1, 20), *range(21, 96)], dtype=np.int64)
"""Metropolitan departments by number; Corsica (2A, 2B) is left out: its letters need another check rule."""


def french(holders: Holders) -> Made:
    """SYYMMDDCCCNNNKK; S is 1 for men, 2 for women; KK is 97 less the remainder of 97."""
    departments = FRENCH_DEPARTMENTS[holders.part(len(FRENCH_DEPARTMENTS), 1)]
    commune, order = 1 + holders.part(300, 94), 1 + holders.part(999, 94 * 300)
    body = side_by_side(
        1 + holders.is_female,
        digits(holders.short_year, 2),
        digits(holders.month, 2),
        digits(departments, 2),
        digits(commune, 3),
        digits(order, 3),
    )
    whole = weighted(body, tuple(10**place for place in range(12, -1, -1)))
    key = np.zeros(len(whole), dtype=np.int64) if holders.is_reserved else 97 - whole % 97
    return usable(texts(body, digits(key, 2)))


def luxembourgish(holders: Holders) -> Made:
    """YYYYMMDDSSSLV; L by Luhn and V by Verhoeff, both over the first eleven digits."""
    month = month_with(holders, 50)
    body = side_by_side(
        digits(holders.year, 4), digits(month, 2), digits(holders.day, 2), digits(1 + holders.part(999), 3)
    )
    return usable(texts(body, luhn(body), verhoeff(body)))


DUTCH_RESERVED_START = 90_000_000
WRONG_BY = 5
"""How far a reserved number's check digit is off where nothing else marks it."""


def dutch(holders: Holders) -> Made:
    """Nine digits; 9a+8b+7c+6d+5e+4f+3g+2h-i is a multiple of 11."""
    free = (
        DUTCH_RESERVED_START + holders.part(10**7) if holders.is_reserved else 10**7 + holders.part(8 * 10**7)
    )
    body = digits(free, 8)
    check = weighted(body, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return texts(body, (check + WRONG_BY * holders.is_reserved) % 10), check < NO_DIGIT


NHS_TEST_START = 999_000_000


def british(holders: Holders) -> Made:
    """NHS number: nine digits and a check digit, shown 3-3-4; 999 is the range kept for tests."""
    free = (
        NHS_TEST_START + holders.part(10**6)
        if holders.is_reserved
        else 400_000_000 + holders.part(90_000_000)
    )
    body = digits(free, 9)
    check = -weighted(body, (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return texts(body[:, :3], " ", body[:, 3:6], " ", body[:, 6:], check % 10), check < NO_DIGIT


def canadian(holders: Holders) -> Made:
    """Social insurance number: nine digits, the last by Luhn; none begins with 0."""
    first = (
        np.zeros(len(holders.serial), dtype=np.int64) if holders.is_reserved else 1 + holders.part(7, 10**7)
    )
    body = side_by_side(first, digits(holders.part(10**7), 7))
    return usable(texts(body[:, :3], "-", body[:, 3:6], "-", body[:, 6:], luhn(body)))


FORBIDDEN_AREA = 666
ADVERTISED_NUMBERS = (b"078-05-1120", b"219-09-9999", b"457-55-5462")
"""Numbers that were printed in advertisements and are refused since."""


def american(holders: Holders) -> Made:
    """Social security number AAA-GG-SSSS; areas 000, 666 and 900-999 are never issued.

    Taxpayer numbers lie in 9xx with groups 50 and up, so reserved numbers have groups 01-49.
    """
    serial = 1 + holders.part(9999)
    groups = 49 if holders.is_reserved else 99
    group = 1 + holders.part(groups, 9999)
    area = 900 + holders.part(100, 9999 * 49) if holders.is_reserved else 1 + holders.part(898, 9999 * 99)
    area += ~np.bool_(holders.is_reserved) & (area >= FORBIDDEN_AREA)
    numbers = texts(digits(area, 3), "-", digits(group, 2), "-", digits(serial, 4))
    return numbers, ~np.isin(numbers, ADVERTISED_NUMBERS)


SCHEMES = (
    Scheme(
        "BEL",
        "national number (rijksregisternummer)",
        belgian,
        True,
        True,
        "check digits 00, which the scheme does not have",
        "Belgian national register rules as recalled",
        Serials(499),
        Serials(499),
    ),
    Scheme(
        "CAN",
        "social insurance number (SIN)",
        canadian,
        False,
        False,
        "begins with 0, which is not issued",
        "Canadian rules as recalled",
        Serials(10**7),
        Serials(7 * 10**7),
    ),
    Scheme(
        "FRA",
        "registration number (NIR)",
        french,
        True,
        True,
        "key 00, which the scheme does not have",
        "INSEE rules as recalled; year and month of birth only",
        Serials(94 * 300 * 999),
        Serials(94 * 300 * 999),
    ),
    Scheme(
        "GBR",
        "NHS number",
        british,
        False,
        False,
        "begins with 999, kept for tests; the check digit is right",
        "NHS data dictionary as recalled",
        Serials(10**6, 10, 1),
        Serials(9 * 10**7, 10, 1),
    ),
    Scheme(
        "LUX",
        "national identification number (matricule)",
        luxembourgish,
        True,
        False,
        "month of birth + 50, check digits right",
        "OECD sheet on Luxembourg with its example 1893120105732",
        Serials(999),
        Serials(999),
    ),
    Scheme(
        "NLD",
        "citizen service number (BSN)",
        dutch,
        False,
        False,
        "begins with 9 and the check digit is off by five",
        "Dutch rules as recalled",
        Serials(10**7, 10, 1),
        Serials(8 * 10**7, 10, 1),
    ),
    Scheme(
        "USA",
        "social security number (SSN)",
        american,
        False,
        False,
        "area 900-999 with group 01-49, not issued",
        "Social Security Administration rules as recalled",
        Serials(9999 * 49 * 100, 11, 1),
        Serials(9999 * 99 * 898, 11, 1),
    ),
)
