"""Injuries of a stretch of casualties, drawn decision by decision: how bad, by what, where, what, which side."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical, operations
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.distributions import OUTRIGHT
from medgen_assets.simulation.draws import Ids, chosen
from medgen_assets.simulation.exercise import HOUR_SECONDS, Exercise, Seconds
from medgen_assets.simulation.injuries.catalogue import REGIONS, Catalogue, catalogue
from medgen_assets.simulation.injuries.severity import SEVERITY_WEIGHTS, iss_of, triage_of
from medgen_assets.simulation.schedule.slots import presence
from medgen_assets.vocabulary import CasualtyClass, IssRegion, Laterality

Flags = NDArray[np.bool_]

MOST_INJURIES = 5
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
    triage: NDArray[np.str_]
    is_outright: Flags


def sampled_injuries(
    exercise: Exercise, ids: Ids, warfare: NDArray[np.str_], classes: NDArray[np.str_], at: Seconds
) -> InjuryTables:
    """Draw the injuries of casualties `ids`, given their warfare type, class and moment."""
    lists = catalogue()
    level = severity_levels(exercise, ids, warfare, classes)
    worst, is_outright = worst_severities(exercise, ids, level)
    mechanism, worst = drawn_mechanisms(exercise, ids, warfare, classes, at, worst, lists)
    region, severity = drawn_regions(exercise, ids, mechanism, worst, lists)
    condition = drawn_conditions(exercise, ids, mechanism, region, severity, lists)
    is_disease = classes == CasualtyClass.DISEASE
    iss = np.where(is_disease, 0, iss_of(by_iss_region(region, severity)))
    triage = triage_of(severity[:, 0], iss, is_outright)
    sides = drawn_sides(exercise, ids, condition)
    return InjuryTables(mechanism, condition, region, severity, sides, iss, triage, is_outright)


LEVELS = (OUTRIGHT, "T1", "T2", "T3", "T4")


def severity_levels(
    exercise: Exercise, ids: Ids, warfare: NDArray[np.str_], classes: NDArray[np.str_]
) -> Ids:
    """Number in LEVELS of each casualty: killed outright, or the category the injuries will call for."""
    uniforms = exercise.draws.for_casualties("how badly", ids)
    levels = np.zeros(len(ids), dtype=np.int64)
    for (kind, of_class), group in exercise.distributions["triage_weights"].group_by(
        "warfare_type", "casualty_class"
    ):
        mask = (warfare == kind) & (classes == of_class)
        shares = dict(zip(group["triage"], group["share"], strict=True))
        levels[mask] = chosen(uniforms[mask], np.array([shares.get(level, 0.0) for level in LEVELS]))
    return levels


def worst_severities(exercise: Exercise, ids: Ids, levels: Ids) -> tuple[Ids, Flags]:
    """Worst severity 1..6 and whether death is immediate."""
    uniforms = exercise.draws.for_casualties("worst severity", ids)
    worst = np.zeros(len(ids), dtype=np.int64)
    for number, level in enumerate(LEVELS):
        mask = levels == number
        worst[mask] = 1 + chosen(uniforms[mask], np.array(SEVERITY_WEIGHTS[level]))
    return worst, levels == LEVELS.index(OUTRIGHT)


def drawn_mechanisms(
    exercise: Exercise,
    ids: Ids,
    warfare: NDArray[np.str_],
    classes: NDArray[np.str_],
    at: Seconds,
    worst: Ids,
    lists: Catalogue,
) -> tuple[Ids, Ids]:
    """Mechanism of each casualty among those that can be as severe as drawn, and that severity.

    Nobody is critically ill with toothache: a mechanism that never reaches a severity is not drawn for it. Where
    no mechanism of the class reaches it, the severity is lowered to the worst one that is possible.
    """
    uniforms = exercise.draws.for_casualties("mechanism", ids)
    reach: NDArray[np.bool_] = np.any(lists.is_possible, axis=1)
    mechanism, worst = np.zeros(len(ids), dtype=np.int64), worst.copy()
    groups = exercise.distributions["injury_distributions"].group_by("warfare_type", "casualty_class")
    for (kind, of_class), group in groups:
        weights = np.zeros(len(lists.mechanisms))
        weights[[lists.mechanism_no(name) for name in group["mechanism"]]] = group["share"].to_numpy()
        members = (warfare == kind) & (classes == of_class)
        for severity in range(6, 0, -1):
            mask = members & (worst == severity)
            able = weights * reach[:, severity - 1]
            if able.any():
                mechanism[mask] = chosen(uniforms[mask], able)
            else:
                worst[mask] = severity - 1
    return weathered(exercise, ids, classes, at, mechanism, worst, lists), worst


def weathered(
    exercise: Exercise,
    ids: Ids,
    classes: NDArray[np.str_],
    at: Seconds,
    mechanism: Ids,
    worst: Ids,
    lists: Catalogue,
) -> Ids:
    """Give a share of the non-battle injuries the weather's own mechanism while that weather is present."""
    injured = classes == CasualtyClass.NON_BATTLE_INJURY
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


