"""Whose facilities put whose casualties first: a bit for each role of the casualty's own nation."""

import numpy as np

from medgen_assets.scenario.model import Front
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.demographics import drawn_nations
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.hurt import Hurt
from medgen_assets.vocabulary import Priority, Role

ROLES = tuple(Role)


def running_nation(front: Front, role: Role) -> str | None:
    """Nation that runs the facilities of a role on a front; None where it has none.

    Not stated: the nation with most casualties there. Assumption: who sends most people leads the medical support.
    """
    most = min(
        front.nations, key=lambda code: (-front.nations[code], code)
    )  # in whatever order they were written
    named = [group.nation for group in front.facilities if group.role == role and group.count]
    return (named[0] or most) if named else None


def own_bits(exercise: Exercise, known: Hurt) -> Ids:
    """The bits of FLAGS that say where each casualty goes before other nations: nowhere under coalition priority."""
    bits = np.zeros(len(known.ids), dtype=np.int64)
    fronts = [front for front in exercise.fronts if front.priority == Priority.NATIONAL_FIRST]
    if not fronts:
        return bits
    where = known.incident["front"].to_numpy()
    nation = drawn_nations(exercise, known.ids, where)
    for front in fronts:
        for number, role in enumerate(ROLES):
            is_own = (where == front.name) & (nation == running_nation(front, role))
            bits |= np.where(is_own, 1 << (layout.OWN_BITS + number), 0)
    return bits
