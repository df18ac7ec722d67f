"""What happened to each patient, in order: the events of the walk, of care, and the end."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.care.facilities import facilities
from medgen_assets.simulation.care.pathways import PathwayTables
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.records.contacts import Contacts, rows_of_patients
from medgen_assets.simulation.records.diagnosis.rows import Diagnosed, coded
from medgen_assets.simulation.records.giving import Given
from medgen_assets.simulation.records.happenings import Happenings, in_order
from medgen_assets.simulation.records.names import (
    KINDS,
    NO_NAME,
    ROLES,
    TRIAGE,
    Names,
    Numbers,
    places,
)
from medgen_assets.simulation.records.vitals import Looks
from medgen_assets.vocabulary import IN_TRANSIT, EventKind, Lack, Outcome, Role

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


def events(
    exercise: Exercise,
    casualties: pl.DataFrame,
    pathways: PathwayTables,
    contacts: Contacts,
    given: Given,
    looks: Looks,
    found: Diagnosed,
) -> pl.DataFrame:
    """All events of all patients (table Events)."""
    known, fates, visits = places(exercise), pathways.fates, pathways.visits
    condition = known.details.numbers(casualties["condition_display"])
    injured = injury_events(exercise, casualties, condition)
    first_aid, bed, triage, surgery_start, surgery_end = contact_events(contacts)
    diagnosis = diagnosis_events(contacts, found, known.details)
    departure, arrival = leg_events(exercise, casualties, visits, injured.triage)
    waits = wait_events(exercise, casualties, fates, visits, injured.triage)
    before = [injured, first_aid, arrival, *waits, bed, triage, diagnosis]
    during = [look_events(looks), treatment_events(contacts, given, known.details)]
    anew = retriage_events(exercise, casualties, pathways.retriages)
    after = [anew, surgery_start, surgery_end, departure, final_events(exercise, casualties, fates, visits)]
    return in_order(exercise, casualties["patient_id"], [*before, *during, *after])


def injury_events(exercise: Exercise, casualties: pl.DataFrame, condition: Numbers) -> Happenings:
    """The injury, or the onset of illness; one for each patient, in order."""
    return Happenings(
        np.arange(len(casualties)),
        exercise.seconds(casualties["injured_at"]),
        KINDS.number(EventKind.INJURY),
        role=POI,
        triage=TRIAGE.numbers(casualties["triage_initial"]),
        detail=condition,
    )


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


def diagnosis_events(contacts: Contacts, found: Diagnosed, details: Names) -> Happenings:
    """What facilities took the gravest injury for, and what their images corrected."""
    row = np.flatnonzero(found.is_gravest & (contacts.number[found.contact] > 0))
    place = contacts[found.contact[row]]
    names = details.numbers(coded()["display"])
    return Happenings(
        place.patient,
        found.second[row],
        KINDS.number(EventKind.DIAGNOSIS),
        role=place.role,
        facility=place.facility,
        triage=place.triage,
        detail=names[found.condition[row]],
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


def treatment_events(contacts: Contacts, given: Given, details: Names) -> Happenings:
    """The treatment of each contact, by the name of what came first."""
    contact, first = np.unique(given.contact, return_index=True)
    place = contacts[contact]
    names = details.numbers(given.display)
    return Happenings(
        place.patient,
        given.second[first],
        KINDS.number(EventKind.TREATMENT),
        role=place.role,
        facility=place.facility,
        triage=place.triage,
        detail=names[given.order[first]],
    )


def leg_events(
    exercise: Exercise, casualties: pl.DataFrame, visits: pl.DataFrame, triage_initial: Numbers
) -> list[Happenings]:
    """Pickup or departure, and arrival, of each leg."""
    known = places(exercise)
    patient, number = rows_of_patients(casualties, visits["patient_id"]), visits["visit_no"].to_numpy()
    role, facility = ROLES.numbers(visits["role"]), known.facilities.numbers(visits["facility_id"])
    vehicle, triage = known.vehicles.numbers(visits["vehicle_id"]), TRIAGE.numbers(visits["triage"])
    is_first = number == 0
    is_pickup = is_first & (vehicle != NO_NAME)
    kind = np.where(is_pickup, KINDS.number(EventKind.PICKUP), KINDS.number(EventKind.DEPARTURE))
    left = Happenings(
        patient,
        exercise.seconds(visits["departed_at"]),
        kind,
        role=np.where(is_first, POI, before(role)),
        facility=np.where(is_first, NO_NAME, before(facility)),
        vehicle=vehicle,
        triage=np.where(is_first, triage_initial[patient], before(triage)),
        detail=facility + known.details_of_facilities,
    )
    arrived = exercise.seconds(visits["arrived_at"])
    row = np.flatnonzero(arrived >= 0)
    return [
        left,
        Happenings(
            patient[row],
            arrived[row],
            KINDS.number(EventKind.ARRIVAL),
            role=role[row],
            facility=facility[row],
            vehicle=vehicle[row],
            triage=triage[row],
        ),
    ]


def wait_events(
    exercise: Exercise,
    casualties: pl.DataFrame,
    fates: pl.DataFrame,
    visits: pl.DataFrame,
    triage_initial: Numbers,
) -> list[Happenings]:
    """The begin of each wait for transport, a bed or a table that was longer than nothing."""
    known = places(exercise)
    patient, number = rows_of_patients(casualties, visits["patient_id"]), visits["visit_no"].to_numpy()
    role, facility = ROLES.numbers(visits["role"]), known.facilities.numbers(visits["facility_id"])
    triage, is_first = TRIAGE.numbers(visits["triage"]), number == 0
    moment = {name: exercise.seconds(visits[name]) for name in WAITING_COLUMNS}
    at_origin = (
        np.where(is_first, POI, before(role)),
        np.where(is_first, NO_NAME, before(facility)),
        np.where(is_first, triage_initial[patient], before(triage)),
    )
    here = (role, facility, triage)
    spans = (
        (Lack.TRANSPORT, "wanted_at", moment["departed_at"] > moment["wanted_at"], at_origin),
        (Lack.BED, "arrived_at", later(moment, "arrived_at", "bed_from"), here),
        (Lack.SURGERY, "table_wanted_at", later(moment, "table_wanted_at", "surgery_from"), here),
    )
    begun = [
        wait(patient, moment[since], np.flatnonzero(waits), known.details.number(what), place)
        for what, since, waits, place in spans
    ]
    return [*begun, last_waits(exercise, casualties, fates, visits)]


WAITING_COLUMNS = ("wanted_at", "departed_at", "arrived_at", "bed_from", "table_wanted_at", "surgery_from")
"""Moments between which casualties wait."""


def later(moment: dict[str, Seconds], wanted: str, got: str) -> Flags:
    """Who wanted something and got it later, or who wanted it and never got it."""
    waits: Flags = (moment[wanted] >= 0) & (moment[got] != moment[wanted])
    return waits


def wait(
    patient: Ids, second: Seconds, row: Ids, what: int, place: tuple[Numbers, Numbers, Numbers]
) -> Happenings:
    """Begins of waits for one thing."""
    role, facility, triage = place
    return Happenings(
        patient[row],
        second[row],
        KINDS.number(EventKind.QUEUE_START),
        role=role[row],
        facility=facility[row],
        triage=triage[row],
        detail=what,
    )


def last_waits(
    exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame, visits: pl.DataFrame
) -> Happenings:
    """The wait for transport or for a place that lasted until the end; other waits stand in their visits."""
    final, since = final_events(exercise, casualties, fates, visits), exercise.seconds(fates["waited_since"])
    at_door = (fates["waited_for"] == str(Lack.BED)).fill_null(False).to_numpy() & is_at_the_door(
        casualties, visits
    )
    lacking = fates["waited_for"].is_in([str(Lack.TRANSPORT), str(Lack.BED)]).fill_null(False).to_numpy()
    row = np.flatnonzero(lacking & ~at_door)
    what = places(exercise).details.numbers(fates["waited_for"])
    return Happenings(
        row,
        since[row],
        KINDS.number(EventKind.QUEUE_START),
        role=final.each("role")[row],
        facility=final.each("facility")[row],
        triage=final.triage[row],
        detail=what[row],
    )


def is_at_the_door(casualties: pl.DataFrame, visits: pl.DataFrame) -> Flags:
    """Patients who were never given a bed on their last visit."""
    without = np.zeros(len(casualties), np.bool_)
    without[rows_of_patients(casualties, visits["patient_id"])] = visits["bed_from"].is_null().to_numpy()
    return without


def retriage_events(exercise: Exercise, casualties: pl.DataFrame, retriages: pl.DataFrame) -> Happenings:
    """Triage of those who got worse while they waited."""
    facility = places(exercise).facilities.numbers(retriages["facility_id"])
    roles = ROLES.numbers(facilities(exercise)["role"])
    return Happenings(
        rows_of_patients(casualties, retriages["patient_id"]),
        exercise.seconds(retriages["at"]),
        KINDS.number(EventKind.TRIAGE),
        role=np.where(facility == NO_NAME, POI, roles[facility]),
        facility=facility,
        triage=TRIAGE.numbers(retriages["triage"]),
        is_anew=True,
    )


def before(values: Numbers) -> Numbers:
    """The entry before each; visits of a patient follow one another."""
    return np.concatenate([values[:1], values[:-1]])


def final_events(
    exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame, visits: pl.DataFrame
) -> Happenings:
    """The one terminal event of each patient."""
    known = places(exercise)
    outcomes = Names.of(list(Outcome))
    outcome = outcomes.numbers(fates["outcome"])
    kinds = np.array([KINDS.number(TERMINAL[Outcome(name)]) for name in outcomes.names], np.int32)
    at_facility = ~fates["outcome_location"].is_in([str(Role.POI), IN_TRANSIT])
    location = fates.select(pl.when(pl.lit(at_facility)).then("outcome_location")).to_series()
    triage = TRIAGE.numbers(casualties["triage_initial"]).copy()
    # the last visit of a patient is written last
    triage[rows_of_patients(casualties, visits["patient_id"])] = TRIAGE.numbers(visits["triage"])
    return Happenings(
        np.arange(len(fates)),
        exercise.seconds(fates["outcome_at"]),
        kinds[outcome],
        role=ROLES.numbers(fates["outcome_role"]),
        facility=known.facilities.numbers(location),
        triage=triage,
        detail=outcome,
    )
