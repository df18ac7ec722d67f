"""How far the course of each patient has come at each measurement, and which course it is."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.vital_signs import recovery_hours
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import HOUR_SECONDS, MINUTE_SECONDS, Seconds
from medgen_assets.simulation.records.subjects import CAUSES, Subjects
from medgen_assets.simulation.records.vitals.looks import Looks
from medgen_assets.vocabulary import LethalCause

Flags = NDArray[np.bool_]

BRAIN, SEPSIS = CAUSES.number(LethalCause.BRAIN), CAUSES.number(LethalCause.SEPSIS)
AT_ONCE: Final = np.array([0.0, 0.03, 0.09, 0.2, 0.3, 0.42, 0.6])
"""Share of the way that an injury of severity 0..6 is worth at once, lethal or not. Assumption: severity 4 has the
signs of class II haemorrhage, because T1 injuries show."""
BRAIN_AT_ONCE: Final = np.array([0.0, 0.03, 0.09, 0.2, 0.5, 0.6, 0.8])
"""The same of the brain. Assumption: a severe brain injury has a coma scale of 9 or less."""
UNKNOWN_END: Final = 0.6
"""Furthest that a lethal course is taken to have come whose end lies beyond the exercise. Assumption."""


@dataclass(frozen=True)
class State:
    """What the signs depend on, one entry per measurement."""

    cause: Ids
    share: Reals
    """Share 0-1 of the way to death; for those who do not die the strain that is like it."""
    relief: Reals
    """What is left, 1 to 0, of what was there at once."""


def states(subjects: Subjects, looks: Looks) -> State:
    """The course at each measurement.

    The dying go evenly from injury to death. Whose course was stopped had come as far, towards the death that was
    averted, and recovers from then on. Who dies although the first course was stopped dies of sepsis.
    """
    patient, at = looks.patient, looks.second
    injured, stopped, ends = (
        part[patient] for part in (subjects.injured, subjects.stopped_at, ends_of(subjects))
    )
    cause, severity = subjects.cause[patient], subjects.severity[patient]
    is_over = (stopped >= 0) & (at >= stopped)
    went = passed(injured, np.where(is_over, stopped, at), ends)
    over = np.flatnonzero(is_over)
    went[over] *= left_after(cause[over], at[over] - stopped[over])
    went[ends < 0] = 0.0
    late = over[subjects.dies[patient[over]]]
    septic = np.zeros(len(patient))
    septic[late] = passed(stopped[late], at[late], subjects.outcome_at[patient[late]])
    kind = cause.copy()
    kind[late[septic[late] > went[late]]] = SEPSIS
    relief = left_after(kind, (at - injured).astype(np.float64))
    worst = np.where(cause == BRAIN, BRAIN_AT_ONCE[severity], AT_ONCE[severity])
    share = np.maximum(np.maximum(went, septic), worst * relief)
    return State(kind, np.clip(share, 0.0, 1.0, out=share), relief)


def ends_of(subjects: Subjects) -> Seconds:
    """Second towards which each lethal course ran: death, the averted one, or so late that little is seen; else -1."""
    outcome, injured = subjects.outcome_at, subjects.injured
    averted = subjects.exercise.seconds(subjects.fates["averted_death_at"])
    minutes = subjects.untreated_minutes
    would_die = ~np.isnan(minutes)
    beyond = injured + ((outcome - injured) / UNKNOWN_END).astype(np.int64)
    to_death = (np.where(would_die, minutes, 0.0) * MINUTE_SECONDS).astype(np.int64)
    untreated = np.maximum(injured + to_death, beyond)
    lethal = np.where(would_die, untreated, -1)
    return np.where(averted >= 0, averted, np.where(subjects.dies, outcome, lethal))


def passed(begin: Seconds, at: Seconds, end: Seconds) -> Reals:
    """Share of a span that has passed."""
    share: Reals = (at - begin) / np.maximum(end - begin, 1)
    return share


def left_after(cause: Ids, seconds: Seconds | Reals) -> Reals:
    """What is left of a change so long after it was stopped: half after the hours of its cause, a third after twice."""
    left: Reals = 1.0 / (1.0 + seconds / half_seconds()[cause])
    return left


@cache
def half_seconds() -> Reals:
    """Seconds until half is gone, by cause."""
    return np.array([recovery_hours()[name] * HOUR_SECONDS for name in CAUSES.names])
