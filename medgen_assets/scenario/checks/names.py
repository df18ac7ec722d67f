"""What must be known by its name, and what may stand only once."""

from collections.abc import Hashable, Iterator
from typing import Any

from medgen_assets.errors import Problem
from medgen_assets.scenario.checks.reading import Row, entries, rows
from medgen_assets.scenario.places import Places, value_at
from medgen_assets.scenario.showing import meant, nearest, path_of, shown
from medgen_assets.vocabulary import CasualtyClass

CODE_LENGTH = 3


def names_are_known(document: Row) -> Iterator[Problem]:
    """Nations and mechanisms are known to the reference, fronts of special events to the scenario."""
    yield from known_nations(document)
    yield from known_fronts(document)
    yield from known_mechanisms(document)


def known_nations(document: Row) -> Iterator[Problem]:
    """Nation codes are among those that have people."""
    from medgen_assets.reference.nations import nation_codes

    codes = nation_codes()
    for place, front in rows(document, "fronts"):
        for code, percentage in entries(front.get("nations")):
            if code not in codes:
                rule = f"no such nation: codes are ISO 3166-1 alpha-3 in upper case, one of {len(codes)}."
                yield Problem(path_of((*place, "nations", code)), shown(percentage), rule, nation_hint(code))
        for where, facility in rows(document, *place, "facilities"):
            named = facility.get("nation")
            if named is not None and named not in codes:
                yield Problem(
                    path_of((*where, "nation")), shown(named), "no such nation.", nation_hint(named)
                )


def nation_hint(code: Any) -> str:
    """The nation that was probably meant, by its code or its name."""
    from medgen_assets.reference.nations import nation_codes, nations

    by_name = dict(zip(nations()["name"], nations()["nation"], strict=True))
    named = nearest(code, by_name) if len(str(code)) > CODE_LENGTH else None
    return f"Did you mean {by_name[named]}?" if named else meant(code, nation_codes())


def known_fronts(document: Row) -> Iterator[Problem]:
    """Special events name a front of the scenario."""
    names = [front["name"] for _, front in rows(document, "fronts") if isinstance(front.get("name"), str)]
    for place, event in rows(document, "special_events"):
        name = event.get("front")
        if names and isinstance(name, str) and name not in names:
            rule = "must be the name of a front of this scenario."
            yield Problem(path_of((*place, "front")), shown(name), rule, meant(name, names))


def known_mechanisms(document: Row) -> Iterator[Problem]:
    """Overridden mechanisms exist and are of their casualty class."""
    place: Places = ("overrides", "mechanism_weights")
    for of_class, weights in entries(value_at(document, place)):
        if of_class in list(CasualtyClass):
            known = mechanisms_of(str(of_class))
            for name, weight in entries(weights):
                if name not in known:
                    path = path_of((*place, of_class, name))
                    yield Problem(
                        path, shown(weight), f"no such mechanism of class {of_class}.", meant(name, known)
                    )


def mechanisms_of(of_class: str) -> list[str]:
    """Mechanisms of injury or illness of a casualty class."""
    from medgen_assets.reference.clinical import mechanisms

    table = mechanisms()
    return [
        name
        for name, its_class in zip(table["mechanism"], table["casualty_class"], strict=True)
        if its_class == of_class
    ]


def nothing_twice(document: Row) -> Iterator[Problem]:
    """Fronts, roles, vehicle kinds, conditions, flown categories and rows of overrides stand once."""
    yield from unlike(list(rows(document, "fronts")), "name")
    for place, _ in rows(document, "fronts"):
        yield from unlike(list(rows(document, *place, "facilities")), "role")
        yield from unlike(list(rows(document, *place, "vehicles")), "kind")
    yield from unlike(list(rows(document, "overrides", "stay_hours")), "role", "triage")
    yield from unlike(list(rows(document, "overrides", "care_transitions")), "from_role", "triage", "to")
    for listed in (
        ("environment",),
        ("evacuation_policy", "air_for"),
        ("overrides", "withheld_interventions"),
    ):
        yield from unlike_entries(listed, value_at(document, listed))


def unlike(found: list[tuple[Places, Row]], *fields: str) -> Iterator[Problem]:
    """A problem for each row whose fields repeat those of an earlier row."""
    seen: set[Hashable] = set()
    for place, row in found:
        values = tuple(row.get(field) for field in fields)
        if not all(isinstance(value, str) for value in values):
            continue
        if values in seen:
            rule = f"stands twice; one entry per {' and '.join(fields).replace('_', ' ')}."
            yield Problem(path_of((*place, fields[0])), ", ".join(shown(value) for value in values), rule)
        seen.add(values)


def unlike_entries(place: Places, listed: Any) -> Iterator[Problem]:
    """A problem for each word that repeats an earlier one."""
    seen: set[str] = set()
    for number, word in enumerate(listed if isinstance(listed, list | tuple) else ()):
        if isinstance(word, str) and word in seen:
            yield Problem(path_of((*place, number)), shown(word), "stands twice in the list.")
        elif isinstance(word, str):
            seen.add(word)
