"""What the care of a role does to a lethal course, by cause, means and minutes since injury, as tables of numbers.

The interventions that a role can give for a cause with the means at hand act independently: the course is stopped
with one minus the product of their failures; where it goes on, the one that buys most time counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.interventions import Effect, effects
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.vocabulary import Intervention, LethalCause, Need, Role

Ids = NDArray[np.int64]

CAUSES, ROLES = tuple(LethalCause), tuple(Role)
EVERY = frozenset(Intervention)
NEED_BITS = {
    Need.TABLE: layout.WITH_TABLE,
    Need.BLOOD: layout.WITH_BLOOD,
    Need.INTENSIVE_CARE: layout.WITH_INTENSIVE_CARE,
    Need.VENTILATOR: layout.WITH_VENTILATOR,
    Need.DIAGNOSIS: layout.WITH_DIAGNOSIS,
}
BAND_MINUTES = (
    0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120, 150, 180, 240, 300, 360, 480, 720, 1080,
    1440, 2160, 2880, 4320, 10080,
)  # fmt: skip
"""Minutes since injury at which the bands of the tables begin; within a band effects are those of its begin."""


@dataclass(frozen=True)
class EffectTables:
    """Shape (causes, roles, means, bands) each; `means` are bits of NEED_BITS."""

    stops: Reals
    """Chance that the course is stopped for good."""
    buys: Reals
    """Factor on the time left where it is not."""


def given_in(exercise: Exercise) -> frozenset[Intervention]:
    """The interventions that an exercise does not withhold."""
    return EVERY - frozenset(exercise.scenario.overrides.withheld_interventions)


@lru_cache(maxsize=8)
def effect_tables(given: frozenset[Intervention] = EVERY) -> EffectTables:
    """The tables of those reference interventions that are given."""
    return tables_of([effect for effect in effects() if effect.intervention in given])


def tables_of(known: Sequence[Effect]) -> EffectTables:
    """The tables of some interventions."""
    shape = (len(CAUSES), len(ROLES), layout.MEANS, len(BAND_MINUTES))
    fails, buys = np.ones(shape), np.ones(shape)
    for effect in known:
        strength = np.array([effect.strength(minutes) for minutes in BAND_MINUTES])
        cause, needed = CAUSES.index(effect.cause), sum(NEED_BITS[need] for need in effect.needs)
        at_hand = [means for means in range(layout.MEANS) if means & needed == needed]
        for role in effect.roles:
            place = (cause, ROLES.index(role), at_hand)
            fails[place] *= 1.0 - effect.stops * strength
            buys[place] = np.maximum(buys[place], 1.0 + (effect.buys - 1.0) * strength)
    return EffectTables(1.0 - fails, buys)


def bands(minutes: Reals) -> Ids:
    """Band of each number of minutes since injury."""
    found: Ids = np.searchsorted(np.array(BAND_MINUTES), minutes, side="right") - 1
    return np.maximum(found, 0)


def first_aid_effects(
    known: EffectTables, causes: Ids, minutes: Reals, is_seen: NDArray[np.bool_]
) -> tuple[Reals, Reals]:
    """Chance that first aid stops each course, and factor on the time left, so many minutes after injury."""
    role, means = ROLES.index(Role.POI), np.where(is_seen, layout.WITH_DIAGNOSIS, 0)
    band = bands(minutes)
    return known.stops[causes, role, means, band], known.buys[causes, role, means, band]
