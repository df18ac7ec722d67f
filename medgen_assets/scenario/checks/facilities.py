"""Facilities that can exist, and no more of them and of vehicles than a machine can tell apart."""

from collections.abc import Iterator
from typing import Any

from medgen_assets.errors import Problem
from medgen_assets.scenario.checks.reading import Row, days_of, is_whole, rows, rows_of_fronts
from medgen_assets.scenario.places import Places
from medgen_assets.scenario.showing import path_of, shown
from medgen_assets.vocabulary import Role

NEEDED = {
    Role.ROLE_1: "at least one Role 1 is needed: casualties are first treated there.",
    Role.ROLE_4: "at least one Role 4 is needed: it is where the evacuated go.",
}

MOST_IN_ALL = {"facilities": 20_000, "vehicles": 2_000_000}
"""Assumption: that many on all fronts together, because each is one by one in tables and takes memory: some 14 kB a
facility, 1 kB a vehicle (measured 2026-11-22). A million casualties in eight days have 57,000 vehicles by default."""


def facilities_are_possible(document: Row) -> Iterator[Problem]:
    """Listed facilities have a place of first treatment, and beds that can be counted."""
    days = days_of(document)
    for front, _ in rows(document, "fronts"):
        found = list(rows(document, *front, "facilities"))
        for place, facility in found:
            yield from possible(place, facility)
            yield from losses(place, facility, days)
        yield from first_treatment(front, [facility for _, facility in found])
    for field, most in MOST_IN_ALL.items():
        yield from too_many(document, field, most)


def too_many(document: Row, field: str, most: int) -> Iterator[Problem]:
    """Facilities or vehicles of all fronts together."""
    counts = [row.get("count") for _, row in rows_of_fronts(document, field)]
    total = sum(count for count in counts if is_whole(count))
    if total > most:
        rule = f"the {field} of all fronts together must be at most {most:,}."
        yield Problem("fronts", f"{total:,} {field}", rule)


def role_of(facility: Row) -> Role | None:
    """The role of an entry; None when it is not well-formed."""
    role = facility.get("role")
    return Role(role) if isinstance(role, str) and role in list(Role) else None


def possible(place: Places, facility: Row) -> Iterator[Problem]:
    """One entry of the list."""
    role, count, beds = role_of(facility), facility.get("count"), facility.get("beds")
    if role is Role.POI:
        hint = "Use ROLE_1, ROLE_2, CSU, ROLE_3 or ROLE_4."
        yield Problem(path_of((*place, "role")), shown("POI"), "the point of injury is no facility.", hint)
    if role in NEEDED and is_whole(count) and count == 0:
        yield Problem(path_of((*place, "count")), "0", NEEDED[role])
    if role not in (None, Role.POI, Role.ROLE_4) and beds is None and count != 0:
        value = "null" if "beds" in facility else "missing"
        yield Problem(path_of((*place, "beds")), value, "must be given; only ROLE_4 may be unlimited.")
    yield from intensive_care(place, facility.get("icu_beds", 0), beds)
    if facility.get("surge") is not None and role is Role.ROLE_4:
        yield Problem(
            path_of((*place, "surge")), "beds", "ROLE_4 is at home, where means are taken as given."
        )


def intensive_care(place: Places, icu_beds: Any, beds: Any) -> Iterator[Problem]:
    """Intensive-care beds are among the beds."""
    if is_whole(beds, 1) and is_whole(icu_beds) and icu_beds > beds:
        rule = f"intensive-care beds are part of beds, of which there are {beds}."
        yield Problem(path_of((*place, "icu_beds")), shown(icu_beds), rule)


def losses(place: Places, facility: Row, days: int | None) -> Iterator[Problem]:
    """Facilities can be lost while there is fighting, and no more than there are; the hospital at home cannot."""
    day, lost, count = facility.get("lost_on_day"), facility.get("lost_count", 1), facility.get("count")
    if day is not None and role_of(facility) is Role.ROLE_4:
        yield Problem(path_of((*place, "lost_on_day")), shown(day), "ROLE_4 is at home and cannot be lost.")
    if is_whole(day, 1) and days is not None and day > days:
        rule = f"must be a day of the exercise, 1 to {days}."
        yield Problem(path_of((*place, "lost_on_day")), shown(day), rule)
    if is_whole(lost, 1) and is_whole(count, 1) and lost > count:
        rule = f"no more can be lost than there are: {count}."
        yield Problem(path_of((*place, "lost_count")), shown(lost), rule)


def first_treatment(front: Places, facilities: list[Row]) -> Iterator[Problem]:
    """A list of facilities has a Role 1."""
    roles = [role_of(facility) for facility in facilities]
    if roles and Role.ROLE_1 not in roles and None not in roles:
        listed = ", ".join(str(role) for role in roles)
        yield Problem(path_of((*front, "facilities")), f"[{listed}]", NEEDED[Role.ROLE_1])
