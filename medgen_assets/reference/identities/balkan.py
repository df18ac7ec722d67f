"""Identity numbers of Albania, Bulgaria, Croatia, Montenegro, North Macedonia, Romania, Slovenia."""

import numpy as np

from medgen_assets.reference.identities.digits import (
    digits,
    letters,
    mod_11_10,
    side_by_side,
    texts,
    weighted,
)
from medgen_assets.reference.identities.holders import Holders, Integers
from medgen_assets.reference.identities.scheme import (
    NO_DIGIT,
    Made,
    Maker,
    Scheme,
    Serials,
    month_with,
    usable,
)

IMPOSSIBLE_MONTH = 50
"""Added to the month of reserved numbers; assumption: no register uses months 51-62 here."""
ALBANIAN_ALPHABET = "WABCDEFGHIJKLMNOPQRSTUV"
"""Check letters by remainder; a decade's letter counts as its place here."""


def albanian(holders: Holders) -> Made:
    """DYMMDDSSSC; D is the decade (A 1900s … K 2000s), women's month is 50 higher, C the remainder of 23."""
    decade = (holders.year - 1900) // 10 + 1
    body = side_by_side(
        decade,
        holders.year % 10,
        digits(holders.month + 50 * holders.is_female, 2),
        digits(holders.day, 2),
        digits(1 + holders.part(999), 3),
    )
    check = weighted(body, (1, 1, 2, 3, 4, 5, 6, 7, 8)) % 23
    last = "Z" if holders.is_reserved else letters(ALBANIAN_ALPHABET, check)
    return usable(texts(letters(ALBANIAN_ALPHABET, decade), body[:, 1:], last))


def bulgarian(holders: Holders) -> Made:
    """YYMMDDRRSC; month + 40 for births after 1999, S even for men."""
    offset = (
        np.where(holders.is_born_after_1999, 80, 60)
        if holders.is_reserved
        else 40 * holders.is_born_after_1999
    )
    region = 2 * holders.part(500) + holders.is_female
    body = side_by_side(
        digits(holders.short_year, 2),
        digits(holders.month + offset, 2),
        digits(holders.day, 2),
        digits(region, 3),
    )
    return usable(texts(body, weighted(body, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10))


CROATIAN_RESERVED_START = 999_000_0000
WRONG_BY = 5
"""How far a reserved number's check digit is off where nothing else marks it."""


def croatian(holders: Holders) -> Made:
    """Eleven digits without meaning, the last by ISO 7064 MOD 11,10."""
    free = CROATIAN_RESERVED_START + holders.part(10**7) if holders.is_reserved else holders.part(10**10)
    body = digits(free, 10)
    return usable(texts(body, (mod_11_10(body) + WRONG_BY * holders.is_reserved) % 10))


def yugoslav(regions: tuple[int, ...]) -> Maker:
    """The maker of DDMMYYYRRBBBK numbers of these regions; BBB 000-499 men, 500-999 women."""

    def make(holders: Holders) -> Made:
        month = month_with(holders, IMPOSSIBLE_MONTH)
        region = np.array(regions, dtype=np.int64)[holders.part(len(regions), 500)]
        body = side_by_side(
            digits(holders.day, 2),
            digits(month, 2),
            digits(holders.year, 3),
            digits(region, 2),
            digits(holders.part(500) + 500 * holders.is_female, 3),
        )
        check = -weighted(body, (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        return texts(body, check % 10), check < NO_DIGIT

    return make


ROMANIAN_COUNTIES: Integers = np.array([*range(1, 47), 51, 52], dtype=np.int64)
ROMANIAN_WEIGHTS = (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)


def romanian(holders: Holders) -> Made:
    """SYYMMDDJJNNNC; S is 1 or 2 for men and women born before 2000, 5 or 6 after, JJ the county."""
    month = month_with(holders, IMPOSSIBLE_MONTH)
    body = side_by_side(
        1 + holders.is_female + 4 * holders.is_born_after_1999,
        digits(holders.short_year, 2),
        digits(month, 2),
        digits(holders.day, 2),
        digits(ROMANIAN_COUNTIES[holders.part(len(ROMANIAN_COUNTIES), 999)], 2),
        digits(1 + holders.part(999), 3),
    )
    check = weighted(body, ROMANIAN_WEIGHTS) % 11
    return usable(texts(body, np.where(check == NO_DIGIT, 1, check)))


MONTENEGRIN_REGIONS = (21, 22, 23, 24, 25, 26, 27, 28, 29)
MACEDONIAN_REGIONS = (41, 42, 43, 44, 45, 46, 47, 48, 49)
SLOVENIAN_REGIONS = (50,)
YUGOSLAV_SOURCE = "rules of the Yugoslav master citizen number (1976) as recalled"
MONTH_50 = "month of birth + 50, check digit right"

SCHEMES = (
    Scheme(
        "ALB",
        "identity number (NID)",
        albanian,
        True,
        True,
        "check letter Z, which the scheme does not have",
        "decision 827 of 2003 as described publicly; check rule and four test numbers of the nidx library",
        Serials(999),
        Serials(999),
    ),
    Scheme(
        "BGR",
        "unified civil number (EGN)",
        bulgarian,
        True,
        True,
        "month of birth + 60 (born after 1999: + 80), check digit right",
        "GRAO rules as recalled",
        Serials(500),
        Serials(500),
    ),
    Scheme(
        "HRV",
        "personal identification number (OIB)",
        croatian,
        False,
        False,
        "begins with 999 and the check digit is off by five",
        "Croatian tax administration rules as recalled",
        Serials(10**7),
        Serials(10**10),
    ),
    Scheme(
        "MNE",
        "master citizen number (JMB)",
        yugoslav(MONTENEGRIN_REGIONS),
        True,
        True,
        MONTH_50,
        YUGOSLAV_SOURCE,
        Serials(500 * len(MONTENEGRIN_REGIONS), 10, 1),
        Serials(500 * len(MONTENEGRIN_REGIONS), 10, 1),
    ),
    Scheme(
        "MKD",
        "master citizen number (EMBG)",
        yugoslav(MACEDONIAN_REGIONS),
        True,
        True,
        MONTH_50,
        YUGOSLAV_SOURCE,
        Serials(500 * len(MACEDONIAN_REGIONS), 10, 1),
        Serials(500 * len(MACEDONIAN_REGIONS), 10, 1),
    ),
    Scheme(
        "ROU",
        "personal numerical code (CNP)",
        romanian,
        True,
        True,
        MONTH_50,
        "Romanian rules as recalled",
        Serials(999 * len(ROMANIAN_COUNTIES)),
        Serials(999 * len(ROMANIAN_COUNTIES)),
    ),
    Scheme(
        "SVN",
        "master citizen number (EMŠO)",
        yugoslav(SLOVENIAN_REGIONS),
        True,
        True,
        MONTH_50,
        YUGOSLAV_SOURCE,
        Serials(500 * len(SLOVENIAN_REGIONS), 10, 1),
        Serials(500 * len(SLOVENIAN_REGIONS), 10, 1),
    ),
)
