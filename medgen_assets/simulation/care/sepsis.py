"""Sepsis: the death that a dirty wound brings days later, if it is not cleaned in time."""

from functools import cache
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.course import course
from medgen_assets.simulation.arithmetic import Reals, lognormal_quantile
from medgen_assets.simulation.draws import Draws, Ids
from medgen_assets.simulation.injuries.catalogue import catalogue
from medgen_assets.simulation.injuries.sampling import MOST_INJURIES, InjuryTables
from medgen_assets.simulation.injuries.severity import SERIOUS, UNSURVIVABLE

Flags = NDArray[np.bool_]


@cache
def shares_by_condition() -> Reals:
    """Chance of a septic death without care by condition, at severity 4 and more."""
    known = course().sepsis.dies_by_group
    return np.array([known.get(group, 0.0) for group in catalogue().conditions["treatment_group"]])


@cache
def escape() -> Reals:
    """Chance that a wound does not kill so by condition, the last one being none, and severity 0..6."""
    grade = np.array([0.0] * SERIOUS + [course().sepsis.serious_factor] + [1.0] * (UNSURVIVABLE - SERIOUS))
    dies = shares_by_condition()[:, None] * grade
    return np.append(1.0 - dies, np.ones((1, len(grade))), axis=0)


def septic_courses(draws: Draws, ids: Ids, tables: InjuryTables, factor: Reals) -> tuple[Flags, Reals]:
    """Whether any wound turns septic and kills without care, and after how many minutes.

    `factor` multiplies the chance by class. Wounds below severity 3 do not.
    """
    known, escapes = course().sepsis, escape()[tables.condition[:, 0], tables.severity[:, 0]]
    for slot in range(1, MOST_INJURIES):
        escapes *= escape()[tables.condition[:, slot], tables.severity[:, slot]]
    is_septic = draws.for_casualties("dies of sepsis without care", ids) < (1.0 - escapes) * factor
    mean = sqrt(1.0 + known.variation * known.variation)  # so that the median is 1
    spread = lognormal_quantile(draws.for_casualties("time to septic death", ids), mean, known.variation)
    return is_septic & ~tables.is_outright, np.maximum(known.minutes * spread, known.least_minutes)
