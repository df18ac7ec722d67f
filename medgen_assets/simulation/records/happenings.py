"""Events of one sort as arrays of numbers, and all sorts in the order of time."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.schemas.columns import declared
from medgen_assets.schemas.records import Events
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
        return np.broadcast_to(np.asarray(getattr(self, name)), self.patient.shape)


def in_order(exercise: Exercise, patient_ids: pl.Series, sorts: list[Happenings]) -> pl.DataFrame:
    """One table of all sorts (table Events); at the same moment they stand in the order of the list."""
    together = {
        field.name: np.concatenate([sort.each(field.name) for sort in sorts]) for field in fields(Happenings)
    }
    order = by_patient_and_second(together["patient"], together["second"])
    happened = {name: values[order] for name, values in together.items()}
    known, triage = places(exercise), in_force(happened)
    return pl.DataFrame(
        [
            patient_ids.gather(happened["patient"]),
            pl.Series("event_no", numbered_within(happened["patient"])),
            exercise.instants("at", happened["second"]),
            KINDS.column("kind", happened["kind"]),
            ROLES.column("role", happened["role"]),
            known.facilities.column("facility_id", happened["facility"]),
            known.vehicles.column("vehicle_id", happened["vehicle"]),
            TRIAGE.column("triage", triage),
            known.details.column("detail", happened["detail"]),
        ]
    ).pipe(declared(Events))


def in_force(happened: dict[str, NDArray[Any]]) -> Numbers:
    """The category in force at each event: that of its visit, but of a later triage until the next arrival."""
    triage, is_anew, patient = happened["triage"], happened["is_anew"], happened["patient"]
    if not is_anew.any():
        return triage
    begins = is_anew | (happened["kind"] == KINDS.number(EventKind.ARRIVAL))
    begins[1:] |= patient[1:] != patient[:-1]
    last = np.maximum.accumulate(np.where(begins, np.arange(len(triage)), 0))
    return np.where(is_anew[last], triage[last], triage)
