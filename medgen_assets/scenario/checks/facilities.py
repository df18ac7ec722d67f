"""Facilities that can exist."""

from collections.abc import Iterator

from medgen_assets.errors import Problem
from medgen_assets.scenario.checks.reading import Row, is_whole, rows
from medgen_assets.scenario.places import Places
from medgen_assets.scenario.showing import path_of, shown
from medgen_assets.vocabulary import Role

NEEDED = {
    Role.ROLE_1: "at least one Role 1 is needed: casualties are first treated there.",
    Role.ROLE_4: "at least one Role 4 is needed: it is where the evacuated go.",
}


def facilities_are_possible(document: Row) -> Iterator[Problem]:
    """Listed facilities have a place of first treatment, and beds that can be counted."""
    for front, _ in rows(document, "fronts"):
        found = list(rows(document, *front, "facilities"))
        for place, facility in found:
            yield from possible(place, facility)
        yield from first_treatment(front, [facility for _, facility in found])


def possible(place: Places, facility: Row) -> Iterator[Problem]:
    """One entry of the list."""
    role, count, beds = facility.get("role"), facility.get("count"), facility.get("beds")
    if role == Role.POI:
        rule = "the point of injury is no facility."
        yield Problem(
            path_of((*place, "role")), shown(role), rule, "Use ROLE_1, ROLE_2, CSU, ROLE_3 or ROLE_4."
        )
    if role in NEEDED and count == 0 and count is not False:
        yield Problem(path_of((*place, "count")), "0", NEEDED[Role(str(role))])
    if role in list(Role) and role not in (Role.POI, Role.ROLE_4) and beds is None and count != 0:
        value = "null" if "beds" in facility else "missing"
        yield Problem(path_of((*place, "beds")), value, "must be given; only ROLE_4 may be unlimited.")
    icu_beds = facility.get("icu_beds", 0)
    if is_whole(beds, 1) and is_whole(icu_beds) and icu_beds > beds:
        rule = f"intensive-care beds are part of beds, of which there are {beds}."
        yield Problem(path_of((*place, "icu_beds")), shown(icu_beds), rule)


def first_treatment(front: Places, facilities: list[Row]) -> Iterator[Problem]:
    """A list of facilities has a Role 1."""
    roles = [facility.get("role") for facility in facilities]
    if facilities and Role.ROLE_1 not in roles and all(role in list(Role) for role in roles):
        shown_roles = ", ".join(str(role) for role in roles)
        yield Problem(path_of((*front, "facilities")), f"[{shown_roles}]", NEEDED[Role.ROLE_1])
