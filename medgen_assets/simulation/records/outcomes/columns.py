"""The columns of table patients that say what became of each."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import DAY_SECONDS
from medgen_assets.simulation.injuries.severity import UNSURVIVABLE
from medgen_assets.simulation.names import NO_NAME, Names, Numbers
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.names import OUTCOMES, TRIAGE
from medgen_assets.simulation.records.outcomes.disability import GRADES, KINDS, gravest
from medgen_assets.simulation.records.outcomes.timeline import Called, first_care, nullable, timeline
from medgen_assets.simulation.records.subjects import CAUSES, LACKS, Subjects
from medgen_assets.vocabulary import (
    DiedWaitingFor,
    DisabilityGrade,
    Fitness,
    Lack,
    LethalCause,
    Outcome,
    Survivability,
    TriageCategory,
)

Flags = NDArray[np.bool_]

FITNESS = Names.of(list(Fitness))
SURVIVABILITY = Names.of(list(Survivability))
WAITS = Names.of(list(DiedWaitingFor))
IS_OF_AGENTS = np.array([name in (LethalCause.NERVE_AGENT, LethalCause.EXPOSURE) for name in CAUSES.names])
BLEEDS = np.array([name.startswith("hemorrhage") for name in CAUSES.names])
BRAIN_DESTROYED = 5
"""Severity from which a lethal injury of the brain cannot be survived. Assumption: reviews of combat deaths call
the gravest brain injuries non-survivable (Eastridge et al. 2012; their criteria were not read)."""


def outcome_columns(subjects: Subjects, contacts: Contacts) -> dict[str, pa.Array]:
    """The columns as they are stored, by name; one row per casualty, in their order."""
    is_dead, returns = subjects.dies, subjects.outcome == OUTCOMES.number(Outcome.RTD)
    kind, grade = gravest(subjects)
    # severe means that nearly all of the former work is gone: who does it again has less
    grade = np.where(returns, np.minimum(grade, GRADES.number(DisabilityGrade.MODERATE)), grade)
    return {
        "returned_on_day": nullable(subjects.outcome_at // DAY_SECONDS + 1, returns),
        "fitness": FITNESS.stored(np.where(is_dead, NO_NAME, fitness(returns, grade))),
        "survivability": SURVIVABILITY.stored(np.where(is_dead, survivability(subjects), NO_NAME)),
        "died_waiting_for": WAITS.stored(np.where(is_dead, lacking(subjects), NO_NAME)),
        "disability": KINDS.stored(np.where(is_dead, NO_NAME, kind).astype(np.int32)),
        "disability_grade": GRADES.stored(np.where(is_dead, NO_NAME, grade).astype(np.int32)),
        **care_in_time(subjects, contacts),
    }


def fitness(returns: Flags, grade: Ids) -> Numbers:
    """Fit are those back on duty, with limits where more than a little stays."""
    limited = grade > GRADES.number(DisabilityGrade.MILD)
    back = np.where(limited, FITNESS.number(Fitness.FIT_WITH_LIMITS), FITNESS.number(Fitness.FIT))
    return np.where(returns, back, FITNESS.number(Fitness.UNFIT)).astype(np.int32)


def survivability(subjects: Subjects) -> Numbers:
    """Non-survivable: killed outright, a worst severity of 6 but for an agent, or a lethal brain injury of 5."""
    severity, cause = subjects.severity, subjects.cause
    brain = (cause == CAUSES.number(LethalCause.BRAIN)) & (severity >= BRAIN_DESTROYED)
    destroyed = (severity >= UNSURVIVABLE) & ~IS_OF_AGENTS[cause]
    hopeless = subjects.is_instantly_dead | destroyed | brain
    non, maybe = (SURVIVABILITY.number(name) for name in Survivability)
    return np.where(hopeless, non, maybe).astype(np.int32)


def lacking(subjects: Subjects) -> Numbers:
    """What each casualty waited for at the end, nothing included."""
    waits: Numbers = subjects.waited_for + 1
    return waits


def care_in_time(subjects: Subjects, contacts: Contacts) -> dict[str, pa.Array]:
    """The columns of the 10-1-2 timeline."""
    hurt = subjects.is_injury & ~subjects.is_instantly_dead
    urgent = subjects.triage_initial == TRIAGE.number(TriageCategory.T1)
    is_lethal = ~np.isnan(subjects.untreated_minutes)
    called = Called(
        first_aid=hurt,
        resuscitation=hurt & urgent,
        bleeds_to_death=BLEEDS[subjects.cause] & is_lethal,
        waited_for_surgery=subjects.waited_for == LACKS.number(Lack.SURGERY),
    )
    care = first_care(contacts, len(subjects))
    return timeline(subjects.injured, subjects.first_aid_at, care, called)
