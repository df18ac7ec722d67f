"""The course of a casualty without care: whether and when the injuries kill, of what, and what would come later."""

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.course import CAUSES, course
from medgen_assets.simulation.arithmetic import Reals, lognormal_quantile, power
from medgen_assets.simulation.care import nerve_agent, sepsis
from medgen_assets.simulation.draws import Draws, Ids
from medgen_assets.simulation.exercise import MINUTE_SECONDS, Seconds
from medgen_assets.simulation.injuries.catalogue import REGIONS, Catalogue
from medgen_assets.simulation.injuries.sampling import MOST_INJURIES, InjuryTables
from medgen_assets.simulation.injuries.severity import UNSURVIVABLE
from medgen_assets.vocabulary import BodyRegion, CasualtyClass, Hemorrhage, LethalCause

Flags = NDArray[np.bool_]

NEVER = np.int64(1) << np.int64(60)
"""Second at which a casualty dies who does not die of this."""
LEAST_MINUTES = 2.0
"""Shortest time to death of those not killed at once. Assumption: 2 min, the order of a femoral bleed."""
LIMBS = (REGIONS.index(BodyRegion.UPPER_EXTREMITY), REGIONS.index(BodyRegion.LOWER_EXTREMITY))


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
    lists: Catalogue,
    classes: NDArray[np.str_],
    is_exposed: Flags,
) -> Courses:
    """Whether the injuries kill if nothing is done, after how long, and by what."""
    cause = causes(tables, lists, classes == CasualtyClass.DISEASE, is_exposed)
    band = nerve_agent.dosage_bands(
        draws, ids, cause == number_of(LethalCause.NERVE_AGENT), tables.severity[:, 0]
    )
    is_unsurvivable = (tables.severity[:, 0] >= UNSURVIVABLE) & ~is_exposed
    risk = np.where(band > 0, nerve_agent.death_risk(band), death_risk(tables, lists))
    factor = class_factors(classes)
    risk = risk * np.where(is_exposed | is_unsurvivable, 1.0, factor)
    is_lethal = (draws.for_casualties("dies without care", ids) < risk) | tables.is_outright
    median = np.where(band > 0, nerve_agent.median_minutes(band), median_minutes(tables, cause))
    uniforms = draws.for_casualties("time to death without care", ids)
    known = course()
    spread = np.where(
        band > 0,
        around_median(uniforms, known.agent_variation),
        around_median(uniforms, known.untreated_variation),
    )
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


def death_risk(tables: InjuryTables, lists: Catalogue) -> Reals:
    """Chance that any of the injuries kills untreated: one minus the product of surviving each.

    What bleeds may stop by itself; how often, by how it could be stopped and by severity.
    """
    lethality, kind = lists.conditions["lethality"].to_numpy(), bleeding_kinds(lists)
    base = np.array(course().lethal_by_severity)
    goes_on = 1.0 - np.array([course().self_limiting[bleeding] for bleeding in Hemorrhage])
    survives = np.ones(len(tables.mechanism))
    for slot in range(MOST_INJURIES):
        condition, severity = tables.condition[:, slot], tables.severity[:, slot]
        risk = np.minimum(base[severity] * lethality[condition], 1.0) * goes_on[kind[condition], severity]
        survives = survives * np.where(condition >= 0, 1.0 - risk, 1.0)
    return 1.0 - survives


def bleeding_kinds(lists: Catalogue) -> Ids:
    """Number in Hemorrhage of each condition's bleeding."""
    order = [str(kind) for kind in Hemorrhage]
    return np.array([order.index(kind) for kind in lists.conditions["hemorrhage"]])


def median_minutes(tables: InjuryTables, cause: Ids) -> Reals:
    """Median time to death of the lethally hurt: by cause and severity, by ISS where the cause has no times."""
    known = course()
    by_iss = known.simedis_factor * power(np.maximum(tables.iss, 1).astype(float), known.simedis_exponent)
    times = np.zeros((len(CAUSES), UNSURVIVABLE + 1))
    for name, by_severity in known.untreated_minutes.items():
        times[number_of(name)] = [by_severity[max(severity, 3)] for severity in range(UNSURVIVABLE + 1)]
    own = times[cause, tables.severity[:, 0]]
    return np.where(own > 0.0, own, by_iss)


def causes(tables: InjuryTables, lists: Catalogue, is_disease: Flags, is_exposed: Flags) -> Ids:
    """What would kill: the nature of the worst condition."""
    facts = lists.conditions.select(
        "hemorrhage",
        "is_tbi",
        "is_burn",
        "is_airway",
        "is_tension",
        agent=pl.col("treatment_group") == "nerve_agent",
    )[tables.condition[:, 0]]
    bleeding = facts["hemorrhage"].to_numpy()
    burns, chokes = facts["is_burn"].to_numpy(), facts["is_airway"].to_numpy()
    is_limb = np.isin(tables.region[:, 0], LIMBS)
    tests = {
        LethalCause.NERVE_AGENT: is_exposed & facts["agent"].to_numpy(),
        LethalCause.EXPOSURE: is_exposed,
        LethalCause.ILLNESS: is_disease,
        LethalCause.BRAIN: facts["is_tbi"].to_numpy(),
        LethalCause.INHALATION: burns & chokes,
        LethalCause.BURN: burns,
        LethalCause.TENSION_PNEUMOTHORAX: facts["is_tension"].to_numpy(),
        LethalCause.AIRWAY: chokes,
        LethalCause.HEMORRHAGE_NONCOMPRESSIBLE: bleeding == Hemorrhage.NONCOMPRESSIBLE,
        LethalCause.HEMORRHAGE_JUNCTIONAL: bleeding == Hemorrhage.JUNCTIONAL,
        LethalCause.HEMORRHAGE_LIMB: (bleeding == Hemorrhage.COMPRESSIBLE) & is_limb,
        LethalCause.HEMORRHAGE_COMPRESSIBLE: bleeding == Hemorrhage.COMPRESSIBLE,
    }
    return np.select(list(tests.values()), [number_of(name) for name in tests], number_of(LethalCause.OTHER))


def worst_bleeding(tables: InjuryTables, lists: Catalogue) -> NDArray[np.str_]:
    """Worst bleeding among all injuries, by how hard it is to stop."""
    ranks = np.where(tables.condition >= 0, bleeding_kinds(lists)[tables.condition], 0)
    worst: NDArray[np.str_] = np.array([str(kind) for kind in Hemorrhage])[ranks.max(axis=1)]
    return worst


def seconds_of(injured: Seconds, happens: Flags, minutes: Reals) -> Seconds:
    """Second of what happens so many minutes after injury, or NEVER."""
    seconds = (np.where(happens, minutes, 0.0) * MINUTE_SECONDS).astype(np.int64)
    return np.where(happens, injured + seconds, NEVER)
