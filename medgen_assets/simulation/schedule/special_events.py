"""Offensives, ambushes and mass-casualty incidents that the scenario names: they add casualties of their own."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import fsum

import numpy as np

from medgen_assets.reference import operations
from medgen_assets.scenario.model import SpecialEvent
from medgen_assets.simulation.apportionment import apportioned
from medgen_assets.simulation.draws import between, chosen
from medgen_assets.simulation.exercise import DAY_SECONDS, HOUR_SECONDS, Exercise
from medgen_assets.simulation.schedule.cells import Cell
from medgen_assets.simulation.schedule.incidents import Incidents, trimmed
from medgen_assets.vocabulary import CasualtyClass, SpecialEventType

SPECIAL_CEILING = 0.6
"""Largest share of a front's battle casualties that special events may take. Assumption: 0.6, so that a
scenario full of events still has a war around them."""
CLUSTER = (10, 30)
"""Casualties of one incident within a special event (unit: casualties). Source: the original generator's
cluster size of conventional warfare."""
ONE_INCIDENT = 10_000_000


@dataclass(frozen=True)
class Occurrence:
    """One special event on one front, with its moment and size."""

    type: SpecialEventType
    front_no: int
    at: int
    casualties: int


def special_incidents(exercise: Exercise, cells: list[Cell]) -> tuple[list[Incidents], list[Cell]]:
    """Incidents of all special events, and the cells with their casualties taken off."""
    left = {cell.name: cell for cell in cells}
    incidents: list[Incidents] = []
    for number, occurrence in enumerate(occurrences(exercise, cells)):
        cell = struck_cell(exercise, occurrence, left, number)
        if cell is None:
            continue
        taken = min(occurrence.casualties, cell.casualties)
        left[cell.name] = replace(cell, casualties=cell.casualties - taken)
        incidents.append(clustered(exercise, replace(occurrence, casualties=taken), cell, number))
    return incidents, list(left.values())


def occurrences(exercise: Exercise, cells: list[Cell]) -> list[Occurrence]:
    """Every occurrence on every front it concerns, scaled down together if they would take too much."""
    found: list[Occurrence] = []
    for front_no in range(len(exercise.fronts)):
        battle = sum(c.casualties for c in cells if c.front_no == front_no and is_battle(c))
        of_front = list(occurrences_on(exercise, front_no, battle))
        asked = sum(occurrence.casualties for occurrence in of_front)
        allowed = min(asked, int(battle * SPECIAL_CEILING))
        sizes = apportioned(allowed, [o.casualties for o in of_front]) if asked else []
        found += [replace(o, casualties=n) for o, n in zip(of_front, sizes, strict=True) if n > 0]
    return found


def is_battle(cell: Cell) -> bool:
    """Whether a cell's casualties are battle casualties."""
    return cell.casualty_class == CasualtyClass.BATTLE


def occurrences_on(exercise: Exercise, front_no: int, battle: int) -> Iterator[Occurrence]:
    """The occurrences of all the scenario's special events on one front with `battle` battle casualties."""
    for number, event in enumerate(exercise.scenario.special_events):
        if event.front is not None and event.front != exercise.fronts[front_no].name:
            continue
        for day in days_of(exercise, event, f"special event {number} front {front_no}"):
            decision = f"special event {number} front {front_no} day {day}"
            yield Occurrence(
                event.type,
                front_no,
                day * DAY_SECONDS + start_second(exercise, event, decision),
                size_of(exercise, event, battle, day, decision),
            )


def days_of(exercise: Exercise, event: SpecialEvent, decision: str) -> list[int]:
    """Days (from 0) on which an event happens: as the scenario says, else as the reference says."""
    days = exercise.scenario.days
    first = event.day - 1 if event.day is not None else 0
    if event.every_days is not None:
        return list(range(first, days, event.every_days))
    if event.day is not None:
        return [first]
    effect = operations.special_event_effects()[event.type]
    if effect.default_days:
        return [day - 1 for day in effect.default_days if day <= days] or [days - 1]
    lucky = exercise.draws.sequence(f"day of {decision}", days) < effect.daily_probability
    return [int(day) for day in np.flatnonzero(lucky)]


def start_second(exercise: Exercise, event: SpecialEvent, decision: str) -> int:
    """Seconds from the start of the exercise day to the event."""
    effect = operations.special_event_effects()[event.type]
    uniform, minute = exercise.draws.sequence(f"start of {decision}", 2)
    hours = effect.start_hours
    hour = event.hour if event.hour is not None else hours[int(uniform * len(hours))]
    return ((hour - exercise.start_hour) % 24) * HOUR_SECONDS + int(minute * HOUR_SECONDS)


def size_of(exercise: Exercise, event: SpecialEvent, battle: int, day: int, decision: str) -> int:
    """Casualties of one occurrence: as the scenario says, else a share of the day's battle casualties."""
    if event.casualties is not None:
        return event.casualties
    effect = operations.special_event_effects()[event.type]
    low, high = effect.share_of_day_range
    share = float(between(exercise.draws.sequence(f"size of {decision}", 1), low, high)[0])
    size = int(share * effect.multiplier * battle * day_weight(exercise, day) + 0.5)
    return min(size, effect.size_cap) if effect.size_cap is not None else size


def day_weight(exercise: Exercise, day: int) -> float:
    """Share of the exercise's battle casualties that falls on a day by its tempo."""
    scenario = exercise.scenario
    weights = scenario.overrides.daily_weights or operations.tempo_weights(scenario.tempo, scenario.days)
    return weights[day] / fsum(weights)


def struck_cell(
    exercise: Exercise, occurrence: Occurrence, left: dict[str, Cell], number: int
) -> Cell | None:
    """The battle cell of the front that the event strikes, chosen by the casualties it has left."""
    open_cells = [
        c for c in left.values() if c.front_no == occurrence.front_no and is_battle(c) and c.casualties
    ]
    if not open_cells:
        return None
    uniform = exercise.draws.sequence(f"warfare type of special event {number}", 1)
    return open_cells[int(chosen(uniform, np.array([float(c.casualties) for c in open_cells]))[0])]


def clustered(exercise: Exercise, occurrence: Occurrence, cell: Cell, number: int) -> Incidents:
    """Incidents of one occurrence: a mass-casualty event is one, the others are spread over their hours."""
    effect = operations.special_event_effects()[occurrence.type]
    is_one = occurrence.type == SpecialEventType.MASS_CASUALTY
    low, high = (ONE_INCIDENT, ONE_INCIDENT) if is_one else CLUSTER
    decision = f"special event {number} on front {occurrence.front_no}"
    drawn = exercise.draws.sequence(f"incident size {decision}", occurrence.casualties // low + 1)
    sizes = trimmed(low + (drawn * (high - low + 1)).astype(np.int64), occurrence.casualties)
    spread = (
        exercise.draws.sequence(f"moment of {decision}", len(sizes)) * effect.duration_hours * HOUR_SECONDS
    )
    at = np.minimum(occurrence.at + spread.astype(np.int64), exercise.fighting_seconds - 1)
    crowded = (
        exercise.draws.sequence(f"mass casualty {decision}", len(sizes)) < effect.mass_casualty_probability
    )
    return Incidents(cell, at, sizes, crowded | is_one, occurrence.type)
