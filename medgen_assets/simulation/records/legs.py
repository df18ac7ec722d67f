"""Visits with the legs that led there, as numbers: read once, asked by contacts, events and measurements."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Seconds
from medgen_assets.simulation.names import NO_NAME, Numbers
from medgen_assets.simulation.records.names import ROLES, TRIAGE, places
from medgen_assets.simulation.records.subjects import Subjects
from medgen_assets.vocabulary import Role

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Legs:
    """One entry per visit, by patient and number; moments in seconds since the start, -1 where none."""

    patient: Ids
    """Row of the patient in the stretch."""
    number: Ids
    role: Numbers
    facility: Numbers
    vehicle: Numbers
    triage: Numbers
    triage_initial: Numbers
    """One per patient: the category that the injuries call for."""
    triage_assigned: Numbers
    """One per patient: the category in force at the point of injury, as the first look gave it; else the same."""
    moments: dict[str, Seconds]
    """By column of table Visits."""

    @cached_property
    def is_first(self) -> Flags:
        """Whether the leg begins at the point of injury."""
        first: Flags = self.number == 0
        return first

    @cached_property
    def origin(self) -> tuple[Numbers, Numbers, Numbers]:
        """Role and facility that each leg leaves, and the category there."""
        poi = ROLES.number(Role.POI)
        return (
            np.where(self.is_first, poi, before(self.role)).astype(np.int32),
            np.where(self.is_first, NO_NAME, before(self.facility)).astype(np.int32),
            np.where(self.is_first, self.triage_assigned[self.patient], before(self.triage)),
        )


MOMENTS = (
    "wanted_at",
    "departed_at",
    "arrived_at",
    "bed_from",
    "table_wanted_at",
    "surgery_from",
    "surgery_to",
    "left_at",
)


def legs_of(subjects: Subjects, visits: pl.DataFrame) -> Legs:
    """The visits of a stretch of casualties, in the order of the patients."""
    exercise, called_for = subjects.exercise, subjects.triage_initial
    known, given = places(exercise), TRIAGE.numbers(subjects.fates["triage_assigned"])
    return Legs(
        patient=subjects.rows(visits["patient_id"]),
        number=visits["visit_no"].to_numpy(),
        role=ROLES.numbers(visits["role"]),
        facility=known.facilities.numbers(visits["facility_id"]),
        vehicle=known.vehicles.numbers(visits["vehicle_id"]),
        triage=TRIAGE.numbers(visits["triage"]),
        triage_initial=called_for,
        triage_assigned=np.where(given == NO_NAME, called_for, given),
        moments={name: exercise.seconds(visits[name]) for name in MOMENTS},
    )


def before(values: Numbers) -> Numbers:
    """The entry before each; visits of a patient follow one another."""
    return np.concatenate([values[:1], values[:-1]])
