"""How casualties travel: by what, how far, how long, and what weather and terrain add."""

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import operations
from medgen_assets.scenario.model import Distances, Front
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.draws import Ids, between
from medgen_assets.simulation.exercise import HOUR_SECONDS, Exercise, Seconds
from medgen_assets.simulation.schedule.slots import presence
from medgen_assets.vocabulary import Role, TriageCategory

Flags = NDArray[np.bool_]

TRIAGE = tuple(TriageCategory)
WALKING_KMH = 4.0
"""Speed of a lightly wounded soldier on foot (km/h). Assumption: ordinary walking pace."""
WALKING_SHARE = 0.3
"""Share of T3 that walk to Role 1. Assumption: under a third, because leg wounds are half of all wounds."""
LONGEST_WALK_KM = 10.0
"""Farthest that walking wounded walk (km). Assumption: two and a half hours on foot."""
SQRT_3 = 1.7320508075688772
HANDLING_MINUTES = 10.0
"""Loading and unloading of one leg (min). Assumption: five each, as the original's shortest leg."""

LEG_ORDER = (Role.POI, Role.ROLE_1, Role.ROLE_2, Role.ROLE_3, Role.ROLE_4)
CHAIN_BELOW = {Role.ROLE_1: Role.POI, Role.ROLE_2: Role.ROLE_1, Role.ROLE_3: Role.ROLE_2}
"""The role below each that may have neighbours of its own role."""


def leg_km(front: Front, origin: Role, target: Role) -> float:
    """Road or flight distance between two roles: the sum of the legs between them (km)."""
    distances = front.distances_km
    if distances is None:
        raise ValueError(f"Front '{front.name}' has no distances. Resolve the scenario first.")
    if Role.CSU in (origin, target):
        return staging_km(distances, origin, target)
    steps = (
        distances.poi_to_role_1,
        distances.role_1_to_role_2,
        distances.role_2_to_role_3,
        distances.role_3_to_role_4,
    )
    first, last = LEG_ORDER.index(origin), LEG_ORDER.index(target)
    return float(sum(steps[first:last]))


def sideways_km(front: Front, role: Role) -> float:
    """Distance between two facilities of a role (km).

    Assumption: as far as from the role below, because neighbours serve neighbouring sectors.
    """
    return leg_km(front, CHAIN_BELOW[role], role) if role in CHAIN_BELOW else 0.0


def staging_km(distances: Distances, origin: Role, target: Role) -> float:
    """Distance to or from the casualty staging unit: near Role 2, on the way further back (km)."""
    if Role.ROLE_2 in (origin, target):
        return float(distances.role_2_to_csu)
    onward = {Role.ROLE_3: 0.0, Role.ROLE_4: float(distances.role_3_to_role_4)}
    return float(distances.role_2_to_role_3) + onward[target] if target in onward else 0.0


def weather(exercise: Exercise, at: Seconds) -> tuple[Reals, Reals]:
    """Factor on speed and minutes of delay by the conditions present at each moment.

    Source: the original generator's mobility factors and evacuation delays; after the fighting the weather of
    its last day stays.
    """
    slowed, delay = np.ones(len(at)), np.zeros(len(at))
    hours = np.minimum(at // HOUR_SECONDS, exercise.scenario.days * 24 - 1)
    for condition in exercise.scenario.environment:
        effect = operations.environment_effects()[condition]
        here = presence(exercise, condition)[hours]
        slowed = np.where(here, slowed * effect.mobility, slowed)
        delay = np.where(here, delay + effect.evacuation_delay_minutes, delay)
    return slowed, delay


def pickup_seconds(exercise: Exercise, ids: Ids, triage: Ids, is_crowd: Flags) -> Seconds:
    """Wait at the point of injury until a vehicle or a guide takes the casualty on."""
    uniforms = exercise.draws.for_casualties("wait for pickup", ids)
    hours = stay_hours(exercise, Role.POI, triage, uniforms)
    return (hours * np.where(is_crowd, CROWD_WAIT, 1.0) * HOUR_SECONDS).astype(np.int64)


def stay_hours(exercise: Exercise, role: Role, triage: Ids, uniforms: Reals) -> Reals:
    """Usual stay at a role by category, evenly spread."""
    bounds = np.array(stay_bounds(exercise, role))
    return between(uniforms, bounds[triage, 0], bounds[triage, 1])


def stay_bounds(exercise: Exercise, role: Role) -> list[tuple[float, float]]:
    """Shortest and longest stay by category (h): the scenario's own bounds, else those of the reference."""
    usual = operations.evacuation_times().stay_hours
    own = {
        (row.role, row.triage): (row.shortest, row.longest)
        for row in exercise.scenario.overrides.stay_hours or ()
    }
    return [own.get((role, category), usual[role, category]) for category in TRIAGE]


def helicopters_fly(exercise: Exercise, at: Seconds) -> Flags:
    """Whether helicopters fly in the conditions present at each moment; after the fighting as on its last day."""
    flies = np.ones(len(at), dtype=bool)
    hours = np.minimum(at // HOUR_SECONDS, exercise.scenario.days * 24 - 1)
    for condition in exercise.scenario.environment:
        if (
            operations.environment_effects()[condition].visibility
            <= operations.finite_means().flying_visibility
        ):
            flies &= ~presence(exercise, condition)[hours]
    return flies


CROWD_WAIT = 1.3
"""Factor on the wait in a mass-casualty incident. Assumption: a third longer, because vehicles come in turns."""
