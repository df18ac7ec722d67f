"""What must hold of outcomes: they fit the class, the returned are fit, the dead are judged, and events tell when."""

import numpy as np

from medgen_assets.simulation.checked_tables import NOWHERE, CheckedTable, CheckedTables, Flags
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import MICROSECONDS, MINUTE_SECONDS, MISSING
from medgen_assets.simulation.known_names import ListedNames
from medgen_assets.vocabulary import (
    CasualtyClass,
    DiedWaitingFor,
    DisabilityGrade,
    EventKind,
    Fitness,
    Outcome,
)

OUTCOMES = ListedNames.of(Outcome.KIA, Outcome.DOW, Outcome.DNBI_DEATH, Outcome.RTD)
KIA, DOW, DNBI_DEATH, RTD = 1, 2, 3, 4
"""Their places in the list."""
BATTLE = ListedNames.of(CasualtyClass.BATTLE)
FITNESS = ListedNames.of(Fitness.FIT, Fitness.UNFIT)
FIT, UNFIT = 1, 2
"""Their places in the list."""
SEVERE = ListedNames.of(DisabilityGrade.SEVERE)
STEPS = {
    EventKind.FIRST_AID: "first_aid_minutes",
    EventKind.BED: "resuscitation_minutes",
    EventKind.SURGERY_START: "surgery_minutes",
}
"""The first event of each kind, and the column of minutes that it ends."""
STEP_KINDS, QUEUE_START = ListedNames.of(*STEPS), ListedNames.of(EventKind.QUEUE_START)
QUEUED = ListedNames.of(DiedWaitingFor.TRANSPORT, DiedWaitingFor.BED, DiedWaitingFor.SURGERY)
"""What is waited for in a queue; for first aid and pickup nobody queues, but the time they take goes by."""


def the_killed_in_action_never_reached_a_facility(tables: CheckedTables) -> Ids:
    """Patients killed in action after a facility, or dead of wounds before one."""
    outcome = OUTCOMES.places(tables.patients["outcome"])
    has_reached = tables.patients["first_facility_at"] != MISSING
    return tables.patients.whom(((outcome == KIA) & has_reached) | ((outcome == DOW) & ~has_reached))


def only_battle_casualties_are_killed_in_action_or_die_of_wounds(tables: CheckedTables) -> Ids:
    """Patients whose kind of death contradicts their class."""
    outcome = OUTCOMES.places(tables.patients["outcome"])
    is_battle = BATTLE.have(tables.patients["casualty_class"])
    of_war = (outcome == KIA) | (outcome == DOW)
    return tables.patients.whom((of_war & ~is_battle) | ((outcome == DNBI_DEATH) & is_battle))


def who_returns_is_fit_and_who_died_is_judged(tables: CheckedTables) -> Ids:
    """Patients whose fitness, disability, survivability or last wait contradicts their outcome."""
    patients = tables.patients
    outcome, fitness = OUTCOMES.places(patients["outcome"]), FITNESS.places(patients["fitness"])
    is_dead = np.isin(outcome, (KIA, DOW, DNBI_DEATH))
    judged = [patients[name] == MISSING for name in ("survivability", "died_waiting_for")]
    living = [patients[name] != MISSING for name in ("fitness", "disability")]
    is_wrong = np.any([*judged, *living], axis=0) == is_dead
    is_back = (patients["fitness"] != MISSING) & (fitness != UNFIT)
    is_crippled = (fitness == FIT) & SEVERE.have(patients["disability_grade"])
    return patients.whom(is_wrong | ((outcome == RTD) != is_back) | is_crippled)


def the_timeline_is_that_of_the_events(tables: CheckedTables) -> Ids:
    """Patients whose minutes to first aid, a bed or surgery are not those of the first such event."""
    events, patients = tables["events"], tables.patients
    kind = STEP_KINDS.places(events["kind"])
    row = np.flatnonzero(kind)
    owner, step = tables.owners("events")[events.groups[row]], kind[row]
    row, owner, step = (
        row[owner != NOWHERE][::-1],
        owner[owner != NOWHERE][::-1],
        step[owner != NOWHERE][::-1],
    )
    first = np.full((len(STEPS) + 1, len(patients.ids)), MISSING)
    first[step, owner] = events["at"][row]  # backwards, so of several the first one stays
    is_wrong = [
        told(patients, at) != patients[name] for at, name in zip(first[1:], STEPS.values(), strict=True)
    ]
    return patients.whom(np.any(is_wrong, axis=0))


def told(patients: CheckedTable, at: Ids) -> Ids:
    """Minutes from injury to a moment, begun ones as whole ones; MISSING where there is no moment."""
    seconds = np.where(at == MISSING, 0, at - patients["injured_at"]) // MICROSECONDS
    return np.where(at == MISSING, MISSING, -(-seconds // MINUTE_SECONDS))


def who_died_waiting_stood_in_a_queue(tables: CheckedTables) -> Ids:
    """Patients who died waiting for means, and for whom no wait began."""
    waited = tables.patients.ids[QUEUED.have(tables.patients["died_waiting_for"])]
    events = tables["events"]
    has_queued: Flags = np.isin(waited, events.ids[QUEUE_START.have(events["kind"])])
    return waited[~has_queued]


OUTCOME_FACTS = (
    the_killed_in_action_never_reached_a_facility,
    only_battle_casualties_are_killed_in_action_or_die_of_wounds,
    who_returns_is_fit_and_who_died_is_judged,
    the_timeline_is_that_of_the_events,
    who_died_waiting_stood_in_a_queue,
)
