"""Overrides that can stand in for a distribution."""

from collections.abc import Iterator
from typing import Any

from medgen_assets.errors import Problem
from medgen_assets.scenario.checks.reading import Row, at, days_of, entries, is_number, rows
from medgen_assets.scenario.places import Places
from medgen_assets.scenario.showing import path_of, shown
from medgen_assets.vocabulary import Role

ORDER = [str(role) for role in Role if role != Role.CSU]


def overrides_are_whole(document: Row) -> Iterator[Problem]:
    """Weights are not all zero and cover the days, nobody moves backwards, stays have a length."""
    for field in ("triage_weights", "mechanism_weights", "hourly_weights"):
        for name, weights in entries(at(document, "overrides", field)):
            yield from not_all_zero(("overrides", field, name), weights)
    yield from one_weight_per_day(document)
    yield from onwards(document)
    for place, row in rows(document, "overrides", "stay_hours"):
        yield from longest_is_longest(place, row)
    first_aid = at(document, "overrides", "first_aid_minutes")
    if isinstance(first_aid, dict):
        yield from longest_is_longest(("overrides", "first_aid_minutes"), first_aid)


def not_all_zero(place: Places, weights: Any) -> Iterator[Problem]:
    """At least one weight is above zero."""
    numbers = (
        [weight for _, weight in entries(weights)] if not isinstance(weights, list | tuple) else list(weights)
    )
    if all(is_number(number) and number == 0 for number in numbers):
        yield Problem(path_of(place), shown(weights), "at least one weight must be above 0.")


def one_weight_per_day(document: Row) -> Iterator[Problem]:
    """Daily weights cover the exercise."""
    place: Places = ("overrides", "daily_weights")
    weights, days = at(document, "overrides", "daily_weights"), days_of(document)
    if not isinstance(weights, list | tuple) or not weights:
        return
    if days is not None and len(weights) != days:
        rule = f"must have one weight per day, {days}; it has {len(weights)}."
        yield Problem(path_of(place), shown(weights), rule)
    yield from not_all_zero(place, weights)


def onwards(document: Row) -> Iterator[Problem]:
    """Casualties move to a higher role or back to duty; from the point of injury nobody is back at once."""
    for place, row in rows(document, "overrides", "care_transitions"):
        origin, to = row.get("from_role"), row.get("to")
        if origin in ORDER and to in ORDER and ORDER.index(str(to)) <= ORDER.index(str(origin)):
            yield Problem(path_of((*place, "to")), shown(to), f"must be a higher role than {origin}, or RTD.")
        if origin == Role.POI and to == "RTD":
            rule = "nobody returns to duty from the point of injury; the lightly hurt are seen at ROLE_1."
            yield Problem(path_of((*place, "to")), shown(to), rule)


def longest_is_longest(place: Places, row: Row) -> Iterator[Problem]:
    """The longest stay or wait is not shorter than the shortest."""
    shortest, longest = row.get("shortest"), row.get("longest")
    if is_number(shortest) and is_number(longest) and longest < shortest:
        yield Problem(
            path_of((*place, "longest")), shown(longest), f"must be at least shortest, {shown(shortest)}."
        )
