"""Severity levels, the Injury Severity Score and the triage category that follows from them."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from medgen_assets.simulation.distributions import OUTRIGHT
from medgen_assets.vocabulary import TriageCategory

Ids = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

SERIOUS: Final = 3
SEVERE: Final = 4
UNSURVIVABLE: Final = 6
MAXIMAL_ISS: Final = 75
MAJOR_TRAUMA_ISS: Final = 25

SEVERITY_WEIGHTS: Final = {
    OUTRIGHT: (0.0, 0.0, 0.0, 0.0, 0.4, 0.6),
    TriageCategory.T1: (0.0, 0.0, 0.0, 0.68, 0.32, 0.0),
    TriageCategory.T2: (0.0, 0.0, 1.0, 0.0, 0.0, 0.0),
    TriageCategory.T3: (0.62, 0.38, 0.0, 0.0, 0.0, 0.0),
    TriageCategory.T4: (0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
}
"""Share of each worst severity 1..6 within a category. T1 is life-threatening (AIS 4 severe, 5 critical), T2
serious (3), T3 minor and moderate (1, 2), expectant unsurvivable (6): AIS category names. Killed outright: 0.6
unsurvivable, because the median ISS of the killed in action is 75 (Webster et al. 2021). The splits inside T1 and
T3 are assumptions: graver is rarer, as in every trauma registry."""


def iss_of(severities: Ids) -> Ids:
    """Injury Severity Score from the worst severity in each of its six regions.

    `severities` has shape (casualties, 6), 0 where a region is unhurt. Sum of the squares of the three
    highest; 75 as soon as any is 6. Source: Baker et al. 1974.
    """
    top = np.sort(severities, axis=1)[:, -3:]
    score = (top * top).sum(axis=1)
    return np.where(severities.max(axis=1) >= UNSURVIVABLE, MAXIMAL_ISS, score)


def triage_of(worst: Ids, iss: Ids, is_dead: Flags) -> NDArray[np.str_]:
    """Triage category from the worst severity, the ISS (0 for disease) and whether the casualty is dead.

    T4 dead or unsurvivable; T1 severity 4-5, or serious injuries that add up to ISS 25; T2 severity 3; T3 less.
    """
    return words_of(triage_numbers(worst, iss, is_dead))


def triage_numbers(worst: Ids, iss: Ids, is_dead: Flags) -> Ids:
    """The same, as TriageCategory numbers them."""
    numbers = np.array([2, 2, 2, 1, 0, 0, 3])[worst]
    numbers[(iss >= MAJOR_TRAUMA_ISS) & (worst < UNSURVIVABLE)] = 0
    numbers[is_dead] = 3
    return numbers


def words_of(triage: Ids) -> NDArray[np.str_]:
    """Categories in words."""
    words: NDArray[np.str_] = np.array([str(category) for category in TriageCategory])[triage]
    return words
