"""The figures of one operational table, complete or refused.

Reading a file is done by `reference.tables`; what a table means, by the module that knows its subject.
"""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

from medgen_assets.errors import BadInput, Problem
from medgen_assets.reference.tables import yaml_table

TABLES = (
    "care_minutes",
    "care_transitions",
    "distances",
    "dnbi_arrivals",
    "environment",
    "evacuation_times",
    "expectant_share",
    "facilities",
    "finite_means",
    "intensity",
    "special_events",
    "tempo",
    "vehicles",
    "warfare_patterns",
)

Name = TypeVar("Name", bound=StrEnum)
Figure = TypeVar("Figure")


@cache
def values_of(table: str) -> dict[str, Any]:
    """The values of a table, read once (read only)."""
    values: dict[str, Any] = yaml_table(table).values
    return values


def figures(table: str, keys: Iterable[str]) -> dict[str, Any]:
    """The values of a table, which must have exactly these keys; raises BadInput otherwise."""
    values = values_of(table)
    same_names(f"{table}.yaml values", values, keys)
    return values


def same_names(where: str, found: Iterable[str], expected: Iterable[str]) -> None:
    """Refuse missing and unknown names, all at once (BadInput)."""
    missing = sorted(set(map(str, expected)) - set(found))
    unknown = sorted(set(found) - set(map(str, expected)))
    problems = [Problem(where, f"without {name}", "the name is required", "Add it.") for name in missing]
    problems += [Problem(where, f"with {name}", "the name is unknown", "Remove it.") for name in unknown]
    if problems:
        raise BadInput(problems)


def by_member(members: type[Name], values: dict[str, Figure]) -> dict[Name, Figure]:
    """The same figures under the members of a closed list."""
    return {member: values[member] for member in members}


def pair(bounds: list[float]) -> tuple[float, float]:
    """Two figures: lowest and highest, or mean and standard deviation."""
    first, second = bounds
    return float(first), float(second)


def whole_pair(bounds: list[int]) -> tuple[int, int]:
    """Lowest and highest whole number."""
    first, second = bounds
    return int(first), int(second)
