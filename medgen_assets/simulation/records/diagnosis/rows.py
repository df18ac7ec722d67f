"""The diagnoses as they were written down, at their moments."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.schemas.diagnosis import Diagnoses
from medgen_assets.schemas.stored import instants, stored_table
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import MINUTE_SECONDS, Exercise, Seconds
from medgen_assets.simulation.names import NO_NAME, Names, Numbers, Texts
from medgen_assets.simulation.ordering import by_patient_and_second, numbered_within
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.diagnosis.cases import ALWAYS, Cases, Hurts
from medgen_assets.simulation.records.names import ROLES, places
from medgen_assets.vocabulary import DiagnosisBasis, Role

Flags = NDArray[np.bool_]

DIAGNOSIS_MINUTES = 15
"""From arrival to a diagnosis (min). Assumption: after triage, a primary survey of ten minutes."""
IMPRESSION_SECONDS = 138
"""From first aid to what the medic takes it for. Source: triage took 2.3 min at Vigorous Warrior 2024 (Benhassine
et al. 2025, table 1)."""
BASES = Names.of(list(DiagnosisBasis))
CODES = ("code_system", "code", "display")


@dataclass(frozen=True)
class Diagnosed:
    """Diagnoses by patient and moment, one entry each."""

    contact: Ids
    patient: Ids
    second: Seconds
    injury_no: Ids
    is_gravest: Flags
    condition: Ids
    basis: Ids


def diagnosed(contacts: Contacts, hurts: Hurts, cases: Cases) -> Diagnosed:
    """What was written down: of each case, shortly before its contact ends at the latest, unless an image was faster.

    A staging unit makes no diagnoses.
    """
    wait = np.where(contacts.number > 0, DIAGNOSIS_MINUTES * MINUTE_SECONDS, IMPRESSION_SECONDS)
    latest = np.maximum(contacts.end - MINUTE_SECONDS, contacts.start)
    usual = np.minimum(contacts.start + wait, latest)[cases.contact]
    second = np.where(cases.since > ALWAYS, cases.since, usual)
    looks = (contacts.role != ROLES.number(Role.CSU))[cases.contact]
    row = np.flatnonzero(looks & (second < cases.until))
    patient = contacts.patient[cases.contact[row]]
    row = row[by_patient_and_second(patient, second[row])]
    return Diagnosed(
        contact=cases.contact[row],
        patient=contacts.patient[cases.contact[row]],
        second=second[row],
        injury_no=hurts.injury_no[cases.hurt[row]],
        is_gravest=cases.is_gravest[row],
        condition=cases.condition[row],
        basis=cases.basis[row],
    )


def diagnosis_rows(exercise: Exercise, patient_ids: Ids, contacts: Contacts, found: Diagnosed) -> pa.Table:
    """Table Diagnoses."""
    columns = {
        "patient_id": pa.array(patient_ids[found.patient]),
        "diagnosis_no": pa.array(numbered_within(found.patient)),
        "at": instants(exercise.microseconds(found.second)),
        "facility_id": places(exercise).facilities.stored(contacts.facility[found.contact]),
        "role": ROLES.stored(contacts.role[found.contact]),
        "injury_no": pa.array(found.injury_no),
        "basis": BASES.stored(found.basis.astype(np.int32)),
        **coded().stored(found.condition),
    }
    return stored_table(Diagnoses, columns)


@cache
def coded() -> Texts:
    """Codes of the conditions by number."""
    return Texts.of(clinical.conditions().select(CODES))


def last_of_worst(found: Diagnosed, patients: int) -> Numbers:
    """Last diagnosis of each patient's worst injury, as the number of a condition; NO_NAME where there was none."""
    last = np.full(patients, NO_NAME, dtype=np.int32)
    worst = np.flatnonzero(found.injury_no == 0)
    last[found.patient[worst]] = found.condition[worst]
    return last


def diagnosed_columns(found: Diagnosed, patients: int) -> dict[str, pa.Array]:
    """The columns of table patients that say what the worst injury was last taken for, as they are stored."""
    last = last_of_worst(found, patients)
    return {
        f"diagnosed_{name}": names.stored(np.where(last == NO_NAME, NO_NAME, numbers[last]))
        for name, (names, numbers) in coded().columns.items()
    }
