"""How far the course of each patient has come at each measurement, and which course it is."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.vital_signs import recovery_hours
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import HOUR_SECONDS, MINUTE_SECONDS, Exercise, Seconds
from medgen_assets.simulation.names import Names
from medgen_assets.simulation.records.names import OUTCOMES
from medgen_assets.simulation.records.vitals.looks import DEATHS, Looks
from medgen_assets.vocabulary import LethalCause

Flags = NDArray[np.bool_]

CAUSES = Names.of(list(LethalCause))
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


def states(exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame, looks: Looks) -> State:
    """The course at each measurement.

    The dying go evenly from injury to death. Whose course was stopped had come as far, towards the death that was
    averted, and recovers from then on. Who dies although the first course was stopped dies of sepsis.
    """
    patient, at = looks.patient, looks.second
    injured = exercise.seconds(casualties["injured_at"])
    stopped, ends = exercise.seconds(fates["stopped_at"]), ends_of(exercise, casualties, fates)
    cause = CAUSES.numbers(casualties["lethal_cause"]).astype(np.int64)
    dies = np.isin(OUTCOMES.numbers(fates["outcome"]), DEATHS)
    since = (at - injured[patient]).astype(np.float64)
    is_over = (stopped[patient] >= 0) & (at >= stopped[patient])
    until = np.where(is_over, stopped[patient], at)
    went = passed(injured[patient], until, ends[patient])
    went = np.where(is_over, went * left_after(cause[patient], at - until), went)
    went = np.where(ends[patient] < 0, 0.0, went)
    late = is_over & dies[patient]
    outcome = exercise.seconds(fates["outcome_at"])[patient]
    septic = np.where(late, passed(stopped[patient], at, outcome), 0.0)
    severity = casualties["severity"].to_numpy()[patient]
    kind = np.where(late & (septic > went), SEPSIS, cause[patient])
    relief = left_after(kind, since)
    worst = np.where(cause[patient] == BRAIN, BRAIN_AT_ONCE[severity], AT_ONCE[severity])
    share = np.maximum(np.maximum(went, septic), worst * relief)
    return State(kind, np.clip(share, 0.0, 1.0), relief)


def ends_of(exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame) -> Seconds:
    """Second towards which each lethal course ran: death, the averted one, or so late that little is seen; else -1."""
    outcome = exercise.seconds(fates["outcome_at"])
    averted = exercise.seconds(fates["averted_death_at"])
    dies = np.isin(OUTCOMES.numbers(fates["outcome"]), DEATHS)
    minutes = casualties["untreated_death_minutes"].fill_null(-1.0).to_numpy()
    injured = exercise.seconds(casualties["injured_at"])
    beyond = injured + ((outcome - injured) / UNKNOWN_END).astype(np.int64)
    untreated = np.maximum(injured + (minutes * MINUTE_SECONDS).astype(np.int64), beyond)
    lethal = np.where(minutes >= 0, untreated, -1)
    return np.where(averted >= 0, averted, np.where(dies, outcome, lethal))


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
