"""The course of a casualty without care: whether and when the injuries kill, of what, and what would come later."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.course import CAUSES, course
from medgen_assets.simulation.arithmetic import Reals, lognormal_quantile, power
from medgen_assets.simulation.care import nerve_agent, sepsis
from medgen_assets.simulation.draws import Draws, Ids
from medgen_assets.simulation.exercise import MINUTE_SECONDS, Seconds
from medgen_assets.simulation.injuries.catalogue import REGIONS, catalogue
from medgen_assets.simulation.injuries.sampling import MOST_INJURIES, InjuryTables
from medgen_assets.simulation.injuries.severity import MAXIMAL_ISS, UNSURVIVABLE
from medgen_assets.vocabulary import BodyRegion, CasualtyClass, Hemorrhage, LethalCause

Flags = NDArray[np.bool_]

NEVER = np.int64(1) << np.int64(60)
"""Second at which a casualty dies who does not die of this."""
LEAST_MINUTES = 2.0
"""Shortest time to death of those not killed at once. Assumption: 2 min, the order of a femoral bleed."""
LIMBS = (BodyRegion.UPPER_EXTREMITY, BodyRegion.LOWER_EXTREMITY)
IS_LIMB = np.array([name in LIMBS for name in REGIONS] + [False])
"""Whether each region is a limb; the last one is none."""


@dataclass(frozen=True)
class Courses:
    """The untreated course of each casualty."""

    is_lethal: Flags
    death_minutes: Reals
    """Time to death without care; meaningless where not lethal."""
    cause: Ids
    """Number in CAUSES of what would kill."""
    is_septic: Flags
    """Whether a wound would kill by infection days later, were the first course stopped."""
    septic_minutes: Reals
    """Time to that death without care."""
    is_unsurvivable: Flags
    """Whether care can only delay death."""
    dosage_band: Ids
    """Inhaled dosage of nerve agent, 1..6 for IP-1..IP-6; 0 where there was none."""


def untreated_courses(
    draws: Draws,
    ids: Ids,
    tables: InjuryTables,
    classes: NDArray[np.str_],
    is_exposed: Flags,
) -> Courses:
    """Whether the injuries kill if nothing is done, after how long, and by what."""
    cause = causes(tables, classes == CasualtyClass.DISEASE, is_exposed)
    band = nerve_agent.dosage_bands(
        draws, ids, cause == number_of(LethalCause.NERVE_AGENT), tables.severity[:, 0]
    )
    is_unsurvivable = (tables.severity[:, 0] >= UNSURVIVABLE) & ~is_exposed
    risk = np.where(band > 0, nerve_agent.death_risk(band), death_risk(tables))
    factor = class_factors(classes)
    risk = risk * np.where(is_exposed | is_unsurvivable, 1.0, factor)
    is_lethal = (draws.for_casualties("dies without care", ids) < risk) | tables.is_outright
    median = np.where(band > 0, nerve_agent.median_minutes(band), median_minutes(tables, cause))
    uniforms = draws.for_casualties("time to death without care", ids)
    spread, inhaled = around_median(uniforms, course().untreated_variation), np.flatnonzero(band)
    spread[inhaled] = around_median(uniforms[inhaled], course().agent_variation)
    minutes = np.where(tables.is_outright, 0.0, np.maximum(median * spread, LEAST_MINUTES))
    is_septic, septic_minutes = sepsis.septic_courses(draws, ids, tables, factor)
    first = Courses(is_lethal, minutes, cause, is_septic, septic_minutes, is_unsurvivable, band)
    return with_sepsis_alone(first)


def around_median(uniforms: Reals, variation: float) -> Reals:
    """Lognormal factors with median 1."""
    return lognormal_quantile(uniforms, sqrt(1.0 + variation * variation), variation)


def with_sepsis_alone(courses: Courses) -> Courses:
    """The same, with sepsis as the only course of those whose wounds would not kill sooner."""
    alone = courses.is_septic & ~courses.is_lethal
    return replace(
        courses,
        is_lethal=courses.is_lethal | alone,
        death_minutes=np.where(alone, courses.septic_minutes, courses.death_minutes),
        cause=np.where(alone, number_of(LethalCause.SEPSIS), courses.cause),
        is_septic=courses.is_septic & ~alone,
    )


def number_of(cause: LethalCause) -> int:
    """Number of a cause."""
    return CAUSES.index(cause)


def class_factors(classes: NDArray[np.str_]) -> Reals:
    """Factor on the chance of death of each casualty by its class."""
    return np.select(
        [classes == name for name in CasualtyClass], [course().class_factor[name] for name in CasualtyClass]
    )


def death_risk(tables: InjuryTables) -> Reals:
    """Chance that any of the injuries kills untreated: one minus the product of surviving each."""
    survives = survival()[tables.condition[:, 0], tables.severity[:, 0]]
    for slot in range(1, MOST_INJURIES):
        survives *= survival()[tables.condition[:, slot], tables.severity[:, slot]]
    return 1.0 - survives


@cache
def survival() -> Reals:
    """Chance to survive an injury untreated by condition, the last one being none, and severity 0..6.

    What bleeds may stop by itself; how often, by how it could be stopped and by severity.
    """
    lethality, kind = catalogue().conditions["lethality"].to_numpy(), bleeding_kinds()
    base = np.array(course().lethal_by_severity)
    goes_on = 1.0 - np.array([course().self_limiting[bleeding] for bleeding in Hemorrhage])
    risk = np.minimum(base * lethality[:, None], 1.0) * goes_on[kind]
    return np.append(1.0 - risk, np.ones((1, len(base))), axis=0)


@cache
def bleeding_kinds() -> Ids:
    """Number in Hemorrhage of each condition's bleeding."""
    order = [str(kind) for kind in Hemorrhage]
    return np.array([order.index(kind) for kind in catalogue().conditions["hemorrhage"]])


