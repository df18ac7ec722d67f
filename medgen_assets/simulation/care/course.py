"""The course of a casualty: whether and when the injuries kill without care, and what each contact changes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.course import CAUSES, course
from medgen_assets.simulation.arithmetic import Reals, lognormal_quantile, power
from medgen_assets.simulation.draws import Draws, Ids
from medgen_assets.simulation.exercise import MINUTE_SECONDS, Seconds
from medgen_assets.simulation.injuries.catalogue import Catalogue
from medgen_assets.simulation.injuries.sampling import MOST_INJURIES, InjuryTables
from medgen_assets.simulation.injuries.severity import UNSURVIVABLE
from medgen_assets.vocabulary import CasualtyClass, Hemorrhage, Role

Flags = NDArray[np.bool_]

NEVER = np.int64(1) << np.int64(60)
"""Second at which a casualty dies who does not die of this."""
LEAST_MINUTES = 2.0
"""Shortest time to death of those not killed at once. Assumption: 2 min, the order of a femoral bleed."""


@dataclass(frozen=True)
class Courses:
    """The untreated course of each casualty."""

    is_lethal: Flags
    death_minutes: Reals
    """Time to death without care; meaningless where not lethal."""
    cause: Ids
    """Number in CAUSES of what would kill."""


def untreated_courses(
    draws: Draws,
    ids: Ids,
    tables: InjuryTables,
    lists: Catalogue,
    classes: NDArray[np.str_],
    is_exposed: Flags,
) -> Courses:
    """Whether the injuries kill if nothing is done, after how long, and by what."""
    is_disease = classes == CasualtyClass.DISEASE
    factors = np.select(
        [classes == name for name in CasualtyClass], [course().class_factor[name] for name in CasualtyClass]
    )
    risk = death_risk(tables, lists) * np.where(is_exposed | is_unsurvivable(tables), 1.0, factors)
    is_lethal = (draws.for_casualties("dies without care", ids) < risk) | tables.is_outright
    median = median_minutes(tables, is_disease, is_exposed)
    spread = lognormal_quantile(
        draws.for_casualties("time to death without care", ids), 1.0, course().untreated_variation
    )
    minutes = np.where(tables.is_outright, 0.0, np.maximum(median * spread, LEAST_MINUTES))
    return Courses(is_lethal, minutes, causes(tables, lists, is_disease, is_exposed))


def is_unsurvivable(tables: InjuryTables) -> Flags:
    """Whether the worst injury cannot be survived."""
    worst: Flags = tables.severity[:, 0] >= UNSURVIVABLE
    return worst


def death_risk(tables: InjuryTables, lists: Catalogue) -> Reals:
    """Chance that any of the injuries kills untreated: one minus the product of surviving each."""
    lethality = lists.conditions["lethality"].to_numpy()
    base = np.array(course().lethal_by_severity)
    survives = np.ones(len(tables.mechanism))
    for slot in range(MOST_INJURIES):
        risk = np.minimum(base[tables.severity[:, slot]] * lethality[tables.condition[:, slot]], 1.0)
        survives = survives * np.where(tables.condition[:, slot] >= 0, 1.0 - risk, 1.0)
    return 1.0 - survives


def median_minutes(tables: InjuryTables, is_disease: Flags, is_exposed: Flags) -> Reals:
    """Median time to death of the lethally hurt: by ISS, by the severity of an illness, or of an exposure."""
    known = course()
    by_iss = known.simedis_factor * power(np.maximum(tables.iss, 1).astype(float), known.simedis_exponent)
    worst = tables.severity[:, 0]
    ill = np.array([known.disease_minutes.get(max(s, 3), 0.0) for s in range(7)])[worst]
    exposed = np.array([known.exposure_minutes.get(max(s, 3), 0.0) for s in range(7)])[worst]
    return np.where(is_exposed, exposed, np.where(is_disease, ill, by_iss))


def causes(tables: InjuryTables, lists: Catalogue, is_disease: Flags, is_exposed: Flags) -> Ids:
    """What would kill: the nature of the worst condition."""
    facts, worst = lists.conditions, tables.condition[:, 0]
    bleeding = facts["hemorrhage"].to_numpy()[worst]
    tests = {
        "exposure": is_exposed,
        "illness": is_disease,
        "brain": facts["is_tbi"].to_numpy()[worst],
        "burn": facts["is_burn"].to_numpy()[worst],
        "airway": facts["is_airway"].to_numpy()[worst] | facts["is_tension"].to_numpy()[worst],
        "hemorrhage_noncompressible": bleeding == Hemorrhage.NONCOMPRESSIBLE,
        "hemorrhage_junctional": bleeding == Hemorrhage.JUNCTIONAL,
        "hemorrhage_compressible": bleeding == Hemorrhage.COMPRESSIBLE,
    }
    return np.select(list(tests.values()), [CAUSES.index(name) for name in tests], CAUSES.index("other"))


def worst_bleeding(tables: InjuryTables, lists: Catalogue) -> NDArray[np.str_]:
    """Worst bleeding among all injuries, by how hard it is to stop."""
    order = [str(kind) for kind in Hemorrhage]
    rank = np.array([order.index(kind) for kind in lists.conditions["hemorrhage"]])
    ranks = np.where(tables.condition >= 0, rank[tables.condition], 0)
    worst: NDArray[np.str_] = np.array(order)[ranks.max(axis=1)]
    return worst


def after_care(
    draws: Draws, ids: Ids, role: Role, at: Seconds, death: Seconds, cause: Ids, is_unsurvivable: Flags
) -> Seconds:
    """Second of death after care by `role` at second `at`: never, later, or (if dead by then) unchanged."""
    known = course()
    chances = np.array([known.rescue[name][role] for name in CAUSES])[cause]
    rescued = (draws.for_casualties(f"saved at {role}", ids) < chances) & ~is_unsurvivable
    left = (death - at).astype(np.float64) * known.delay[role]
    later = at + left.astype(np.int64)
    in_time = (death > at) & (death < NEVER)
    return np.where(in_time, np.where(rescued, NEVER, later), death)


def death_second(injured: Seconds, is_lethal: Flags, minutes: Reals) -> Seconds:
    """Second of death without care."""
    seconds = (np.where(is_lethal, minutes, 0.0) * MINUTE_SECONDS).astype(np.int64)
    return np.where(is_lethal, injured + seconds, NEVER)
