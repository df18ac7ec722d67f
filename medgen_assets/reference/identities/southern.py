"""Identity numbers of Greece, Italy, Portugal, Spain, Türkiye."""

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.identities.digits import (
    Digits,
    digits,
    letters,
    luhn,
    side_by_side,
    texts,
    weighted,
)
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


def greek(holders: Holders) -> Made:
    """AMKA, DDMMYYSSSSC: the tenth digit odd for men, C by Luhn."""
    month = month_with(holders, 50)
    body = side_by_side(
        digits(holders.day, 2),
        digits(month, 2),
        digits(holders.short_year, 2),
        digits(odd_for_men(holders.part(5_000), holders), 4),
    )
    return usable(texts(body, luhn(body)))


ITALIAN_CONSONANTS = "BCDFGLMNPRSTVZ"
ITALIAN_MONTHS = "ABCDEHLMPRST"
ITALIAN_FREE_MONTHS = "FGIJKNOQUVWX"
"""Letters that stand for no month."""
ITALIAN_PLACES = (
    "H501",
    "F205",
    "F839",
    "L219",
    "G273",
    "D969",
    "A944",
    "D612",
    "A662",
    "C351",
    "L736",
    "L781",
)
"""Land register codes of twelve large cities, Rome to Verona."""
ITALIAN_ODD_DIGITS = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
ITALIAN_ODD_LETTERS = (
    1,
    0,
    5,
    7,
    9,
    13,
    15,
    17,
    19,
    21,
    2,
    4,
    18,
    20,
    11,
    3,
    6,
    8,
    12,
    14,
    16,
    10,
    22,
    25,
    24,
    23,
)
"""Values of digits and letters at odd places of a codice fiscale (decree of 12 March 1974)."""


def italian(holders: Holders) -> Made:
    """SSSNNNYYMDDPPPPC: six consonants, year, month letter, day (women + 40), place, check letter."""
    count = len(ITALIAN_CONSONANTS)
    consonants = np.stack([holders.part(count, count**place) for place in range(6)], axis=1)
    month = letters(ITALIAN_FREE_MONTHS if holders.is_reserved else ITALIAN_MONTHS, holders.month - 1)
    codes = np.array([list(place.encode()) for place in ITALIAN_PLACES], dtype=np.uint8)
    place = codes[holders.part(len(codes), count**6)]
    body = texts(
        letters(ITALIAN_CONSONANTS, consonants),
        digits(holders.short_year, 2),
        month,
        digits(holders.day + 40 * holders.is_female, 2),
        place,
    )
    return usable(texts(body.view(np.uint8).reshape(-1, 15), italian_check(body)))


def italian_check(body: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """The check letter over fifteen places; odd places have values of their own."""
    codes = body.view(np.uint8).reshape(-1, 15).astype(np.int64)
    is_digit = codes < ord("A")
    even = np.where(is_digit, codes - ord("0"), codes - ord("A"))
    odd_values = np.array([ITALIAN_ODD_DIGITS + (0,) * 16, ITALIAN_ODD_LETTERS], dtype=np.int64)
    odd = odd_values[(~is_digit).astype(np.int64), even]
    total = odd[:, ::2].sum(axis=1) + even[:, 1::2].sum(axis=1)
    check: NDArray[np.uint8] = (total % 26 + ord("A")).astype(np.uint8)
    return check


PORTUGUESE_RESERVED_START = 99_000_000
PORTUGUESE_VERSIONS = ("ZZ", "ZY", "ZX", "ZW", "ZV")


def portuguese(holders: Holders) -> Made:
    """NNNNNNNN C VVK: civil number with its check digit, version of the card, check digit of the document."""
    free = (
        PORTUGUESE_RESERVED_START + holders.part(10**6)
        if holders.is_reserved
        else 10**7 + holders.part(5 * 10**6)
    )
    body = digits(free, 8)
    first = -weighted(body, (9, 8, 7, 6, 5, 4, 3, 2)) % 11
    civil = np.where(first == NO_DIGIT, 0, first)
    codes = np.array([list(version.encode()) for version in PORTUGUESE_VERSIONS], dtype=np.uint8)
    version = codes[free % len(codes)]
    values = side_by_side(body, civil, version.astype(np.int64) - ord("A") + 10)
    return usable(texts(body, " ", civil, " ", version, portuguese_check(values)))


def portuguese_check(values: Digits) -> NDArray[np.int64]:
    """Luhn over values 0-35: every second place from the left is doubled, less nine from ten on."""
    doubled = values.copy()
    doubled[:, ::2] *= 2
    doubled[:, ::2] = np.where(doubled[:, ::2] >= NO_DIGIT, doubled[:, ::2] - 9, doubled[:, ::2])
    check: NDArray[np.int64] = -doubled.sum(axis=1) % 10
    return check


SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


def spanish(holders: Holders) -> Made:
    """DNI: eight digits and the letter of the remainder of 23; I, Ñ, O, U are never used."""
    number = 10**7 + holders.part(9 * 10**7)
    last = "U" if holders.is_reserved else letters(SPANISH_LETTERS, number % 23)
    return usable(texts(digits(number, 8), last))


def turkish(holders: Holders) -> Made:
    """Eleven digits, the first not 0; the tenth and eleventh are check digits."""
    first = (
        np.zeros(len(holders.serial), dtype=np.int64) if holders.is_reserved else 1 + holders.part(9, 10**8)
    )
    body = side_by_side(first, digits(holders.part(10**8), 8))
    tenth = (7 * body[:, ::2].sum(axis=1) - body[:, 1::2].sum(axis=1)) % 10
    return usable(texts(body, tenth, (body.sum(axis=1) + tenth) % 10))


SCHEMES = (
    Scheme(
        "ESP",
        "national identity document (DNI)",
        spanish,
        False,
        False,
        "letter U, which the scheme does not have",
        "Spanish rules as recalled",
        Serials(9 * 10**7),
        Serials(9 * 10**7),
    ),
    Scheme(
        "GRC",
        "social security number (AMKA)",
        greek,
        True,
        True,
        "month of birth + 50, check digit right",
        "Greek rules as recalled",
        Serials(5_000),
        Serials(5_000),
    ),
    Scheme(
        "ITA",
        "tax code (codice fiscale)",
        italian,
        True,
        True,
        "a month letter that stands for no month (F G I J K N O Q U V W X), check letter right",
        "decree of 12 March 1974 as recalled; consonants are not taken from the name",
        Serials(14**6 * 12),
        Serials(14**6 * 12),
    ),
    Scheme(
        "PRT",
        "citizen card number",
        portuguese,
        False,
        False,
        "civil number from 99000000 on, not reached; check digits right",
        "Portuguese rules as recalled",
        Serials(10**6),
        Serials(5 * 10**6),
    ),
    Scheme(
        "TUR",
        "identification number (TCKN)",
        turkish,
        False,
        False,
        "begins with 0, which is not issued; check digits right",
        "Turkish rules as recalled",
        Serials(10**8),
        Serials(9 * 10**8),
    ),
)
