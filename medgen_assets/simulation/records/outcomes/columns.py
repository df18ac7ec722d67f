"""The columns of table patients that say what became of each."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.draws import Draws, Ids
from medgen_assets.simulation.exercise import DAY_SECONDS, Exercise, Seconds
from medgen_assets.simulation.injuries.severity import UNSURVIVABLE
from medgen_assets.simulation.names import NO_NAME, Names, Numbers
from medgen_assets.simulation.records.conditions import condition_numbers
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.legs import rows_of_patients
from medgen_assets.simulation.records.names import OUTCOMES, TRIAGE
from medgen_assets.simulation.records.outcomes.disability import GRADES, KINDS, gravest
from medgen_assets.simulation.records.outcomes.timeline import Called, first_care, nullable, timeline
from medgen_assets.vocabulary import (
    CasualtyClass,
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
LACKS = Names.of(list(Lack))
DEATHS = [OUTCOMES.number(outcome) for outcome in (Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH)]
BRAIN_DESTROYED = 5
"""Severity from which a lethal injury of the brain cannot be survived. Assumption: reviews of combat deaths call
the gravest brain injuries non-survivable (Eastridge et al. 2012; their criteria were not read)."""


def outcome_columns(
    exercise: Exercise,
    casualties: pl.DataFrame,
    injuries: pl.DataFrame,
    fates: pl.DataFrame,
    contacts: Contacts,
) -> pl.DataFrame:
    """One row per casualty, in their order."""
    outcome = OUTCOMES.numbers(fates["outcome"])
    is_dead = np.isin(outcome, DEATHS)
    returns = outcome == OUTCOMES.number(Outcome.RTD)
    kind, grade = lasting(exercise.draws, casualties, injuries)
    # severe means that nearly all of the former work is gone: who does it again has less
    grade = np.where(returns, np.minimum(grade, GRADES.number(DisabilityGrade.MODERATE)), grade)
    return pl.DataFrame(
        [
            nullable("returned_on_day", exercise.seconds(fates["outcome_at"]) // DAY_SECONDS + 1, returns),
            FITNESS.column("fitness", np.where(is_dead, NO_NAME, fitness(returns, grade))),
            SURVIVABILITY.column("survivability", np.where(is_dead, survivability(casualties), NO_NAME)),
            WAITS.column("died_waiting_for", np.where(is_dead, lacking(fates), NO_NAME)),
            KINDS.column("disability", np.where(is_dead, NO_NAME, kind).astype(np.int32)),
            GRADES.column("disability_grade", np.where(is_dead, NO_NAME, grade).astype(np.int32)),
            *care_in_time(exercise, casualties, fates, contacts),
        ]
    )


def lasting(draws: Draws, casualties: pl.DataFrame, injuries: pl.DataFrame) -> tuple[Ids, Ids]:
    """Kind and grade of what stays of each casualty's injuries."""
    owner = rows_of_patients(casualties, injuries["patient_id"])
    healing = casualties["healing_days"].to_numpy()
    return gravest(
        draws, casualties["patient_id"].to_numpy(), healing, owner, injuries, condition_numbers(injuries)
    )


def fitness(returns: Flags, grade: Ids) -> Numbers:
    """Fit are those back on duty, with limits where more than a little stays."""
    limited = grade > GRADES.number(DisabilityGrade.MILD)
    back = np.where(limited, FITNESS.number(Fitness.FIT_WITH_LIMITS), FITNESS.number(Fitness.FIT))
    return np.where(returns, back, FITNESS.number(Fitness.UNFIT)).astype(np.int32)


def survivability(casualties: pl.DataFrame) -> Numbers:
    """Non-survivable: killed outright, a worst severity of 6 but for an agent, or a lethal brain injury of 5."""
    severity, cause = casualties["severity"].to_numpy(), casualties["lethal_cause"]
    brain = (cause == LethalCause.BRAIN).to_numpy() & (severity >= BRAIN_DESTROYED)
    injured = ~cause.is_in([str(LethalCause.NERVE_AGENT), str(LethalCause.EXPOSURE)]).to_numpy()
    destroyed = (severity >= UNSURVIVABLE) & injured
    hopeless = casualties["is_instantly_dead"].to_numpy() | destroyed | brain
    non, maybe = (SURVIVABILITY.number(name) for name in Survivability)
    return np.where(hopeless, non, maybe).astype(np.int32)


def lacking(fates: pl.DataFrame) -> Numbers:
    """What each casualty waited for at the end, nothing included."""
    waits: Numbers = LACKS.numbers(fates["waited_for"]) + 1
    return waits


def care_in_time(
    exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame, contacts: Contacts
) -> list[pl.Series]:
    """The columns of the 10-1-2 timeline."""
    injured: Seconds = exercise.seconds(casualties["injured_at"])
    is_injury = (casualties["casualty_class"] != CasualtyClass.DISEASE).to_numpy()
    hurt = is_injury & ~casualties["is_instantly_dead"].to_numpy()
    urgent = TRIAGE.numbers(casualties["triage_initial"]) == TRIAGE.number(TriageCategory.T1)
    is_lethal = casualties["untreated_death_minutes"].is_not_null().to_numpy()
    bleeds = casualties["lethal_cause"].str.starts_with("hemorrhage").to_numpy()
    called = Called(
        first_aid=hurt,
        resuscitation=hurt & urgent,
        bleeds_to_death=bleeds & is_lethal,
        waited_for_surgery=LACKS.numbers(fates["waited_for"]) == LACKS.number(Lack.SURGERY),
    )
    care = first_care(contacts, len(casualties))
    return timeline(injured, exercise.seconds(fates["first_aid_at"]), care, called)
