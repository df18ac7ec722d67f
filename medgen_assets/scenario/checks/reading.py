"""Careful looks into a document that may be wrong anywhere."""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, TypeGuard

from medgen_assets.scenario.places import Places
from medgen_assets.scenario.quantities import MOST, USUAL_DAYS

Row = Mapping[str, Any]


def rows(document: Any, *places: int | str) -> Iterator[tuple[Places, Row]]:
    """The mappings in the list at a path, each with its own path."""
    value = at(document, *places)
    if isinstance(value, list | tuple):
        for number, row in enumerate(value):
            if isinstance(row, Mapping):
                yield (*places, number), row


def rows_of_fronts(document: Row, field: str) -> Iterator[tuple[Places, Row]]:
    """The mappings in a list that every front has."""
    for place, _ in rows(document, "fronts"):
        yield from rows(document, *place, field)


def at(document: Any, *places: int | str) -> Any:
    """The value at a path, or None."""
    value = document
    for place in places:
        value = (
            value[place]
            if isinstance(place, int)
            else value.get(place)
            if isinstance(value, Mapping)
            else None
        )
    return value


def entries(value: Any) -> Iterator[tuple[str, Any]]:
    """The entries of a mapping; none of anything else."""
    if isinstance(value, Mapping):
        yield from value.items()


def is_number(value: Any, least: float = 0.0, most: float = MOST) -> TypeGuard[float]:
    """Whether a value is a finite number within bounds."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return least <= value <= most and isfinite(value)


def is_whole(value: Any, least: int = 0) -> TypeGuard[int]:
    """Whether a value is a whole number of at least `least` that a scenario can hold."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= MOST


def days_of(document: Row) -> int | None:
    """Days of fighting; None when they are not well-formed."""
    days = document.get("days", USUAL_DAYS)
    return days if is_whole(days, 1) else None
