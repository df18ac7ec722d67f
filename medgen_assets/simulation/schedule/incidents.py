"""How the casualties of a cell group into incidents: ordinary ones of a few, mass-casualty ones of many."""

from dataclasses import dataclass

import numpy as np

from medgen_assets.reference import operations
from medgen_assets.simulation.distributions import is_exposure
from medgen_assets.simulation.draws import Ids, Reals, chosen
from medgen_assets.simulation.exercise import HOUR_SECONDS, Exercise, Seconds
from medgen_assets.simulation.schedule.cells import Cell
from medgen_assets.vocabulary import CasualtyClass, SpecialEventType

ACCIDENT_SIZES = np.array([0.85, 0.10, 0.05])
"""Share of non-battle incidents with 1, 2, 3 casualties. Assumption: mostly single, because falls, sprains
and sick call concern one person; vehicle crashes two or three."""
SLOT_BLOCK = 100_000
"""Casualties whose hours are drawn at a time. Assumption: 100,000, a few megabytes."""
MASS_CASUALTY_CEILING = 0.95


@dataclass(frozen=True)
class Incidents:
    """Incidents of one cell: moments, sizes and whether each is a mass-casualty incident."""

    cell: Cell
    at: Seconds
    sizes: Ids
    is_mass_casualty: np.ndarray[tuple[int], np.dtype[np.bool_]]
    special_event: SpecialEventType | None = None


def is_of_fighting(cell: Cell) -> bool:
    """Whether the casualties of a cell come from the fighting, and so may come in crowds."""
    return cell.casualty_class == CasualtyClass.BATTLE or is_exposure(cell.warfare_type, cell.casualty_class)


def mass_casualty_incidents(exercise: Exercise, cell: Cell, casualties: int, rates: Reals) -> Incidents:
    """Mass-casualty incidents that take the cell's share of crowds, in hours chosen by the rates."""
    wanted = int(casualties * crowd_share(exercise, cell) + 0.5)
    sizes = trimmed(crowd_sizes(exercise, cell, wanted), wanted)
    sizes = sizes[sizes >= MINIMAL_CROWD]
    moments = exercise.draws.sequence(f"crowd hour {cell.name}", len(sizes))
    at = chosen(moments, rates) * HOUR_SECONDS + within_hour(exercise, f"crowd {cell.name}", len(sizes))
    return onset_spread(exercise, Incidents(cell, at, sizes, np.ones(len(sizes), dtype=bool)))


def onset_spread(exercise: Exercise, crowds: Incidents) -> Incidents:
    """Crowds exposed to an agent fall ill in waves: some at once, the rest in even parts at the onset hours."""
    if not is_exposure(crowds.cell.warfare_type, crowds.cell.casualty_class):
        return crowds
    pattern = operations.warfare_patterns()[crowds.cell.warfare_type]
    hours = pattern.delayed_onset_hours
    late = (crowds.sizes * (pattern.delayed_onset_share / len(hours))).astype(np.int64)
    waves = [crowds.sizes - late * len(hours), *[late for _ in hours]]
    moments = [crowds.at, *[before_end(exercise, crowds.at, hour * HOUR_SECONDS) for hour in hours]]
    at, sizes = np.concatenate(moments), np.concatenate(waves)
    some = sizes > 0
    return Incidents(crowds.cell, at[some], sizes[some], sizes[some] >= MINIMAL_CROWD)


def before_end(exercise: Exercise, at: Seconds, delay: int) -> Seconds:
    """Moments shifted by `delay` seconds; those that would pass the end of the fighting stay where they were."""
    return np.where(at + delay < exercise.fighting_seconds, at + delay, at)


def crowd_sizes(exercise: Exercise, cell: Cell, wanted: int) -> Ids:
    """Enough crowd sizes to fill `wanted`: mostly clusters, some major ones (a collapsed building)."""
    pattern = operations.warfare_patterns()[cell.warfare_type]
    low, high = pattern.cluster_size
    count = wanted // low + 1
    drawn = exercise.draws.sequence(f"crowd size {cell.name}", count)
    sizes = low + (drawn * (high - low + 1)).astype(np.int64)
    if pattern.major_cluster_size is None:
        return sizes
    most_low, most_high = pattern.major_cluster_size
    is_major = exercise.draws.sequence(f"major crowd {cell.name}", count) < pattern.major_cluster_share
    return np.where(is_major, most_low + (drawn * (most_high - most_low + 1)).astype(np.int64), sizes)