def drawn_regions(
    exercise: Exercise, ids: Ids, mechanism: Ids, worst: Ids, lists: Catalogue
) -> tuple[Ids, Ids]:
    """Regions hurt, worst first, no region twice, with their severities; shape (n, 5), -1 and 0 where none."""
    count = len(ids)
    region = np.full((count, MOST_INJURIES), -1, dtype=np.int64)
    severity = np.zeros((count, MOST_INJURIES), dtype=np.int64)
    free = lists.region_weights[mechanism].copy()
    number = injury_counts(exercise, ids, mechanism, worst, lists)
    possible = lists.is_possible
    for slot in range(MOST_INJURIES):
        row = np.flatnonzero(slot < number)
        wanted = worst[row] if slot == 0 else further_severity(exercise, ids[row], worst[row], slot)
        wanted, weights = reachable(wanted, free[row], possible, mechanism[row])
        edges = np.cumsum(weights, axis=1)
        uniforms = exercise.draws.for_casualties("region", ids[row], slot)
        picked = (edges <= (uniforms * edges[:, -1])[:, None]).sum(axis=1)
        hurt = edges[:, -1] > 0
        row, picked = row[hurt], np.minimum(picked[hurt], len(REGIONS) - 1)
        region[row, slot] = picked
        severity[row, slot] = wanted[hurt]
        free[row, picked] = 0.0
    return region, severity


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


def drawn_conditions(
    exercise: Exercise, ids: Ids, mechanism: Ids, region: Ids, severity: Ids, lists: Catalogue
) -> Ids:
    """Condition of each injury; shape (n, 5), -1 where there is none."""
    condition = np.full(region.shape, -1, dtype=np.int64)
    for slot in range(MOST_INJURIES):
        hurt = region[:, slot] >= 0
        uniforms = exercise.draws.for_casualties("condition", ids[hurt], slot)
        condition[hurt, slot] = lists.drawn(
            mechanism[hurt], region[hurt, slot], severity[hurt, slot], uniforms
        )
    return condition


def drawn_sides(exercise: Exercise, ids: Ids, condition: Ids) -> Flags:
    """Whether each injury is on the left; shape (n, 5), false where there is none."""
    is_left = np.zeros(condition.shape, dtype=np.bool_)
    for slot in range(MOST_INJURIES):
        row = np.flatnonzero(condition[:, slot] >= 0)
        is_left[row, slot] = exercise.draws.for_casualties("side", ids[row], slot) < LEFT_SHARE
    return is_left


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


def laterality(is_left: Flags) -> pl.Series:
    """Side of each injury."""
    sides = pl.Series([str(Laterality.RIGHT), str(Laterality.LEFT)])
    return sides.gather(is_left.astype(np.int64))
