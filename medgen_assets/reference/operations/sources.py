"""The YAML tables of operations: their figures, and where these come from.

Nothing here interprets a table; that is done by the module that knows its subject.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from medgen_assets.errors import BadInput, Problem

DATA = Path(__file__).parent.parent / "data"
TABLES = (
    "care_minutes",
    "care_transitions",
    "distances",
    "dnbi_arrivals",
    "environment",
    "evacuation_times",
    "expectant_share",
    "facilities",
    "intensity",
    "special_events",
    "tempo",
    "vehicles",
    "warfare_patterns",
)
Name = TypeVar("Name", bound=StrEnum)
Figure = TypeVar("Figure")

PARTS = ("description", "unit", "source", "date", "values")


@dataclass(frozen=True)
class SourcedTable:
    """Figures with what they mean: description, unit and source (one, or one per field) and date."""

    description: str
    unit: str | dict[str, str]
    source: str | dict[str, str]
    date: str
    values: dict[str, Any]


@cache
def sourced_table(name: str) -> SourcedTable:
    """Read one table of operations; raises BadInput when a part is missing."""
    path = DATA / f"{name}.yaml"
    document = yaml.load(path.read_bytes(), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    same_names(path.name, document, PARTS)
    return SourcedTable(**{**document, "date": str(document["date"])})


def figures(name: str, keys: Iterable[str]) -> dict[str, Any]:
    """The values of one table, which must have exactly these keys; raises BadInput otherwise."""
    values = sourced_table(name).values
    same_names(f"{name}.yaml values", values, keys)
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
