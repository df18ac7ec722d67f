"""What must hold of diagnoses: they may be wrong, but never about another place, and never anew."""

from functools import cache

import numpy as np

from medgen_assets.reference import clinical
from medgen_assets.simulation.checked_tables import CheckedTables
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import MISSING
from medgen_assets.simulation.known_names import KnownNames
from medgen_assets.simulation.ordering import by_several

PLACED = ("code_system", "code", "body_region")


def injury_of_each(tables: CheckedTables) -> Ids:
    """The row of the injury that each diagnosis is of, NOWHERE where the patient has no such injury."""
    return tables.named("injuries", "injury_no", "diagnoses", np.arange(len(tables["diagnoses"].ids)))


def every_diagnosis_lies_where_its_injury_lies(tables: CheckedTables) -> Ids:
    """Patients with a diagnosis of no injury of theirs, or of a condition of another region."""
    found, injuries = tables["diagnoses"], tables["injuries"]
    region = injuries.cells("body_region", injury_of_each(tables))
    return found.whom(places_of_codes().are_strange(found["code_system"], found["code"], region))


@cache
def places_of_codes() -> KnownNames:
    """Code of each condition with the region it lies in."""
    return KnownNames(clinical.conditions().select(PLACED).unique())


def what_was_known_stays_known(tables: CheckedTables) -> Ids:
    """Patients with an injury that was taken for something else after it had been seen for what it is."""
    found, injuries = tables["diagnoses"], tables["injuries"]
    is_right = found["code"] == injuries.cells("code", injury_of_each(tables))
    row = np.flatnonzero(np.isin(found.ids, found.ids[~is_right]))
    row = row[by_several(found.ids[row], found["injury_no"][row], found["diagnosis_no"][row])]
    ids, injury, was_right = found.ids[row], found["injury_no"][row], is_right[row]
    same = (ids[1:] == ids[:-1]) & (injury[1:] == injury[:-1])
    return found.whom(row[1:][same & was_right[:-1] & ~was_right[1:]])


def the_patient_has_the_last_diagnosis_of_the_worst_injury(tables: CheckedTables) -> Ids:
    """Patients whose own diagnosis is not the last one of their worst injury."""
    found, patients = tables["diagnoses"], tables.patients
    row = np.flatnonzero(found["injury_no"] == 0)
    owner = tables.owners("diagnoses")[found.groups[row]]
    last = np.full(len(patients.ids) + 1, MISSING)  # one more, for those of nobody
    last[owner] = found["code"][row]  # of several the last one written stays
    return patients.whom(patients["diagnosed_code"] != last[:-1])


DIAGNOSIS_FACTS = (
    every_diagnosis_lies_where_its_injury_lies,
    what_was_known_stays_known,
    the_patient_has_the_last_diagnosis_of_the_worst_injury,
)
