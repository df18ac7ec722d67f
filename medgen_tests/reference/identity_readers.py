"""What stands in a valid identity number, read by rules written down a second time, and checks no library has.

Each reader gives the birth date as text (year and month only in France) and the sex; None where the number does not
say.
"""

from collections.abc import Callable

from medgen_tests.reference.test_identities import DATE_ORACLES, SEX_ORACLES, oracle, passes

Read = tuple[str | None, str | None]
DECADES = "ABCDEFGHIJKLMN"
"""Albania's letters of the decades from 1900 on."""


def short_year(two_digits: str) -> int:
    """Year of birth of two digits, 1954 to 2036."""
    return int(two_digits) + (1900 if int(two_digits) > 36 else 2000)


def dated(year: int, month: int, day: int) -> str:
    """A date as text."""
    return f"{year:04}-{month:02}-{day:02}"


def day_month_year(number: str) -> str:
    """The date of numbers that begin with DDMMYY."""
    return dated(short_year(number[4:6]), int(number[2:4]), int(number[:2]))


def year_month_day(number: str) -> str:
    """The date of numbers that begin with YYMMDD."""
    return dated(short_year(number[:2]), int(number[2:4]), int(number[4:6]))


def parity(digit: str) -> str:
    """Odd digits are men's."""
    return "male" if int(digit) % 2 else "female"


def albanian(number: str) -> Read:
    year = 1900 + 10 * DECADES.index(number[0]) + int(number[1])
    month = int(number[2:4])
    return dated(year, month % 50, int(number[4:6])), "female" if month > 50 else "male"


def bulgarian(number: str) -> Read:
    month = int(number[2:4])
    year = int(number[:2]) + (2000 if month > 40 else 1900)
    return dated(year, month % 40, int(number[4:6])), parity(str(int(number[8]) + 1))


def czech(number: str) -> Read:
    month = int(number[2:4])
    return dated(short_year(number[:2]), month % 50, int(number[4:6])), "female" if month > 50 else "male"


def hungarian_or_baltic(number: str) -> Read:
    return year_month_day(number[1:]), parity(number[0])


def icelandic(number: str) -> Read:
    century = {"9": 1900, "0": 2000}[number[-1]]
    return dated(century + int(number[4:6]), int(number[2:4]), int(number[:2])), None


READERS: dict[str, Callable[[str], Read]] = {
    "ALB": albanian,
    "BGR": bulgarian,
    "CZE": czech,
    "DNK": lambda number: (day_month_year(number), parity(number[-1])),
    "FIN": lambda number: (day_month_year(number), parity(number[9])),
    "FRA": lambda number: (f"{short_year(number[1:3])}-{number[3:5]}", parity(number[0])),
    "GRC": lambda number: (day_month_year(number), parity(number[9])),
    "HUN": hungarian_or_baltic,
    "ISL": icelandic,
    "LTU": hungarian_or_baltic,
    "LUX": lambda number: (dated(int(number[:4]), int(number[4:6]), int(number[6:8])), None),
    "ROU": hungarian_or_baltic,
    "SVK": czech,
}
"""Readers of the schemes whose birth date or sex no public validator tells."""


def albanian_letter(number: str) -> str:
    """Check letter of an Albanian number."""
    decade = "_ABCDEFGHIJKLMNOPQRST".index(number[0])
    total = decade + sum(place * int(number[place]) for place in range(1, 9))
    return "WABCDEFGHIJKLMNOPQRSTUV"[total % 23]


def hungarian_digit(number: str) -> str:
    """Check digit of a Hungarian number; the weights turn round for births from 1997 on."""
    is_old = number[0] in "12" and int(number[1:3]) < 97
    weights = range(1, 11) if is_old else range(10, 0, -1)
    return str(sum(int(digit) * weight for digit, weight in zip(number[:10], weights, strict=True)) % 11)


def luhn_digit(digits: str) -> str:
    """Check digit by Luhn, place by place."""
    doubled = [int(digit) * (2 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))]
    return str(-sum(number // 10 + number % 10 for number in doubled) % 10)


def is_albanian(number: str) -> bool:
    """Whether length, decade and check letter are right."""
    return len(number) == 10 and number[0] in DECADES and number[9] == albanian_letter(number)


def is_hungarian(number: str) -> bool:
    """Whether length, month and check digit are right."""
    return len(number) == 11 and int(number[3:5]) in range(1, 13) and number[10] == hungarian_digit(number)


def is_luxembourgish(number: str) -> bool:
    """Whether length, month and the first check digit are right."""
    return len(number) == 13 and int(number[4:6]) in range(1, 13) and number[11] == luhn_digit(number[:11])


CHECKS: dict[str, Callable[[str], bool]] = {
    "ALB": is_albanian,
    "HUN": is_hungarian,
    "LUX": is_luxembourgish,
}
"""Checks of the nations that python-stdnum lacks."""


def told(nation: str, number: str) -> Read:
    """Birth date and sex as the public validator tells them, or our own reader."""
    own_date, own_sex = READERS[nation](number) if nation in READERS else (None, None)
    date = str(oracle(nation).get_birth_date(number)) if nation in DATE_ORACLES else own_date
    letter = oracle(nation).get_gender(number) if nation in SEX_ORACLES else None
    return date, {"F": "female", "M": "male"}.get(letter or "", own_sex)


def is_taken(nation: str, number: str) -> bool:
    """Whether the public validator takes a number, or our own check."""
    return CHECKS[nation](number) if nation in CHECKS else passes(oracle(nation), number)
