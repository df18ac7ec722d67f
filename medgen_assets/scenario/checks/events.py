"""Special events that fit into the exercise."""

from collections.abc import Iterator
from math import floor

from medgen_assets.errors import Problem
from medgen_assets.scenario.checks.reading import Row, at, days_of, is_number, is_whole, rows
from medgen_assets.scenario.fighting import HISTORIC_MIX
from medgen_assets.scenario.places import Places
from medgen_assets.scenario.quantities import MOST_DAYS
from medgen_assets.scenario.showing import path_of, shown


def events_fit(document: Row) -> Iterator[Problem]:
    """Events happen within the days and take no more casualties than there are."""
    days = days_of(document)
    for place, event in rows(document, "special_events"):
        if days is not None:
            yield from within_days(place, event, days)
    if days is not None and is_whole(document.get("total_patients"), 1):
        yield from enough_casualties(document, days)


def within_days(place: Places, event: Row, days: int) -> Iterator[Problem]:
    """The day, and the days between two occurrences, lie within the exercise."""
    for field in ("day", "every_days"):
        value = event.get(field)
        if is_whole(value, 1) and days < value <= MOST_DAYS:
            rule = f"must be at most {days}, the days of the exercise."
            yield Problem(path_of((*place, field)), shown(value), rule)


def enough_casualties(document: Row, days: int) -> Iterator[Problem]:
    """Casualties that events ask of a front are no more than its battle casualties."""
    for _, front in rows(document, "fronts"):
        there = battle_casualties(document, front)
        if there is None:
            continue
        asked = sum(
            asked_by(event, days) for _, event in rows(document, "special_events") if strikes(event, front)
        )
        if asked > there:
            name = shown(front.get("name"))
            rule = f"special events ask {asked:,} battle casualties of front {name}; it has {there:,}."
            yield Problem(
                "special_events", f"{asked:,} casualties", rule, "Ask fewer, or raise total_patients."
            )


def battle_casualties(document: Row, front: Row) -> int | None:
    """Battle casualties of a front, rounded down; None when that cannot be told."""
    is_stated = "injury_mix" in document
    battle = at(document, "injury_mix", "battle") if is_stated else HISTORIC_MIX.battle
    share = front.get("share")
    if not is_number(battle, 0.0, 1.0) or not is_number(share, 0.0, 1.0):
        return None
    total: int = document["total_patients"]
    return floor(total * battle * share + 1e-9)


def strikes(event: Row, front: Row) -> bool:
    """Whether an event happens on a front."""
    return event.get("front") is None or event.get("front") == front.get("name")


def asked_by(event: Row, days: int) -> int:
    """Casualties over all occurrences of an event on one front; 0 when their size is left to the type."""
    casualties, first, every = event.get("casualties"), event.get("day"), event.get("every_days")
    if not is_whole(casualties, 1):
        return 0
    if not is_whole(every, 1):
        return casualties
    return casualties * len(range(first if is_whole(first, 1) else 1, days + 1, every))