MINIMAL_CROWD = 4
"""Fewest casualties called a mass-casualty incident. Assumption: 4, because a Role 1 team treats two at once
and a smaller number does not exceed its means."""


def crowd_share(exercise: Exercise, cell: Cell) -> float:
    """Share of a cell's casualties that are hurt in mass-casualty incidents."""
    if not is_of_fighting(cell):
        return 0.0
    override = (exercise.scenario.overrides.mass_casualty_share or {}).get(cell.warfare_type)
    share = (
        operations.warfare_patterns()[cell.warfare_type].mass_casualty_share if override is None else override
    )
    factor = operations.intensity_effects()[exercise.scenario.intensity].mass_casualty_factor
    return min(MASS_CASUALTY_CEILING, share * factor)


def trimmed(sizes: Ids, wanted: int) -> Ids:
    """The first sizes that fill `wanted`, the last one cut to fit."""
    ends = np.minimum(np.cumsum(sizes), wanted)
    kept = np.diff(ends, prepend=0)
    return kept[kept > 0]


def ordinary_incidents(exercise: Exercise, cell: Cell, casualties: int, rates: Reals) -> Incidents:
    """Incidents of one to a few casualties; every casualty picks its hour by the rates, independently."""
    counts = casualties_by_slot(exercise, cell, casualties, rates)
    slot_ends = np.cumsum(counts)
    drawn = exercise.draws.sequence(f"incident size {cell.name}", casualties)
    sizes = 1 + chosen(drawn, incident_sizes(cell))
    ends = np.union1d(np.minimum(np.cumsum(sizes), casualties), slot_ends[counts > 0])
    sizes = np.diff(ends, prepend=0)
    hours = np.searchsorted(slot_ends, ends, side="left")
    at = hours * HOUR_SECONDS + within_hour(exercise, f"incident {cell.name}", len(sizes))
    return Incidents(cell, delayed(exercise, cell, at), sizes, np.zeros(len(sizes), dtype=bool))


def casualties_by_slot(exercise: Exercise, cell: Cell, casualties: int, rates: Reals) -> Ids:
    """Multinomial counts by hour, drawn casualty by casualty in blocks so that memory stays flat."""
    counts = np.zeros(len(rates), dtype=np.int64)
    for first in range(0, casualties, SLOT_BLOCK):
        ids = np.arange(first, min(first + SLOT_BLOCK, casualties), dtype=np.int64)
        picked = chosen(exercise.draws.for_casualties(f"hour {cell.name}", ids), rates)
        counts += np.bincount(picked, minlength=len(rates))
    return counts


def incident_sizes(cell: Cell) -> Reals:
    """Share of incidents with 1, 2, 3 … casualties."""
    if not is_of_fighting(cell):
        return ACCIDENT_SIZES
    return np.array(operations.warfare_patterns()[cell.warfare_type].incident_size_weights)


def within_hour(exercise: Exercise, decision: str, count: int) -> Seconds:
    """Whole seconds within the hour."""
    return (exercise.draws.sequence(f"second of {decision}", count) * HOUR_SECONDS).astype(np.int64)


def delayed(exercise: Exercise, cell: Cell, at: Seconds) -> Seconds:
    """Shift the delayed onset of exposures by the published hours; what would pass the end stays where it was."""
    if not is_exposure(cell.warfare_type, cell.casualty_class):
        return at
    pattern = operations.warfare_patterns()[cell.warfare_type]
    late = exercise.draws.sequence(f"delayed onset {cell.name}", len(at)) < pattern.delayed_onset_share
    hours = np.array(pattern.delayed_onset_hours, dtype=np.int64)
    picked = (exercise.draws.sequence(f"onset delay {cell.name}", len(at)) * len(hours)).astype(np.int64)
    shifted = at + np.where(late, hours[picked], 0) * HOUR_SECONDS
    return np.where(shifted < exercise.fighting_seconds, shifted, at)
