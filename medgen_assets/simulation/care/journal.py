"""What happened to casualties in the chain of care, as it was written down: rows of whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medgen_assets.simulation.ordering import by_patient_and_second

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Journal:
    """Visits, fates and re-triages, columns as `flow.layout` names them; the first is the patient.

    Facilities and vehicles are numbered as in the tables of the exercise.
    """

    visits: Numbers
    fates: Numbers
    retriages: Numbers

    def tables(self) -> tuple[Numbers, Numbers, Numbers]:
        """The three tables."""
        return self.visits, self.fates, self.retriages

    def in_order(self) -> "Journal":
        """The same rows in order of patient, and of visit or moment; each column in one piece of memory."""
        return Journal(*(np.take(rows.T, in_time(rows), axis=1).T for rows in self.tables()))

    def of(self, first_id: int, end_id: int) -> "Journal":
        """The part about patients first_id … end_id - 1 of a journal that is in order."""
        ends = [np.searchsorted(rows[:, 0], (first_id, end_id)) for rows in self.tables()]
        return Journal(*(rows[start:stop] for rows, (start, stop) in zip(self.tables(), ends, strict=True)))


def in_time(rows: Numbers) -> Numbers:
    """Positions in order of patient, and of the visit or moment beside it; of fates there is one a patient."""
    return by_patient_and_second(rows[:, 0], np.maximum(rows[:, 1], 0))


def joined(parts: Sequence[Journal]) -> Journal:
    """Several journals end to end."""
    return Journal(
        *(np.concatenate(tables) for tables in zip(*(part.tables() for part in parts), strict=True))
    )
