"""Where next: the role, by the care transitions and the holding policy, and the facility of that role."""

from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.scenario.model import Front
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.care.facilities import facility_id
from medgen_assets.simulation.care.journeys import ROLES, TRIAGE, Journeys
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import DAY_SECONDS, Exercise, Seconds
from medgen_assets.vocabulary import Outcome, Role

Flags = NDArray[np.bool_]

TO_DUTY = len(ROLES)
"""Number that stands for return to duty where roles are numbered."""
CHAIN = (Role.ROLE_1, Role.ROLE_2, Role.ROLE_3, Role.ROLE_4)


def wanted_next(exercise: Exercise, journeys: Journeys, who: Ids, role: Role) -> Ids:
    """Role number that each of `who` goes to from `role`, or TO_DUTY, by the care transitions."""
    uniforms = exercise.draws.for_casualties(f"where next from {role}", journeys.ids[who])
    edges = edges_of(exercise, role)[journeys.triage[who]]
    picked: Ids = (edges <= uniforms[:, None]).sum(axis=1)
    return np.minimum(picked, TO_DUTY)


@lru_cache(maxsize=64)
def edges_of(exercise: Exercise, role: Role) -> Reals:
    """The running sums of an exercise's care transitions from a role."""
    return transition_edges(exercise.distributions["care_transitions"], role)


def transition_edges(transitions: pl.DataFrame, role: Role) -> Reals:
    """Running sums of the shares by triage category (4) over the role numbers and TO_DUTY."""
    shares = np.zeros((len(TRIAGE), TO_DUTY + 1))
    rows = transitions.filter(pl.col("from_role") == role).select("triage", "to", "share").rows()
    for category, target, share in rows:
        column = TO_DUTY if target == Outcome.RTD else ROLES.index(Role(target))
        shares[[str(triage) for triage in TRIAGE].index(category), column] += share
    edges: Reals = np.cumsum(shares, axis=1)
    edges[:, -1] = 2.0
    return edges


def next_stop(exercise: Exercise, journeys: Journeys, who: Ids, role: Role, leaving: Seconds) -> Ids:
    """Where each of `who` really goes: to duty only if fit within the holding policy, else up the chain."""
    wanted = wanted_next(exercise, journeys, who, role)
    if role == Role.ROLE_4:
        return np.full(len(who), TO_DUTY)
    stays = journeys.healed[who] - leaving <= holding_seconds(exercise, role)
    up = ROLES.index(following(role))
    onward = np.where(wanted == TO_DUTY, up, np.maximum(wanted, up))
    return np.where((wanted == TO_DUTY) & stays, TO_DUTY, onward)


def holding_seconds(exercise: Exercise, role: Role) -> int:
    """Longest expected time to fitness that a role keeps a casualty."""
    policy = exercise.scenario.evacuation_policy
    days = {Role.ROLE_1: policy.role_1_days, Role.ROLE_2: policy.role_2_days, Role.ROLE_3: policy.role_3_days}
    return int(days[role] * DAY_SECONDS)


def following(role: Role) -> Role:
    """The next role up the chain."""
    return CHAIN[min(CHAIN.index(role) + 1, len(CHAIN) - 1)] if role in CHAIN else CHAIN[0]


def facility_count(front: Front, role: Role) -> int:
    """How many facilities of a role a front has."""
    return sum(group.count for group in front.facilities if group.role == role)


def existing_role(front: Front, role: Role) -> Role:
    """The role itself, or the next one up that the front has; Role 4 at home always exists."""
    for candidate in CHAIN[CHAIN.index(role) :]:
        if facility_count(front, candidate):
            return candidate
    return Role.ROLE_4


def received_by(
    exercise: Exercise, journeys: Journeys, who: Ids, front_no: int, role: Role
) -> NDArray[np.object_]:
    """Facility that receives each of `who`: one for all casualties of an incident."""
    front = exercise.fronts[front_no]
    count = max(1, facility_count(front, role))
    uniforms = exercise.draws.for_casualties(f"receiving {role}", journeys.incident[who])
    names = np.array([facility_id(front.name, str(role), number) for number in range(count)], dtype=object)
    return names[(uniforms * count).astype(np.int64)]
