"""What must hold of every finished exercise, checked batch by batch on the tables themselves.

Each fact is one function from the tables of a batch to the patients that break it. Capacity at every instant is
checked when care competes for finite means.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from medgen_assets.simulation.checked_tables import NOWHERE, CheckedTable, CheckedTables
from medgen_assets.simulation.code_facts import CODE_FACTS
from medgen_assets.simulation.course_facts import COURSE_FACTS
from medgen_assets.simulation.diagnosis_facts import DIAGNOSIS_FACTS
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.image_facts import IMAGE_FACTS
from medgen_assets.simulation.known_names import ListedNames
from medgen_assets.simulation.outcome_facts import OUTCOME_FACTS
from medgen_assets.vocabulary import Outcome

CHILD_TABLES = (
    "injuries",
    "events",
    "diagnoses",
    "treatments",
    "vitals",
    "allergies",
    "regular_medications",
    "imaging_findings",
    "resource_stays",
)
OUTCOMES = ListedNames.of(*Outcome)
EXAMPLES = 5


@dataclass(frozen=True)
class InvariantResult:
    """Whether a fact holds, and what breaks it."""

    name: str
    passed: bool
    detail: str


def every_child_row_has_its_patient(tables: CheckedTables) -> Ids:
    """Ids in child tables that are not among the batch's patients."""
    return np.concatenate([tables[name].of[tables.owners(name) == NOWHERE] for name in CHILD_TABLES])


def every_patient_has_an_injury_and_events(tables: CheckedTables) -> Ids:
    """Patients without injuries or without events."""
    ids = tables.patients.ids
    return np.concatenate([ids[~np.isin(ids, tables[name].of)] for name in ("injuries", "events")])


FACTS: tuple[Callable[[CheckedTables], Ids], ...] = (
    every_child_row_has_its_patient,
    every_patient_has_an_injury_and_events,
    *COURSE_FACTS,
    *CODE_FACTS,
    *IMAGE_FACTS,
    *OUTCOME_FACTS,
    *DIAGNOSIS_FACTS,
)
COUNTED = "exactly_the_patients_asked_for_with_dense_ids"
SUMMED = "the_outcomes_add_up_to_the_total"
NAMES = (COUNTED, SUMMED, *(fact.__name__ for fact in FACTS))


@dataclass
class Invariants:
    """Facts gathered over the batches of one exercise, in batch order."""

    total_patients: int
    next_id: int = 0
    gap: str = ""
    ended: int = 0
    offenders: dict[str, list[int]] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)

    def add(self, tables: CheckedTables) -> None:
        """Check one batch: patients and all child tables."""
        self.count(tables.patients)
        for fact in FACTS:
            found = np.unique(fact(tables)).tolist()
            self.broken[fact.__name__] = self.broken.get(fact.__name__, 0) + len(found)
            self.offenders.setdefault(fact.__name__, []).extend(found[:EXAMPLES])

    def count(self, patients: CheckedTable) -> None:
        """Check that ids go on without a gap, and add up the outcomes."""
        count = len(patients.ids)
        if not self.gap and not np.array_equal(patients.ids, np.arange(self.next_id, self.next_id + count)):
            self.gap = f"ids are not dense from {self.next_id}"
        self.next_id += count
        self.ended += int(np.count_nonzero(OUTCOMES.have(patients["outcome"])))

    def results(self) -> list[InvariantResult]:
        """One result per fact."""
        missing = (
            "" if self.next_id == self.total_patients else f"{self.next_id} of {self.total_patients} patients"
        )
        counted = "; ".join(part for part in (missing, self.gap) if part)
        return [
            InvariantResult(COUNTED, not counted, counted or f"{self.next_id} patients"),
            InvariantResult(
                SUMMED, self.ended == self.total_patients, f"{self.ended} of {self.total_patients}"
            ),
            *(self.result(fact.__name__) for fact in FACTS),
        ]

    def result(self, name: str) -> InvariantResult:
        """The result of one fact."""
        count = self.broken.get(name, 0)
        examples = ", ".join(str(patient_id) for patient_id in self.offenders.get(name, [])[:EXAMPLES])
        return InvariantResult(
            name, count == 0, f"{count} patients, for example {examples}" if count else "holds"
        )
