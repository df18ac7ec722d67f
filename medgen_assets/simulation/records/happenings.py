"""Events of one sort as arrays of numbers, and all sorts in the order of time."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.schemas.records import Events
from medgen_assets.schemas.stored import instants, stored_table
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.ordering import by_patient_and_second, numbered_within
from medgen_assets.simulation.records.names import KINDS, NO_NAME, ROLES, TRIAGE, Numbers, places
from medgen_assets.vocabulary import EventKind


@dataclass(frozen=True)
class Happenings:
    """Events of one sort, one entry each or one value for all; names as numbers (`names`)."""

    patient: Ids
    """Row of the patient in the stretch."""
    second: Seconds
    """Since the start."""
    kind: Numbers | int
    role: Numbers | int
    triage: Numbers
    facility: Numbers | int = NO_NAME
    vehicle: Numbers | int = NO_NAME
    detail: Numbers | int = NO_NAME
    is_anew: bool = False
    """Whether the category holds from here until the next arrival, whatever the visit says."""

    def each(self, name: str) -> NDArray[Any]:
        """One value per event."""
        value = getattr(self, name)
        return np.broadcast_to(np.int32(value) if type(value) is int else value, self.patient.shape)


def in_order(exercise: Exercise, patient_ids: Ids, sorts: list[Happenings]) -> pa.Table:
    """One table of all sorts (table Events); at the same moment they stand in the order of the list."""
    together = {
        field.name: np.concatenate([sort.each(field.name) for sort in sorts]) for field in fields(Happenings)
    }
    order = by_patient_and_second(together["patient"], together["second"])
    happened = {name: values[order] for name, values in together.items()}
    known, triage = places(exercise), in_force(happened)
    columns = {
        "patient_id": pa.array(patient_ids[happened["patient"]]),
        "event_no": pa.array(numbered_within(happened["patient"])),
        "at": instants(exercise.microseconds(happened["second"])),
        "kind": KINDS.stored(happened["kind"]),
        "role": ROLES.stored(happened["role"]),
        "facility_id": known.facilities.stored(happened["facility"]),
        "vehicle_id": known.vehicles.stored(happened["vehicle"]),
        "triage": TRIAGE.stored(triage),
        "detail": known.details.stored(happened["detail"]),
    }
    return stored_table(Events, columns)


def in_force(happened: dict[str, NDArray[Any]]) -> Numbers:
    """The category in force at each event: that of its visit, but of a later triage until the next arrival."""
    triage, is_anew, patient = happened["triage"], happened["is_anew"], happened["patient"]
    if not is_anew.any():
        return triage
    begins = is_anew | (happened["kind"] == KINDS.number(EventKind.ARRIVAL))
    begins[1:] |= patient[1:] != patient[:-1]
    last = np.maximum.accumulate(np.where(begins, np.arange(len(triage)), 0))
    return np.where(is_anew[last], triage[last], triage)
