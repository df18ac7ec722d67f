"""When somebody measures: at each contact, after surgery, at the end of a long stay, and on the way."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.care.facilities import vehicles
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import HOUR_SECONDS, MINUTE_SECONDS, Exercise, Seconds
from medgen_assets.simulation.names import NO_NAME, Numbers
from medgen_assets.simulation.ordering import by_patient_and_second, is_first, numbered_within
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.legs import Legs
from medgen_assets.simulation.records.subjects import Subjects
from medgen_assets.vocabulary import VehicleKind

Flags = NDArray[np.bool_]

FIRST_LOOK_SECONDS: Final = 120
"""From arrival to the first measurement. Source: triage took 2.3 min at Vigorous Warrior 2024 (Benhassine 2025)."""
LAST_LOOK_HOURS: Final = 2
"""A stay longer than this is measured once more before it ends. Assumption: observations every two hours."""
LAST_LOOK_BEFORE_SECONDS: Final = 900
"""From the last measurement of a long stay to its end. Assumption: 15 min, to make ready for the way."""
MIDDLE_LOOK_HOURS: Final = 24
"""A stay longer than this is measured once more half-way. Assumption: one measurement stands for those of all days."""
LEG_MINUTES: Final = 20
"""A ride at least so long is measured half-way. Assumption: 20 min, because shorter ones leave no hand free."""
NOT_CARED_FOR_ON = (VehicleKind.BUS,)
"""Vehicles on which nobody measures. Assumption: a bus has one escort for ten."""
ENDLESS: Final = 1 << 40
"""A second after everything."""


@dataclass(frozen=True)
class Looks:
    """Moments at which somebody measures, by patient and moment; on the way at no facility."""

    patient: Ids
    """Row of the patient in the stretch."""
    second: Seconds
    step: Ids
    """Number of the contact, one more for later measurements: how much care there was."""
    role: Numbers
    facility: Numbers
    vehicle: Numbers
    triage: Numbers

    def __len__(self) -> int:
        return len(self.patient)

    def at(self, rows: Ids | Flags) -> "Looks":
        """Some of the entries."""
        return Looks(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def followed_by(self, others: "Looks") -> "Looks":
        """Two lists end to end."""
        return Looks(
            **{
                field.name: np.concatenate([getattr(self, field.name), getattr(others, field.name)])
                for field in fields(self)
            }
        )

    @property
    def number(self) -> Ids:
        """0, 1 … within the patient."""
        return numbered_within(self.patient)


def looks_at(subjects: Subjects, legs: Legs, contacts: Contacts) -> Looks:
    """All measurements of a stretch, none of the dead."""
    ended = subjects.outcome_at
    both = at_contacts(contacts).followed_by(on_the_way(subjects.exercise, ended, legs))
    last = np.where(subjects.dies, ended, ENDLESS)
    alive = both.at(np.flatnonzero(both.second < last[both.patient]))
    ordered = alive.at(by_patient_and_second(alive.patient, alive.second))
    once = is_first(ordered.patient) | is_first(ordered.second)
    return ordered if once.all() else ordered.at(np.flatnonzero(once))


def at_contacts(contacts: Contacts) -> Looks:
    """On contact, after surgery, at the end of a long stay, and half-way of one of days."""
    everyone = np.arange(len(contacts.patient))
    operated = np.flatnonzero(contacts.surgery_end >= 0)
    stay = np.where(contacts.number > 0, contacts.end - contacts.start, 0)
    staying = np.flatnonzero(stay > LAST_LOOK_HOURS * HOUR_SECONDS)
    lying = np.flatnonzero(stay > MIDDLE_LOOK_HOURS * HOUR_SECONDS)
    first = np.minimum(contacts.start + FIRST_LOOK_SECONDS, contacts.end)
    last = contacts.end[staying] - LAST_LOOK_BEFORE_SECONDS
    middle = contacts.start[lying] + stay[lying] // 2
    contact = np.concatenate([everyone, operated, staying, lying])
    return Looks(
        patient=contacts.patient[contact],
        second=np.concatenate([first, contacts.surgery_end[operated], last, middle]),
        step=contacts.number[contact] + (np.arange(len(contact)) >= len(everyone)),
        role=contacts.role[contact],
        facility=contacts.facility[contact],
        vehicle=np.full(len(contact), NO_NAME, dtype=np.int32),
        triage=contacts.triage[contact],
    )


def on_the_way(exercise: Exercise, ended: Seconds, legs: Legs) -> Looks:
    """Half-way of rides that are long enough, by those who care for casualties on them."""
    left, arrived = legs.moments["departed_at"], legs.moments["arrived_at"]
    until = np.where(arrived >= 0, arrived, ended[legs.patient])
    cared = (legs.vehicle != NO_NAME) & is_cared_for_on(exercise)[legs.vehicle]
    row = np.flatnonzero(cared & (until - left >= LEG_MINUTES * MINUTE_SECONDS))
    role, _, triage = legs.origin
    return Looks(
        patient=legs.patient[row],
        second=left[row] + (until - left)[row] // 2,
        step=legs.number[row],
        role=role[row],
        facility=np.full(len(row), NO_NAME, dtype=np.int32),
        vehicle=legs.vehicle[row],
        triage=triage[row],
    )


@lru_cache(maxsize=4)
def is_cared_for_on(exercise: Exercise) -> Flags:
    """Whether somebody measures on each vehicle, by its number; one more for none."""
    is_cared = vehicles(exercise).select(~pl.col("kind").is_in(NOT_CARED_FOR_ON)).to_series()
    return np.append(is_cared.to_numpy(), values=False)
