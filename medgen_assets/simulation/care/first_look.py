"""The first triage: the category that whoever helps at the point of injury gives by what the injury is taken for."""

import numpy as np
from numpy.typing import NDArray

from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Seconds

Flags = NDArray[np.bool_]

TAKEN_FOR = (layout.T2, layout.T1, layout.T2, layout.T1)
"""Category given to T1, T2, T3 and T4 whose worst injury is not seen for what it is. Some 17-19 % of the injured T1
are then under-triaged, 29 % in mass-casualty incidents, without a figure of their own; published are 21.6 % (95 %:
18.0-25.7) of the severely injured (van Rein et al. 2018, JAMA Surg, n = 4,950, abstract) and 37 % (24-52) by paramedics
in a mass-casualty exercise (Am J Disaster Med 2017;12:27-33, abstract). The others get one grade more. Assumption:
because in doubt the more urgent one is taught; some 31 % of T2 and T3 are then over-triaged, published are 30.6 %
(29.3-32.0) of those not severely injured (van Rein et al.). Who cannot be saved is taken for one who can."""


def by_sight(category: Ids, is_seen: Flags) -> Ids:
    """What casualties are taken for whose injuries call for `category`, by whether the worst is seen for what it is."""
    return np.where(is_seen, category, np.array(TAKEN_FOR)[category])


def as_flags(category: Ids, given: Ids, has_looked: Flags) -> Ids:
    """Bits of FLAGS: what the first look thought, and what is true where that is something else."""
    thought = np.where(has_looked, given + 1, 0) << layout.THOUGHT_BITS
    truth: Ids = np.where(given != category, category + 1, 0) << layout.TRUE_BITS
    return thought | truth


def signs_show(first_aid: Seconds, death: Seconds, may_live: Flags, category: Ids) -> Seconds:
    """Second at which those who wait at the point of injury are seen to be dying: halfway to death, as in every wait.

    NEVER for who is not dying, cannot be saved or is immediate already, and where nobody is there to see it.
    """
    worsens = (first_aid >= 0) & (death < layout.NEVER) & may_live & np.isin(category, (layout.T2, layout.T3))
    return np.where(worsens, first_aid + (death - first_aid) // 2, layout.NEVER)
