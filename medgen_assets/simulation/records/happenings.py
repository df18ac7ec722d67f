"""Events of one sort as arrays of numbers, and all sorts in the order of time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.schemas.records import Events
from medgen_assets.schemas.stored import instants, stored_table
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.names import NO_NAME, Numbers
from medgen_assets.simulation.ordering import by_patient_and_second, is_first, numbered_within
from medgen_assets.simulation.records.names import KINDS, ROLES, TRIAGE, places
from medgen_assets.vocabulary import EventKind

TYPES = {"patient": np.int64, "second": np.int64, "is_anew": np.bool_}
"""Types of what is no number of a name."""


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
        return together([self], name)


def in_order(exercise: Exercise, patient_ids: Ids, sorts: list[Happenings]) -> pa.Table:
    """One table of all sorts (table Events); at the same moment they stand in the order of the list."""
    patient, second = together(sorts, "patient"), together(sorts, "second")
    order = by_patient_and_second(patient, second)
    patient, second = patient[order], second[order]
    kind, triage = together(sorts, "kind")[order], together(sorts, "triage")[order]
    is_anew = together(sorts, "is_anew")[order]
    known = places(exercise)
    columns = {
        "patient_id": pa.array(patient_ids[patient]),
        "event_no": pa.array(numbered_within(patient)),
        "at": instants(exercise.microseconds(second)),
        "kind": KINDS.stored(kind),
        "role": ROLES.stored(together(sorts, "role")[order]),
        "facility_id": known.facilities.stored(together(sorts, "facility")[order]),
        "vehicle_id": known.vehicles.stored(together(sorts, "vehicle")[order]),
        "triage": TRIAGE.stored(in_force(patient, kind, triage, is_anew)),
        "detail": known.details.stored(together(sorts, "detail")[order]),
    }
    return stored_table(Events, columns)


def together(sorts: list[Happenings], name: str) -> NDArray[Any]:
    """One value per event of all sorts."""
    values = [getattr(sort, name) for sort in sorts]
    whole: NDArray[Any] = np.empty(sum(len(sort.patient) for sort in sorts), dtype=TYPES.get(name, np.int32))
    end = 0
    for sort, value in zip(sorts, values, strict=True):
        begin, end = end, end + len(sort.patient)
        whole[begin:end] = value
    return whole


def in_force(patient: Ids, kind: Numbers, triage: Numbers, is_anew: NDArray[np.bool_]) -> Numbers:
    """The category in force at each event: that of its visit, but of a later triage until the next arrival.

    Asked of those alone who were triaged anew: one patient in a hundred.
    """
    if not is_anew.any():
        return triage
    is_asked = np.zeros(int(patient[-1]) + 1, np.bool_)
    is_asked[patient[is_anew]] = True
    row = np.flatnonzero(is_asked[patient])
    anew, of_visit = is_anew[row], triage[row]
    begins = anew | (kind[row] == KINDS.number(EventKind.ARRIVAL)) | is_first(patient[row])
    last = np.maximum.accumulate(np.where(begins, np.arange(len(row)), 0))
    held = triage.copy()
    held[row] = np.where(anew[last], of_visit[last], of_visit)
    return held
