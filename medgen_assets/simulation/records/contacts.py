"""Contacts: the moments at which somebody cares for a casualty, first aid and each visit alike."""

from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.records.names import NO_NAME, ROLES, TRIAGE, Numbers, places
from medgen_assets.vocabulary import Role

NEVER = -1
"""Stands for a moment that did not come."""


@dataclass(frozen=True)
class Contacts:
    """One entry per contact, by patient and number; moments in seconds since the start, NEVER where none.

    A contact at the point of injury lasts until pickup, or the outcome; a visit until it is left.
    """

    patient: Ids
    """Row of the patient in the stretch."""
    number: Ids
    """0 first aid, 1 … visits."""
    role: Numbers
    facility: Numbers
    triage: Numbers
    start: Seconds
    end: Seconds
    surgery_start: Seconds
    surgery_end: Seconds

    def __getitem__(self, chosen: Ids) -> "Contacts":
        return Contacts(**{field.name: getattr(self, field.name)[chosen] for field in fields(self)})


def contacts(
    exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame, visits: pl.DataFrame
) -> Contacts:
    """All contacts of a stretch of casualties; the tables lie in the order of the patients."""
    aided, arrived = first_aids(exercise, casualties, fates, visits), arrivals(exercise, casualties, visits)
    both = Contacts(
        **{
            field.name: np.concatenate([getattr(aided, field.name), getattr(arrived, field.name)])
            for field in fields(Contacts)
        }
    )
    return both[np.lexsort((both.number, both.patient))]


def rows_of_patients(casualties: pl.DataFrame, patient_ids: pl.Series) -> Ids:
    """Row of each patient in the stretch, whose ids are dense."""
    first = int(casualties["patient_id"][0]) if len(casualties) else 0
    rows: Ids = patient_ids.to_numpy() - first
    return rows


def first_aids(
    exercise: Exercise, casualties: pl.DataFrame, fates: pl.DataFrame, visits: pl.DataFrame
) -> Contacts:
    """First aid as a contact, for those whom it reached."""
    first = exercise.seconds(fates["first_aid_at"])
    ends = exercise.seconds(fates["outcome_at"])
    leaving = visits.filter(pl.col("visit_no") == 0)
    row = rows_of_patients(casualties, leaving["patient_id"])
    ends[row] = np.minimum(ends[row], exercise.seconds(leaving["departed_at"]))
    aided = np.flatnonzero(first >= 0)
    nothing = np.full(len(aided), NEVER)
    return Contacts(
        patient=aided,
        number=np.zeros(len(aided), np.int64),
        role=np.full(len(aided), ROLES.number(Role.POI), np.int32),
        facility=np.full(len(aided), NO_NAME, np.int32),
        triage=TRIAGE.numbers(casualties["triage_initial"])[aided],
        start=first[aided],
        end=ends[aided],
        surgery_start=nothing,
        surgery_end=nothing,
    )


def arrivals(exercise: Exercise, casualties: pl.DataFrame, visits: pl.DataFrame) -> Contacts:
    """Visits as contacts, from the bed on, for those who were given one."""
    alive = visits.filter(pl.col("bed_from").is_not_null())
    return Contacts(
        patient=rows_of_patients(casualties, alive["patient_id"]),
        number=alive["visit_no"].to_numpy() + 1,
        role=ROLES.numbers(alive["role"]),
        facility=places(exercise).facilities.numbers(alive["facility_id"]),
        triage=TRIAGE.numbers(alive["triage"]),
        start=exercise.seconds(alive["bed_from"]),
        end=exercise.seconds(alive["left_at"]),
        surgery_start=exercise.seconds(alive["surgery_from"]),
        surgery_end=exercise.seconds(alive["surgery_to"]),
    )
