"""Injuries of a stretch of casualties, drawn decision by decision: how bad, by what, where, what, which side."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import clinical, operations
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.distributions import OUTRIGHT
from medgen_assets.simulation.draws import Bits, Draws, Ids
from medgen_assets.simulation.exercise import CLASSES, HOUR_SECONDS, Exercise, Seconds
from medgen_assets.simulation.injuries.catalogue import REGIONS, Catalogue, catalogue
from medgen_assets.simulation.injuries.severity import (
    SEVERITY_WEIGHTS,
    UNSURVIVABLE,
    iss_of,
    triage_numbers,
    words_of,
)
from medgen_assets.simulation.names import Numbers
from medgen_assets.simulation.schedule.slots import presence
from medgen_assets.simulation.stacked import Stacked, of_weights
from medgen_assets.vocabulary import CasualtyClass, IssRegion, WarfareType

Flags = NDArray[np.bool_]

MOST_INJURIES = 5
SEVERITIES = UNSURVIVABLE + 1
"""Severities 0..6."""
LEFT_SHARE = 0.5
"""Share of left sides. Assumption: none is favoured."""
SEVERITY_EXTRAS = np.array([0.0, 0.4, 0.7, 1.0, 1.4, 1.8, 2.0])
"""How the mean number of further regions grows with the worst severity 0..6. Assumption: in proportion to the
polytrauma shares of the original generator's patterns (0.40 conventional to 0.70 blast), graver having more."""
FURTHER_SEVERITY = (0.30, 0.65)
"""Chance that a further injury is as severe as the worst, or at most one grade less; else two grades less.
Assumption: one energy transfer hurts neighbouring regions with similar force."""


@dataclass(frozen=True)
class InjuryTables:
    """Arrays over casualties (n) and over their up to five injuries (n, 5); -1 where there is none."""

    mechanism: Ids
    condition: Ids
    region: Ids
    severity: Ids
    is_left: Flags
    iss: Ids
    triage_no: Ids
    """Category as TriageCategory numbers it."""
    is_outright: Flags

    @property
    def triage(self) -> NDArray[np.str_]:
        """Category of each casualty in words."""
        return words_of(self.triage_no)


def sampled_injuries(
    exercise: Exercise, ids: Ids, warfare: Numbers, classes: Numbers, at: Seconds
) -> InjuryTables:
    """Draw the injuries of casualties `ids`, given the numbers of their warfare type and class, and their moment."""
    lists, cell = catalogue(), warfare.astype(np.int64) * len(CLASSES) + classes
    level = severity_levels(exercise, ids, cell)
    worst, is_outright = worst_severities(exercise, ids, level)
    mechanism, worst = drawn_mechanisms(exercise, ids, cell, worst)
    mechanism = weathered(exercise, ids, classes, at, mechanism, worst, lists)
    region, severity = drawn_regions(exercise, ids, mechanism, worst, lists)
    condition, is_left = drawn_conditions(exercise, ids, mechanism, region, severity, lists)
    iss = iss_of(by_iss_region(region, severity))
    iss[classes == CLASSES.index(CasualtyClass.DISEASE)] = 0
    triage = triage_numbers(severity[:, 0], iss, is_outright)
    return InjuryTables(mechanism, condition, region, severity, is_left, iss, triage, is_outright)


LEVELS = (OUTRIGHT, "T1", "T2", "T3", "T4")
CELLS = tuple((str(kind), str(of_class)) for kind in WarfareType for of_class in CLASSES)
"""Warfare types with classes, as they are numbered."""


@lru_cache(maxsize=4)
def lists_of_levels(exercise: Exercise) -> Stacked:
    """The levels by their shares, a list for each cell; one that nobody is in has the first alone."""
    shares = {cell: np.eye(1, len(LEVELS))[0] for cell in CELLS}
    for (kind, of_class), group in exercise.distributions["triage_weights"].group_by(
        "warfare_type", "casualty_class"
    ):
        known = dict(zip(group["triage"], group["share"], strict=True))
        shares[str(kind), str(of_class)] = np.array([known.get(level, 0.0) for level in LEVELS])
    return of_weights(list(shares.values()))


def severity_levels(exercise: Exercise, ids: Ids, cell: Ids) -> Ids:
    """Number in LEVELS of each casualty: killed outright, or the category the injuries will call for."""
    uniforms = exercise.draws.for_casualties("how badly", ids)
    return lists_of_levels(exercise).positions(cell, uniforms) - cell * len(LEVELS)


@cache
def lists_of_severities() -> Stacked:
    """The worst severities by their weights, a list for each level."""
    return of_weights([np.array(SEVERITY_WEIGHTS[level]) for level in LEVELS])


