"""How casualties travel: by what, how far, how long, and what weather and terrain add."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import operations
from medgen_assets.scenario.model import Front
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.draws import Ids, between
from medgen_assets.simulation.exercise import HOUR_SECONDS, MINUTE_SECONDS, Exercise, Seconds
from medgen_assets.simulation.schedule.slots import presence
from medgen_assets.vocabulary import Role, TriageCategory, VehicleKind

Flags = NDArray[np.bool_]

TRIAGE = tuple(TriageCategory)
WALKING = "walking"
WALKING_KMH = 4.0
"""Speed of a lightly wounded soldier on foot (km/h). Assumption: ordinary walking pace."""
WALKING_SHARE = 0.3
"""Share of T3 that walk to Role 1. Assumption: under a third, because leg wounds are half of all wounds."""
LONGEST_WALK_KM = 10.0
"""Farthest that walking wounded walk (km). Assumption: two and a half hours on foot."""
SQRT_3 = 1.7320508075688772
HANDLING_MINUTES = 10.0
"""Loading and unloading of one leg (min). Assumption: five each, as the original's shortest leg."""
NO_LEG_KM = {Role.CSU: 5.0}

LEG_ORDER = (Role.POI, Role.ROLE_1, Role.ROLE_2, Role.ROLE_3, Role.ROLE_4)


@dataclass(frozen=True)
class Leg:
    """Legs of several casualties from one role to another on one front."""

    front: Front
    front_no: int
    origin: Role
    target: Role
    ids: Ids
    triage: Ids
    ready: Seconds


def leg_km(front: Front, origin: Role, target: Role) -> float:
    """Road or flight distance between two roles: the sum of the legs between them (km)."""
    distances = front.distances_km
    if distances is None:
        raise ValueError(f"Front '{front.name}' has no distances. Resolve the scenario first.")
    steps = (
        distances.poi_to_role_1,
        distances.role_1_to_role_2,
        distances.role_2_to_role_3,
        distances.role_3_to_role_4,
    )
    first, last = LEG_ORDER.index(origin), LEG_ORDER.index(target)
    return float(sum(steps[first:last]))


def vehicle_numbers(exercise: Exercise, leg: Leg) -> tuple[Ids, list[VehicleKind]]:
    """Number (in the list of kinds returned) of each casualty's vehicle; -1 walks.

    Strategic aircraft to Role 4; helicopters for the categories that the policy flies; buses for T3 where there
    are any; ambulances for the rest.
    """
    owned = {group.kind for group in leg.front.vehicles if group.count > 0}
    kinds = list(VehicleKind)
    ground = first_owned(owned, [VehicleKind.GROUND_AMBULANCE, VehicleKind.BUS, VehicleKind.HELICOPTER])
    if leg.target == Role.ROLE_4:
        far = first_owned(owned, [VehicleKind.STRATEGIC_AIRCRAFT, VehicleKind.HELICOPTER, ground])
        return np.full(len(leg.ids), kinds.index(far)), kinds
    chosen = np.full(len(leg.ids), kinds.index(ground))
    if VehicleKind.BUS in owned and leg.origin != Role.POI:
        chosen[leg.triage == TRIAGE.index(TriageCategory.T3)] = kinds.index(VehicleKind.BUS)
    if VehicleKind.HELICOPTER in owned:
        flown = [TRIAGE.index(category) for category in exercise.scenario.evacuation_policy.air_for]
        chosen[np.isin(leg.triage, flown)] = kinds.index(VehicleKind.HELICOPTER)
    chosen[walks(exercise, leg)] = -1
    return chosen, kinds


def first_owned(owned: set[VehicleKind], wanted: list[VehicleKind]) -> VehicleKind:
    """The first kind that the front owns; the first of all if it owns none (it is lent one)."""
    return next((kind for kind in wanted if kind in owned), wanted[0])


def walks(exercise: Exercise, leg: Leg) -> Flags:
    """Who goes on foot: some of T3, from the point of injury to a near Role 1."""
    near = leg.origin == Role.POI and leg_km(leg.front, leg.origin, leg.target) <= LONGEST_WALK_KM
    lucky = exercise.draws.for_casualties("walks to Role 1", leg.ids) < WALKING_SHARE
    on_foot: Flags = near & lucky & (leg.triage == TRIAGE.index(TriageCategory.T3))
    return on_foot


def leg_seconds(exercise: Exercise, leg: Leg, vehicle: Ids, kinds: list[VehicleKind]) -> Seconds:
    """Length of each leg: distance over speed, slowed by terrain and weather, plus handling, with its scatter."""
    speeds = {group.kind: float(group.speed_kmh) for group in leg.front.vehicles}
    defaults = {row["kind"]: float(row["speed_kmh"]) for row in operations.vehicle_defaults(1.0)}
    by_number = np.array([speeds.get(kind, defaults[kind]) for kind in kinds] + [WALKING_KMH])
    cv = np.array([operations.evacuation_times().transit_cv[kind] for kind in kinds] + [0.2])
    slowed, delay = weather(exercise, leg.ready)
    hours = leg_km(leg.front, leg.origin, leg.target) / (by_number[vehicle] * slowed)
    uniforms = exercise.draws.for_casualties(f"length of leg from {leg.origin}", leg.ids)
    scatter = between(uniforms, 1.0 - half_width(cv[vehicle]), 1.0 + half_width(cv[vehicle]))
    minutes = (hours * 60.0 + np.where(vehicle < 0, 0.0, HANDLING_MINUTES)) * scatter + delay
    least = operations.evacuation_times().minimum_leg_minutes
    return (np.maximum(minutes, least) * MINUTE_SECONDS).astype(np.int64)


def half_width(variation: Reals) -> Reals:
    """Half width of the even distribution with this coefficient of variation, at most 0.8."""
    return np.minimum(variation * SQRT_3, 0.8)


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
    """Usual stay at a role by category, evenly spread: the scenario's own bounds, else those of the reference."""
    usual = operations.evacuation_times().stay_hours
    own = {
        (row.role, row.triage): (row.shortest, row.longest)
        for row in exercise.scenario.overrides.stay_hours or ()
    }
    bounds = np.array([own.get((role, category), usual[role, category]) for category in TRIAGE])
    return between(uniforms, bounds[triage, 0], bounds[triage, 1])


CROWD_WAIT = 1.3
"""Factor on the wait in a mass-casualty incident. Assumption: a third longer, because vehicles come in turns."""
