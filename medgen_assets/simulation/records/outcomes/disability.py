"""What stays for good: drawn for each injury by its group and severity; of several the gravest counts."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.reference.consequences import disabilities
from medgen_assets.simulation.draws import Bits, Draws, Ids
from medgen_assets.simulation.names import Names
from medgen_assets.simulation.records.subjects import Subjects
from medgen_assets.vocabulary import Disability, DisabilityGrade

Reals = NDArray[np.float64]

KINDS = Names.of(list(Disability))
GRADES = Names.of(list(DisabilityGrade))
SEVERITIES = 7
MOST_INJURIES = 6
"""Injuries of a casualty, at most: one per region drawn, and one to spare."""
HEALED_SOON_DAYS = 30
"""Who is fit within so many days keeps at most a mild disability. Source: original generator, minimum_recovery_days."""


@dataclass(frozen=True)
class Consequences:
    """What each condition leaves at each severity: how grave (grade x kinds + kind) with which chance."""

    weight: Ids
    chance: Reals


@cache
def consequences() -> Consequences:
    """The reference disabilities by condition and severity; weight 0 leaves nothing."""
    conditions = clinical.conditions().select("treatment_group").with_row_index("condition")
    rows = conditions.join(disabilities(), on="treatment_group")
    size = clinical.conditions().height * SEVERITIES
    weight, chance = np.zeros(size, np.int64), np.zeros(size)
    chosen = rows.select("condition", "severity_min", "severity_max", "disability", "grade", "chance").rows()
    for condition, low, high, kind, grade, share in chosen:
        span = slice(condition * SEVERITIES + low, condition * SEVERITIES + high + 1)
        weight[span] = GRADES.number(grade) * len(KINDS.names) + KINDS.number(kind)
        chance[span] = share
    return Consequences(weight, chance)


@lru_cache(maxsize=8)
def keys(draws: Draws) -> Bits:
    """The key of each injury's decision, by its number."""
    return np.array(
        [draws.key("leaves a disability", slot) for slot in range(MOST_INJURIES)], dtype=np.uint64
    )


def gravest(subjects: Subjects) -> tuple[Ids, Ids]:
    """Kind and grade (-1: none) of what stays for each patient."""
    known, draws = consequences(), subjects.exercise.draws
    case = subjects.injury_condition * SEVERITIES + subjects.injury_severity
    maybe = np.flatnonzero(known.weight[case])
    case, patient, slot = case[maybe], subjects.owner[maybe], subjects.injury_no[maybe]
    stays = draws.keyed(keys(draws)[slot], subjects.ids[patient]) < known.chance[case]
    worst = np.zeros(len(subjects), np.int64)
    np.maximum.at(worst, patient[stays], known.weight[case][stays])
    kind, grade = worst % len(KINDS.names), worst // len(KINDS.names)
    mild = GRADES.number(DisabilityGrade.MILD)
    grade = np.where(
        subjects.casualties["healing_days"].to_numpy() < HEALED_SOON_DAYS, np.minimum(grade, mild), grade
    )
    return kind, np.where(kind == KINDS.number(Disability.NONE), -1, grade)