def worst_severities(exercise: Exercise, ids: Ids, levels: Ids) -> tuple[Ids, Flags]:
    """Worst severity 1..6 and whether death is immediate."""
    uniforms = exercise.draws.for_casualties("worst severity", ids)
    worst = lists_of_severities().positions(levels, uniforms) - levels * UNSURVIVABLE + 1
    return worst, levels == LEVELS.index(OUTRIGHT)


@lru_cache(maxsize=4)
def lists_of_mechanisms(exercise: Exercise) -> tuple[Stacked, Ids]:
    """Mechanisms that reach each severity 0..6 in each cell, and the severity that they reach instead.

    Nobody is critically ill with toothache: a mechanism that never reaches a severity is not drawn for it. Where
    no mechanism of the class reaches it, the severity is lowered to the worst one that is possible.
    """
    lists = catalogue()
    reach: NDArray[np.bool_] = np.any(lists.is_possible, axis=1)
    weights = {cell: np.zeros(len(lists.mechanisms)) for cell in CELLS}
    groups = exercise.distributions["injury_distributions"].group_by("warfare_type", "casualty_class")
    for (kind, of_class), group in groups:
        numbers = [lists.mechanism_no(name) for name in group["mechanism"]]
        weights[str(kind), str(of_class)][numbers] = group["share"].to_numpy()
    able, reached = list[Reals](), list[int]()
    for own in weights.values():
        nobody, lowered = np.eye(1, len(lists.mechanisms))[0], 0
        for severity in range(SEVERITIES):
            those = own * reach[:, severity - 1] if severity else own * 0.0
            lowered, nobody = (severity, those) if those.any() else (lowered, nobody)
            able.append(nobody)
            reached.append(lowered)
    return of_weights(able), np.array(reached)


def drawn_mechanisms(exercise: Exercise, ids: Ids, cell: Ids, worst: Ids) -> tuple[Ids, Ids]:
    """Mechanism of each casualty among those that can be as severe as drawn, and that severity."""
    uniforms = exercise.draws.for_casualties("mechanism", ids)
    able, reached = lists_of_mechanisms(exercise)
    listed = cell * SEVERITIES + worst
    mechanism = able.positions(listed, uniforms) - listed * len(catalogue().mechanisms)
    return mechanism, reached[listed]


