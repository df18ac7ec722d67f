"""First aid: when somebody comes, and what the course of each casualty is after it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import operations
from medgen_assets.simulation.care.course import NEVER, Flags, number_of, seconds_of
from medgen_assets.simulation.care.effects import effect_tables, first_aid_effects, given_in
from medgen_assets.simulation.draws import Ids, between
from medgen_assets.simulation.exercise import MINUTE_SECONDS, Exercise, Seconds
from medgen_assets.simulation.hurt import Hurt
from medgen_assets.vocabulary import LethalCause, Role

T2 = 1
SEPTIC = number_of(LethalCause.SEPSIS)


@dataclass(frozen=True)
class FirstAid:
    """What first aid did, one entry per casualty; moments are seconds, -1 or NEVER where there is none."""

    at: Seconds
    """-1 where it came too late."""
    death: Seconds
    """Without any further care."""
    cause: Ids
    """Number in CAUSES of what kills then."""
    later: Seconds
    """Death of sepsis, should the course that runs be stopped."""
    stopped: Seconds
    averted: Seconds
    """The death that was averted."""
    shows: NDArray[np.bool_]
    """Whether more than half of the way to death lay behind when it came, so that anybody saw it."""


def first_aid(exercise: Exercise, known: Hurt, is_crowd: Flags, triage: Ids, is_seen: Flags) -> FirstAid:
    """First aid to each casualty who lives until it comes; `is_seen` says whose injury it takes for what it is."""
    courses = known.courses
    at = known.injured + waits(exercise, known, is_crowd, triage)
    first = seconds_of(known.injured, courses.is_lethal, courses.death_minutes)
    septic = seconds_of(known.injured, courses.is_septic, courses.septic_minutes)
    reached = (first > at) & (at < exercise.end_seconds)
    after = aided(exercise, known, f"saved at {Role.POI}", at, first, courses.cause, is_seen)
    wound = np.full(len(at), SEPTIC)
    late = aided(exercise, known, f"cleaned at {Role.POI}", at, septic, wound, is_seen)
    death, later = np.where(reached, after, first), np.where(reached, late, septic)
    stopped = (first < NEVER) & (death == NEVER)
    goes_on = stopped & (later < NEVER)
    return FirstAid(
        at=np.where(reached, at, -1),
        death=np.where(goes_on, later, death),
        cause=np.where(goes_on, SEPTIC, courses.cause),
        later=np.where(stopped, NEVER, later),
        stopped=np.where(stopped, at, -1),
        averted=np.where(stopped, first, -1),
        shows=reached & (first - at <= at - known.injured) & ~courses.is_unsurvivable,
    )


def waits(exercise: Exercise, known: Hurt, is_crowd: Flags, triage: Ids) -> Seconds:
    """Seconds from injury to first aid: by oneself or a buddy against nerve agent, by a medic against all else."""
    minutes = operations.care_minutes()
    uniforms = exercise.draws.for_casualties("arrival of the medic", known.ids)
    alone = between(uniforms, *minutes.medic_arrival)
    crowded = between(uniforms, *minutes.medic_arrival_mass_casualty)
    itself = between(uniforms, *minutes.autoinjector)
    wait = np.where(is_crowd & (triage >= T2), crowded, alone)
    wait = np.where(known.courses.dosage_band > 0, itself, wait)
    own = exercise.scenario.overrides.first_aid_minutes
    if own is not None:
        wait = between(uniforms, own.shortest, own.longest)
    return (wait * MINUTE_SECONDS).astype(np.int64)


def aided(
    exercise: Exercise, known: Hurt, decision: str, at: Seconds, death: Seconds, cause: Ids, is_seen: Flags
) -> Seconds:
    """Second of death of one course after first aid at second `at`: never, or later."""
    stops, buys = first_aid_effects(
        effect_tables(given_in(exercise)), cause, (at - known.injured) / MINUTE_SECONDS, is_seen
    )
    lucky = exercise.draws.for_casualties(decision, known.ids) < stops
    dies = np.minimum(death, NEVER - 1)
    later = at + ((dies - at).astype(np.float64) * buys).astype(np.int64)
    is_over = (death == NEVER) | (lucky & ~known.courses.is_unsurvivable)
    return np.where(is_over, NEVER, later)
