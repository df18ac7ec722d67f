"""Waits: the moments at which patients began to wait for transport, a bed or a table."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.names import Numbers
from medgen_assets.simulation.records.happenings import Happenings
from medgen_assets.simulation.records.legs import Legs
from medgen_assets.simulation.records.names import KINDS, places
from medgen_assets.simulation.records.subjects import LACKS, Subjects
from medgen_assets.vocabulary import EventKind, Lack

Flags = NDArray[np.bool_]


def wait_events(exercise: Exercise, legs: Legs) -> list[Happenings]:
    """The begin of each wait for transport, a bed or a table that was longer than nothing."""
    details, moment = places(exercise).details, legs.moments
    here = (legs.role, legs.facility, legs.triage)
    spans = (
        (Lack.TRANSPORT, "wanted_at", moment["departed_at"] > moment["wanted_at"], legs.origin),
        (Lack.BED, "arrived_at", later(moment, "arrived_at", "bed_from"), here),
        (Lack.SURGERY, "table_wanted_at", later(moment, "table_wanted_at", "surgery_from"), here),
    )
    return [
        wait(legs.patient, moment[since], np.flatnonzero(waits), details.number(what), place)
        for what, since, waits, place in spans
    ]


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


def last_waits(subjects: Subjects, legs: Legs, final: Happenings) -> Happenings:
    """The wait for transport or for a place that lasted until the end; other waits stand in their visits."""
    exercise, what = subjects.exercise, subjects.waited_for
    for_bed = what == LACKS.number(Lack.BED)
    lacking = for_bed | (what == LACKS.number(Lack.TRANSPORT))
    row = np.flatnonzero(lacking & ~(for_bed & is_at_the_door(len(subjects), legs)))
    return Happenings(
        row,
        exercise.seconds(subjects.fates["waited_since"])[row],
        KINDS.number(EventKind.QUEUE_START),
        role=final.each("role")[row],
        facility=final.each("facility")[row],
        triage=final.triage[row],
        detail=details_of_lacks(exercise)[what[row]],
    )


@lru_cache(maxsize=4)
def details_of_lacks(exercise: Exercise) -> Numbers:
    """Number of what lacked among the details."""
    return np.array([places(exercise).details.number(name) for name in LACKS.names], dtype=np.int32)


def is_at_the_door(patients: int, legs: Legs) -> Flags:
    """Patients who were never given a bed on their last visit."""
    without = np.zeros(patients, np.bool_)
    without[legs.patient] = legs.moments["bed_from"] < 0
    return without
