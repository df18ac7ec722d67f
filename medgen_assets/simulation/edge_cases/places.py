"""Which casualties have a difficult record, and whose person the second of a pair is modelled on.

Cases stand at fixed places of every fifty casualty ids, so that they do not depend on batches or on chance: among N
casualties each case is there at least N // 50 times. One case needs the drug that a casualty would be given to be one
that somebody can be allergic to; it has six places in fifty, and takes those that do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from medgen_assets.simulation.draws import Ids
from medgen_assets.vocabulary import EdgeCase

Flags = NDArray[np.bool_]

CYCLE: Final = 50
"""Casualty ids in which every case occurs once (ids). Assumption: so that ordinary records lie between."""
PLACES: Final[Mapping[int, EdgeCase]] = MappingProxyType(
    {
        0: EdgeCase.UNKNOWN_IDENTITY,
        3: EdgeCase.UNCONSCIOUS_UNNAMED,
        6: EdgeCase.VERY_LONG_NAME,
        9: EdgeCase.NON_LATIN_NAME,
        12: EdgeCase.APOSTROPHE_AND_HYPHEN,
        15: EdgeCase.SAME_NAME_AND_BIRTH_DATE,
        16: EdgeCase.SAME_NAME_AND_BIRTH_DATE,
        19: EdgeCase.LEAP_DAY_BIRTHDAY,
        22: EdgeCase.DETAINEE,
        25: EdgeCase.CIVILIAN,
        28: EdgeCase.MINOR,
        31: EdgeCase.PREGNANT,
        34: EdgeCase.SAME_PERSON_TWICE,
        35: EdgeCase.SAME_PERSON_TWICE,
    }
)
"""Case at each place of the cycle; of a pair, the second place repeats the person of the first."""
ALLERGIC_PLACES: Final = (38, 40, 42, 44, 46, 48)
"""Places whose casualties are allergic to a drug of their protocols, if there is such a drug and allergy."""
NAMESAKES, REPEATED = (16,), (35,)
"""Second places of the pairs: another person of the same name, and the same person again."""
NOT_ELSEWHERE: Final = -1


@dataclass(frozen=True)
class Models:
    """Whose name and birth (`name_ids`) and whose numbers, body and unit (`own_ids`) each casualty has."""

    name_ids: Ids
    own_ids: Ids


def models(ids: Ids, *, torture: bool) -> Models:
    """Each casualty itself; the second of a pair is modelled on the one before it."""
    if not torture:
        return Models(ids, ids)
    place = ids % CYCLE
    return Models(
        np.where(np.isin(place, NAMESAKES + REPEATED), ids - 1, ids),
        np.where(np.isin(place, REPEATED), ids - 1, ids),
    )


def at_place(ids: Ids, case: EdgeCase) -> Flags:
    """Who stands at a place of the case."""
    return np.isin(ids % CYCLE, [place for place, found in PLACES.items() if found is case])


BORN_ELSEWHERE: Final = (
    EdgeCase.LEAP_DAY_BIRTHDAY,
    EdgeCase.MINOR,
    EdgeCase.PREGNANT,
)
"""Cases with a birth date of their own; the namesake has that of the other."""


def born_elsewhere(ids: Ids, *, torture: bool) -> Ids:
    """A number of each case whose birth date is not the one dealt to it; NOT_ELSEWHERE for everybody else."""
    if not torture:
        return np.full(len(ids), NOT_ELSEWHERE, dtype=np.int64)
    places = [place for place, case in PLACES.items() if case in BORN_ELSEWHERE]
    return np.where(np.isin(ids % CYCLE, [*places, *NAMESAKES]), ids // CYCLE, NOT_ELSEWHERE)
