"""How often each role sees each condition for what it is, and what it takes it for otherwise; as numbers."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.reference.diagnosis import SEEING_ROLES, seen_shares, wrong_diagnoses
from medgen_assets.simulation.care import detection
from medgen_assets.simulation.draws import Bits, Draws, Ids
from medgen_assets.simulation.records.names import ROLES
from medgen_assets.vocabulary import Role

Reals = NDArray[np.float64]

MOST_INJURIES = 8
"""Injuries of a casualty, at most. Assumption: more regions than are ever drawn."""
SEES, MISTAKES = 0, 1
"""Rows of the keys: whether an injury is seen for what it is, and what it is taken for otherwise."""


@dataclass(frozen=True)
class Errors:
    """By number of condition: the share seen by each role, and the conditions it may be taken for."""

    share: Reals
    """Condition x role; 0 where a role does not look, which leaves what is known as it is."""
    first: Ids
    """First entry of each condition in `others`, with the total at the end."""
    others: Ids
    severity_min: Ids
    severity_max: Ids

    def count(self, condition: Ids) -> Ids:
        """How many conditions each may be taken for."""
        return self.first[condition + 1] - self.first[condition]


@cache
def errors() -> Errors:
    """The errors of the reference."""
    table = clinical.conditions()
    numbers = {name: number for number, name in enumerate(table["condition_id"])}
    lists = [[numbers[other] for other in wrong_diagnoses()[name]] for name in numbers]
    share = np.zeros((len(numbers), len(ROLES.names)))
    for role in SEEING_ROLES:
        share[:, ROLES.number(Role(role))] = seen_shares()[role].to_numpy()
    return Errors(
        share=share,
        first=np.concatenate([[0], np.cumsum([len(others) for others in lists])]),
        others=np.array([other for others in lists for other in others], dtype=np.int64),
        severity_min=table["severity_min"].to_numpy(),
        severity_max=table["severity_max"].to_numpy(),
    )


@lru_cache(maxsize=8)
def keys(draws: Draws) -> Bits:
    """The key of each decision and number of the injury."""
    decisions = (detection.SEES, "takes the injury for")
    return np.array(
        [[draws.key(text, slot) for slot in range(MOST_INJURIES)] for text in decisions], dtype=np.uint64
    )


def mistaken_for(draws: Draws, patient_ids: Ids, injury_no: Ids, condition: Ids) -> Ids:
    """What each injury is taken for by whoever does not see it: a condition, or its own where there is none."""
    known = errors()
    count = known.count(condition)
    pick = (draws.keyed(keys(draws)[MISTAKES][injury_no], patient_ids) * count).astype(np.int64)
    entry = np.minimum(known.first[condition] + pick, len(known.others) - 1)
    return np.where(count > 0, known.others[entry], condition)
