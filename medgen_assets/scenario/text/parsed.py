"""What became of a text: the plain document in it, and what is wrong with its writing."""

from dataclasses import dataclass
from typing import Any

from medgen_assets.errors import BadInput, Problem

DEEPEST = 12
"""Levels of nesting that are read; the scenario needs 5."""
MOST_VALUES = 250_000
"""Keys and values that are read; a scenario of 1,000 fronts with everything written out has about 200,000."""
TWICE = "a key may stand only once."
TOO_MANY = f"holds more than {MOST_VALUES:,} values."
TOO_DEEP = f"is nested more than {DEEPEST} levels deep."


@dataclass(frozen=True)
class Parsed:
    """A document and the problems of its text; more problems are in the document itself, perhaps."""

    document: Any
    problems: tuple[Problem, ...] = ()


def unreadable(what: str, rule: str, hint: str = "") -> BadInput:
    """A text that cannot be read at all."""
    return BadInput([Problem("", what, rule, hint)])
