"""What an unquoted YAML word is: the core schema of YAML 1.2, in which NO is a word and only true is true.

One thing is stricter: 010 is no number, because YAML 1.1 and 1.2 disagree whether it is 8 or 10.
"""

import re

Scalar = str | int | float | bool | None

NULLS = {"", "~", "null", "Null", "NULL"}
TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*)")
OCTAL, HEXADECIMAL = re.compile(r"0o[0-7]+"), re.compile(r"0x[0-9a-fA-F]+")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
INFINITE = re.compile(r"[-+]?\.(inf|Inf|INF)")
NOT_A_NUMBER = {".nan", ".NaN", ".NAN"}
MOST_DIGITS = 4000
"""Digits above which a whole number is not read. Python itself stops at 4,300."""


def plain_value(word: str) -> Scalar:
    """The value of an unquoted word; raises ValueError for a whole number of more than 4,000 digits."""
    if word in NULLS:
        return None
    return TRUTHS[word] if word in TRUTHS else number_or_word(word)


def number_or_word(word: str) -> Scalar:
    """A number where the word is one, else the word itself."""
    if WHOLE.fullmatch(word):
        return whole_number(word)
    if OCTAL.fullmatch(word) or HEXADECIMAL.fullmatch(word):
        return int(word, 0)
    if DECIMAL.fullmatch(word):
        return float(word)
    if INFINITE.fullmatch(word) or word in NOT_A_NUMBER:
        return float(word.replace(".", ""))
    return word


def whole_number(digits: str) -> int:
    """A whole number in decimal digits."""
    if len(digits) > MOST_DIGITS:
        raise ValueError(f"a number of {len(digits):,} digits")
    return int(digits)
