"""Contacts: the moments at which somebody cares for a casualty, first aid and each visit alike."""

from dataclasses import dataclass, fields

import numpy as np

from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Seconds
from medgen_assets.simulation.names import NO_NAME, Numbers
from medgen_assets.simulation.records.legs import Legs
from medgen_assets.simulation.records.names import ROLES
from medgen_assets.simulation.records.subjects import Subjects
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


def contacts(subjects: Subjects, legs: Legs) -> Contacts:
    """All contacts of a stretch of casualties."""
    aided, arrived = first_aids(subjects, legs), arrivals(legs)
    both = Contacts(
        **{
            field.name: np.concatenate([getattr(aided, field.name), getattr(arrived, field.name)])
            for field in fields(Contacts)
        }
    )
    return both[np.argsort(both.patient, kind="stable")]


def first_aids(subjects: Subjects, legs: Legs) -> Contacts:
    """First aid as a contact, for those whom it reached."""
    first, ends = subjects.first_aid_at, subjects.outcome_at.copy()
    row = legs.patient[legs.is_first]
    ends[row] = np.minimum(ends[row], legs.moments["departed_at"][legs.is_first])
    aided = np.flatnonzero(first >= 0)
    nothing = np.full(len(aided), NEVER)
    return Contacts(
        patient=aided,
        number=np.zeros(len(aided), np.int64),
        role=np.full(len(aided), ROLES.number(Role.POI), np.int32),
        facility=np.full(len(aided), NO_NAME, np.int32),
        triage=legs.triage_assigned[aided],
        start=first[aided],
        end=ends[aided],
        surgery_start=nothing,
        surgery_end=nothing,
    )


def arrivals(legs: Legs) -> Contacts:
    """Visits as contacts, from the bed on, for those who were given one."""
    alive = np.flatnonzero(legs.moments["bed_from"] >= 0)
    return Contacts(
        patient=legs.patient[alive],
        number=legs.number[alive] + 1,
        role=legs.role[alive],
        facility=legs.facility[alive],
        triage=legs.triage[alive],
        start=legs.moments["bed_from"][alive],
        end=legs.moments["left_at"][alive],
        surgery_start=legs.moments["surgery_from"][alive],
        surgery_end=legs.moments["surgery_to"][alive],
    )