def weathered(
    exercise: Exercise,
    ids: Ids,
    classes: Numbers,
    at: Seconds,
    mechanism: Ids,
    worst: Ids,
    lists: Catalogue,
) -> Ids:
    """Give a share of the non-battle injuries the weather's own mechanism while that weather is present."""
    injured = classes == CLASSES.index(CasualtyClass.NON_BATTLE_INJURY)
    for condition in exercise.scenario.environment:
        effect = operations.environment_effects()[condition]
        if effect.special_mechanism is None:
            continue
        number = lists.mechanism_no(effect.special_mechanism)
        able = lists.is_possible[number].any(axis=0)[worst - 1]
        lucky = exercise.draws.for_casualties(f"hurt by {condition}", ids) < effect.special_probability
        here = presence(exercise, condition)[at // HOUR_SECONDS]
        mechanism = np.where(injured & able & lucky & here, number, mechanism)
    return mechanism


@cache
def lists_of_regions() -> tuple[Stacked, Ids]:
    """Regions of the worst injury by mechanism and severity 0..6, and the severity that is possible there, or -1."""
    lists = catalogue()
    mechanism, wanted = divmod(np.arange(len(lists.mechanisms) * SEVERITIES), SEVERITIES)
    wanted, weights = reachable(wanted, lists.region_weights[mechanism], lists.is_possible, mechanism)
    has_any = weights.any(axis=1)
    weights[~has_any, 0] = 1.0
    return of_weights(list(weights)), np.where(has_any, wanted, -1)


def drawn_regions(
    exercise: Exercise, ids: Ids, mechanism: Ids, worst: Ids, lists: Catalogue
) -> tuple[Ids, Ids]:
    """Regions hurt, worst first, no region twice, with their severities; shape (n, 5), -1 and 0 where none."""
    region = np.full((len(ids), MOST_INJURIES), -1, dtype=np.int64)
    severity = np.zeros((len(ids), MOST_INJURIES), dtype=np.int64)
    first, reached = lists_of_regions()
    listed = mechanism * SEVERITIES + worst
    picked = first.positions(listed, exercise.draws.for_casualties("region", ids)) - listed * len(REGIONS)
    severity[:, 0] = np.maximum(reached[listed], 0)
    region[:, 0] = np.where(reached[listed] >= 0, picked, -1)
    with_further(exercise, ids, (mechanism, worst), (region, severity), lists)
    return region, severity


def with_further(
    exercise: Exercise, ids: Ids, worst: tuple[Ids, Ids], found: tuple[Ids, Ids], lists: Catalogue
) -> None:
    """Put the further injuries behind the worst ones, which are known by mechanism and severity."""
    region, severity = found
    number = injury_counts(exercise, ids, *worst, lists)
    several = np.flatnonzero(number > 1)
    own, (mechanism, gravest), number = ids[several], (part[several] for part in worst), number[several]
    free, taken = lists.region_weights[mechanism], region[several, 0]
    free[np.flatnonzero(taken >= 0), taken[taken >= 0]] = 0.0
    for slot in range(1, MOST_INJURIES):
        row = np.flatnonzero(slot < number)
        wanted = further_severity(exercise, own[row], gravest[row], slot)
        wanted, weights = reachable(wanted, free[row], lists.is_possible, mechanism[row])
        edges = np.cumsum(weights, axis=1)
        uniforms = exercise.draws.for_casualties("region", own[row], slot)
        picked = (edges <= (uniforms * edges[:, -1])[:, None]).sum(axis=1)
        hurt = edges[:, -1] > 0
        row, picked = row[hurt], np.minimum(picked[hurt], len(REGIONS) - 1)
        region[several[row], slot] = picked
        severity[several[row], slot] = wanted[hurt]
        free[row, picked] = 0.0


def reachable(wanted: Ids, free: Reals, possible: NDArray[np.bool_], mechanism: Ids) -> tuple[Ids, Reals]:
    """Lower a severity until some free region can have it; returns it and the weights of those regions."""
    wanted = wanted.copy()
    weights = free * possible[mechanism, :, np.maximum(wanted, 1) - 1]
    stuck = np.flatnonzero((wanted > 1) & ~weights.any(axis=1))
    while len(stuck):
        wanted[stuck] -= 1
        weights[stuck] = free[stuck] * possible[mechanism[stuck], :, wanted[stuck] - 1]
        stuck = stuck[(wanted[stuck] > 1) & ~weights[stuck].any(axis=1)]
    return wanted, weights


def injury_counts(exercise: Exercise, ids: Ids, mechanism: Ids, worst: Ids, lists: Catalogue) -> Ids:
    """Number of injured regions, 1..5: geometric with the mechanism's mean, more for the gravely hurt."""
    further = np.maximum(lists.regions_mean[mechanism] - 1.0, 0.0) * SEVERITY_EXTRAS[worst]
    chance = further / (1.0 + further)
    uniforms = exercise.draws.for_casualties("number of regions", ids)
    number, threshold = np.ones(len(ids), dtype=np.int64), chance.copy()
    for _ in range(MOST_INJURIES - 1):
        number += uniforms < threshold
        threshold = threshold * chance
    return number


def further_severity(exercise: Exercise, ids: Ids, worst: Ids, slot: int) -> Ids:
    """Severity of a further injury, at most the worst and at most 5."""
    uniforms = exercise.draws.for_casualties("further severity", ids, slot)
    less = np.where(uniforms < FURTHER_SEVERITY[0], 0, np.where(uniforms < FURTHER_SEVERITY[1], 1, 2))
    graded: Ids = np.clip(np.minimum(worst, 5) - less, 1, 5)
    return graded


@lru_cache(maxsize=8)
def slot_keys(draws: Draws, decision: str) -> Bits:
    """The key of a decision about each of the injuries of a casualty."""
    return np.array([draws.key(decision, slot) for slot in range(MOST_INJURIES)], dtype=np.uint64)


def drawn_conditions(
    exercise: Exercise, ids: Ids, mechanism: Ids, region: Ids, severity: Ids, lists: Catalogue
) -> tuple[Ids, Flags]:
    """Condition of each injury, -1 where there is none, and whether it is on the left; shape (n, 5)."""
    condition = np.full(region.shape, -1, dtype=np.int64)
    is_left = np.zeros(region.shape, dtype=np.bool_)
    row, slot = hurt = np.nonzero(region >= 0)
    own, draws = ids[row], exercise.draws
    uniforms = draws.keyed(slot_keys(draws, "condition")[slot], own)
    condition[hurt] = lists.drawn(mechanism[row], region[hurt], severity[hurt], uniforms)
    is_left[hurt] = draws.keyed(slot_keys(draws, "side")[slot], own) < LEFT_SHARE
    return condition, is_left


def by_iss_region(region: Ids, severity: Ids) -> Ids:
    """Worst severity in each of the six ISS regions; shape (n, 6)."""
    places = iss_region_numbers()
    worst = np.zeros((len(region), len(IssRegion)), dtype=np.int64)
    for slot in range(region.shape[1]):
        row = np.flatnonzero(region[:, slot] >= 0)
        place = places[region[row, slot]]
        row, place = row[place >= 0], place[place >= 0]
        worst[row, place] = np.maximum(worst[row, place], severity[row, slot])
    return worst


@cache
def iss_region_numbers() -> Ids:
    """Number of the ISS region of each body region, -1 where it has none."""
    names = [str(region) for region in IssRegion]
    found = dict(clinical.body_regions().select("body_region", "iss_region").rows())
    return np.array([names.index(found[region]) if found.get(region) else -1 for region in REGIONS])
