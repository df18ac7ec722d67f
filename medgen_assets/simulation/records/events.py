"""What happened to each patient, in order: the events of the walk, of care, and the end."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.simulation.care.facilities import facilities
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.names import NO_NAME, Names, Numbers
from medgen_assets.simulation.ordering import first_by_key
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.diagnosis.rows import Diagnosed
from medgen_assets.simulation.records.giving import Given
from medgen_assets.simulation.records.happenings import Happenings, in_order
from medgen_assets.simulation.records.legs import Legs
from medgen_assets.simulation.records.names import KINDS, OUTCOMES, ROLES, TRIAGE, places
from medgen_assets.simulation.records.orders import orders
from medgen_assets.simulation.records.subjects import Subjects
from medgen_assets.simulation.records.vitals import Looks
from medgen_assets.simulation.records.waits import last_waits, wait_events
from medgen_assets.vocabulary import IN_TRANSIT, EventKind, Outcome, Role, TriageCategory

Flags = NDArray[np.bool_]

TRIAGE_SECONDS = 138
"""From arrival to triage. Source: 2.3 min at Vigorous Warrior 2024 (Benhassine et al. 2025, table 1)."""
TERMINAL = {
    Outcome.RTD: EventKind.RTD,
    Outcome.KIA: EventKind.DEATH,
    Outcome.DOW: EventKind.DEATH,
    Outcome.DNBI_DEATH: EventKind.DEATH,
    Outcome.EVACUATED_OUT_OF_THEATRE: EventKind.END_OF_EXERCISE,
    Outcome.UNDER_TREATMENT: EventKind.END_OF_EXERCISE,
}
POI = ROLES.number(Role.POI)


@dataclass(frozen=True)
class Written:
    """What contacts did, measured and thought."""

    contacts: Contacts
    given: Given
    looks: Looks
    alarms: Looks
    """Those of the measurements that made somebody immediate."""
    found: Diagnosed


def events(subjects: Subjects, legs: Legs, written: Written) -> pa.Table:
    """All events of all patients (table Events)."""
    exercise, contacts = subjects.exercise, written.contacts
    injured = injury_events(subjects)
    first_aid, bed, triage, surgery_start, surgery_end = contact_events(contacts)
    departure, arrival = leg_events(exercise, legs)
    final = final_events(subjects, legs)
    waits = [*wait_events(exercise, legs), last_waits(subjects, legs, final)]
    diagnosis = diagnosis_events(exercise, contacts, written.found)
    before = [injured, first_aid, arrival, *waits, bed, triage, diagnosis]
    during = [look_events(written.looks), treatment_events(exercise, contacts, written.given)]
    worse = alarm_events(written.alarms)
    anew = retriage_events(subjects)
    after = [worse, anew, surgery_start, surgery_end, departure, final]
    return in_order(exercise, subjects.ids, [*before, *during, *after])


def injury_events(subjects: Subjects) -> Happenings:
    """The injury, or the onset of illness; one for each patient, in order."""
    return Happenings(
        np.arange(len(subjects)),
        subjects.injured,
        KINDS.number(EventKind.INJURY),
        role=POI,
        triage=subjects.triage_initial,
        detail=names_of_conditions(subjects.exercise)[subjects.condition],
    )


@lru_cache(maxsize=4)
def names_of_conditions(exercise: Exercise) -> Numbers:
    """Number of the name of each condition among the details."""
    return places(exercise).details.numbers(clinical.conditions()["display"])


@lru_cache(maxsize=4)
def names_of_orders(exercise: Exercise) -> Numbers:
    """Number of the name of each order among the details."""
    return places(exercise).details.numbers(orders().coded["display"])


def contact_events(contacts: Contacts) -> list[Happenings]:
    """First aid, bed, triage and surgery of each contact."""
    at_injury = contacts.number == 0
    is_operated = ~at_injury & (contacts.surgery_start >= 0)
    return [
        contact_event(contacts, EventKind.FIRST_AID, contacts.start, at_injury),
        contact_event(contacts, EventKind.BED, contacts.start, ~at_injury),
        contact_event(contacts, EventKind.TRIAGE, contacts.start + TRIAGE_SECONDS),
        contact_event(contacts, EventKind.SURGERY_START, contacts.surgery_start, is_operated),
        contact_event(contacts, EventKind.SURGERY_END, contacts.surgery_end, is_operated),
    ]


def contact_event(
    contacts: Contacts, kind: EventKind, second: Seconds, where: Flags | None = None
) -> Happenings:
    """Events of one kind at contacts, where the contact lasted until then."""
    lasted = second <= contacts.end
    row = np.flatnonzero(lasted if where is None else lasted & where)
    return Happenings(
        contacts.patient[row],
        second[row],
        KINDS.number(kind),
        role=contacts.role[row],
        facility=contacts.facility[row],
        triage=contacts.triage[row],
    )


def diagnosis_events(exercise: Exercise, contacts: Contacts, found: Diagnosed) -> Happenings:
    """What facilities took the gravest injury for, and what their images corrected."""
    row = np.flatnonzero(found.is_gravest & (contacts.number[found.contact] > 0))
    place = contacts[found.contact[row]]
    return Happenings(
        place.patient,
        found.second[row],
        KINDS.number(EventKind.DIAGNOSIS),
        role=place.role,
        facility=place.facility,
        triage=place.triage,
        detail=names_of_conditions(exercise)[found.condition[row]],
    )


def look_events(looks: Looks) -> Happenings:
    """The measurements of vital signs."""
    return Happenings(
        looks.patient,
        looks.second,
        KINDS.number(EventKind.VITALS),
        role=looks.role,
        facility=looks.facility,
        vehicle=looks.vehicle,
        triage=looks.triage,
    )


def alarm_events(alarms: Looks) -> Happenings:
    """Triage of those whose signs say that they are immediate."""
    return Happenings(
        alarms.patient,
        alarms.second,
        KINDS.number(EventKind.TRIAGE),
        role=alarms.role,
        facility=alarms.facility,
        triage=np.full(len(alarms), TRIAGE.number(TriageCategory.T1), dtype=np.int32),
        is_anew=True,
    )


def treatment_events(exercise: Exercise, contacts: Contacts, given: Given) -> Happenings:
    """The treatment of each contact, by the name of what came first."""
    first = first_by_key(given.contact)
    place = contacts[given.contact[first]]
    return Happenings(
        place.patient,
        given.second[first],
        KINDS.number(EventKind.TREATMENT),
        role=place.role,
        facility=place.facility,
        triage=place.triage,
        detail=names_of_orders(exercise)[given.order[first]],
    )


def leg_events(exercise: Exercise, legs: Legs) -> list[Happenings]:
    """Pickup or departure, and arrival, of each leg."""
    is_pickup = legs.is_first & (legs.vehicle != NO_NAME)
    role, facility, triage = legs.origin
    left = Happenings(
        legs.patient,
        legs.moments["departed_at"],
        np.where(is_pickup, KINDS.number(EventKind.PICKUP), KINDS.number(EventKind.DEPARTURE)),
        role=role,
        facility=facility,
        vehicle=legs.vehicle,
        triage=triage,
        detail=legs.facility + places(exercise).details_of_facilities,
    )
    arrived = legs.moments["arrived_at"]
    row = np.flatnonzero(arrived >= 0)
    return [
        left,
        Happenings(
            legs.patient[row],
            arrived[row],
            KINDS.number(EventKind.ARRIVAL),
            role=legs.role[row],
            facility=legs.facility[row],
            vehicle=legs.vehicle[row],
            triage=legs.triage[row],
        ),
    ]


def retriage_events(subjects: Subjects) -> Happenings:
    """Triage of those who got worse while they waited."""
    exercise, retriages = subjects.exercise, subjects.retriages
    facility = places(exercise).facilities.numbers(retriages["facility_id"])
    roles = roles_of_facilities(exercise)
    return Happenings(
        subjects.rows(retriages["patient_id"]),
        exercise.seconds(retriages["at"]),
        KINDS.number(EventKind.TRIAGE),
        role=np.where(facility == NO_NAME, POI, roles[facility]),
        facility=facility,
        triage=TRIAGE.numbers(retriages["triage"]),
        is_anew=True,
    )


@lru_cache(maxsize=4)
def roles_of_facilities(exercise: Exercise) -> Numbers:
    """Role of each facility."""
    return ROLES.numbers(facilities(exercise)["role"])


def final_events(subjects: Subjects, legs: Legs) -> Happenings:
    """The one terminal event of each patient."""
    exercise, fates, outcome = subjects.exercise, subjects.fates, subjects.outcome
    triage = legs.triage_assigned.copy()
    # the last visit of a patient is written last
    triage[legs.patient] = legs.triage
    return Happenings(
        np.arange(len(subjects)),
        subjects.outcome_at,
        kinds_of_outcomes()[outcome],
        role=ROLES.numbers(fates["outcome_role"]),
        facility=facilities_of_ends(exercise)[ends(exercise).numbers(fates["outcome_location"])],
        triage=triage,
        detail=outcome,
    )


@cache
def kinds_of_outcomes() -> Numbers:
    """The terminal event of each outcome."""
    return np.array([KINDS.number(TERMINAL[Outcome(name)]) for name in OUTCOMES.names], np.int32)


@lru_cache(maxsize=4)
def ends(exercise: Exercise) -> Names:
    """Everywhere that a journey may end: facilities, the point of injury, on the way."""
    return Names.of([*places(exercise).facilities.names, str(Role.POI), IN_TRANSIT])


@lru_cache(maxsize=4)
def facilities_of_ends(exercise: Exercise) -> Numbers:
    """The facility of each of `ends`; NO_NAME outside."""
    count = len(places(exercise).facilities.names)
    return np.array([*range(count), NO_NAME, NO_NAME], dtype=np.int32)
