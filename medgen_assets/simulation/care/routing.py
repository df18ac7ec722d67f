"""Where next: the care transitions, the holding policy, and the roles that a front has."""

from functools import lru_cache

import numpy as np
import polars as pl

from medgen_assets.scenario.model import Front
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.exercise import DAY_SECONDS, Exercise
from medgen_assets.vocabulary import Outcome, Role, TriageCategory

ROLES, TRIAGE = tuple(Role), tuple(TriageCategory)
TO_DUTY = len(ROLES)
"""Number that stands for return to duty where roles are numbered."""
HOLDING = (Role.ROLE_1, Role.ROLE_2, Role.ROLE_3)
"""Roles that the holding policy is about."""
CHAIN = (Role.ROLE_1, Role.ROLE_2, Role.ROLE_3, Role.ROLE_4)


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


def holding_seconds(exercise: Exercise, role: Role) -> int:
    """Longest expected time to fitness that a role keeps a casualty."""
    policy = exercise.scenario.evacuation_policy
    days = {Role.ROLE_1: policy.role_1_days, Role.ROLE_2: policy.role_2_days, Role.ROLE_3: policy.role_3_days}
    return int(days[role] * DAY_SECONDS)


def facility_count(front: Front, role: Role) -> int:
    """How many facilities of a role a front has."""
    return sum(group.count for group in front.facilities if group.role == role)


def existing_role(front: Front, role: Role) -> Role:
    """The role itself, or the next one up that the front has; Role 4 at home always exists."""
    for candidate in CHAIN[CHAIN.index(role) :]:
        if facility_count(front, candidate):
            return candidate
    return Role.ROLE_4