@cache
def minutes_by_iss() -> Reals:
    """Median time to death by ISS."""
    known = course()
    scores = np.maximum(np.arange(MAXIMAL_ISS + 1), 1).astype(float)
    return known.simedis_factor * power(scores, known.simedis_exponent)


@cache
def minutes_by_cause() -> Reals:
    """Median time to death by cause and severity 0..6; 0 where the cause has no times."""
    times = np.zeros((len(CAUSES), UNSURVIVABLE + 1))
    for name, by_severity in course().untreated_minutes.items():
        times[number_of(name)] = [by_severity[max(severity, 3)] for severity in range(UNSURVIVABLE + 1)]
    return times


def median_minutes(tables: InjuryTables, cause: Ids) -> Reals:
    """Median time to death of the lethally hurt: by cause and severity, by ISS where the cause has no times."""
    own = minutes_by_cause()[cause, tables.severity[:, 0]]
    return np.where(own > 0.0, own, minutes_by_iss()[tables.iss])


@cache
def natures() -> Ids:
    """What would kill those who are neither ill nor exposed, by condition and whether it is of a limb."""
    facts = catalogue().conditions.select("hemorrhage", "is_tbi", "is_burn", "is_airway", "is_tension")
    return np.array(
        [
            [number_of(nature(row, is_limb=is_limb)) for is_limb in (False, True)]
            for row in facts.iter_rows(named=True)
        ]
    )


def nature(condition: Mapping[str, Any], *, is_limb: bool) -> LethalCause:
    """What would kill of a condition."""
    bleeding, chokes = condition["hemorrhage"], condition["is_airway"]
    tests = {
        LethalCause.BRAIN: condition["is_tbi"],
        LethalCause.INHALATION: condition["is_burn"] and chokes,
        LethalCause.BURN: condition["is_burn"],
        LethalCause.TENSION_PNEUMOTHORAX: condition["is_tension"],
        LethalCause.AIRWAY: chokes,
        LethalCause.HEMORRHAGE_NONCOMPRESSIBLE: bleeding == Hemorrhage.NONCOMPRESSIBLE,
        LethalCause.HEMORRHAGE_JUNCTIONAL: bleeding == Hemorrhage.JUNCTIONAL,
        LethalCause.HEMORRHAGE_LIMB: bleeding == Hemorrhage.COMPRESSIBLE and is_limb,
        LethalCause.HEMORRHAGE_COMPRESSIBLE: bleeding == Hemorrhage.COMPRESSIBLE,
    }
    return next((cause for cause, holds in tests.items() if holds), LethalCause.OTHER)


@cache
def is_of_agent() -> Flags:
    """Whether each condition is that of nerve agents."""
    found: Flags = (catalogue().conditions["treatment_group"] == "nerve_agent").to_numpy()
    return found


def causes(tables: InjuryTables, is_disease: Flags, is_exposed: Flags) -> Ids:
    """What would kill: the nature of the worst condition."""
    condition = tables.condition[:, 0]
    found = natures()[condition, IS_LIMB[tables.region[:, 0]].astype(np.int64)]
    found[is_disease] = number_of(LethalCause.ILLNESS)
    found[is_exposed] = number_of(LethalCause.EXPOSURE)
    found[is_exposed & is_of_agent()[condition]] = number_of(LethalCause.NERVE_AGENT)
    return found


def worst_bleeding(tables: InjuryTables) -> Ids:
    """Worst bleeding among all injuries, by how hard it is to stop, as Hemorrhage numbers it."""
    ranks = np.where(tables.condition >= 0, bleeding_kinds()[tables.condition], 0)
    worst: Ids = ranks.max(axis=1)
    return worst


def seconds_of(injured: Seconds, happens: Flags, minutes: Reals) -> Seconds:
    """Second of what happens so many minutes after injury, or NEVER."""
    seconds = (np.where(happens, minutes, 0.0) * MINUTE_SECONDS).astype(np.int64)
    return np.where(happens, injured + seconds, NEVER)
