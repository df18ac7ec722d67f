"""Who sees the worst injury of a casualty for what it is: treatment follows what is seen, in care as in the records."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.diagnosis import SEEING_ROLES, seen_shares, wrong_diagnoses
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.hurt import Hurt
from medgen_assets.vocabulary import Role

Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]

ROLES = tuple(Role)
SEES = "sees the injury"
"""Decision, by number of the injury: one draw for all roles, so that who sees more sees all that was seen before."""
CROWD_PENALTY = 0.2
"""Taken off the share seen at the point of injury of a mass-casualty incident. Source: original generator,
diagnostic uncertainty, mass casualty -0.20; further back the crowd has been sorted (assumption)."""


@cache
def shares() -> dict[Role, Reals]:
    """Share of each condition that each role sees for what it is; 1 where there is nothing it is taken for."""
    table = seen_shares()
    is_plain = np.array([not wrong_diagnoses()[name] for name in table["condition_id"]])
    return {Role(role): np.where(is_plain, 1.0, table[role].to_numpy()) for role in SEEING_ROLES}


def seen_from(exercise: Exercise, known: Hurt, is_crowd: Flags) -> Ids:
    """Number of the first role that sees the worst injury of each casualty; layout.SEEN where none does."""
    worst, draw = known.tables.condition[:, 0], exercise.draws.for_casualties(SEES, known.ids)
    first = np.full(len(draw), layout.SEEN, dtype=np.int64)
    for role, share in reversed(shares().items()):
        is_plain = share[worst] >= 1.0
        penalty = np.where(is_crowd & ~is_plain, CROWD_PENALTY, 0.0) if role == Role.POI else 0.0
        first = np.where(draw < share[worst] - penalty, ROLES.index(role), first)
    return first
