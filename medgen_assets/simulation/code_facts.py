"""What must hold of codes: each is known, nothing forbidden is given, and the worst injury is the patient's own."""

from functools import cache

import numpy as np
import polars as pl

from medgen_assets.reference import clinical
from medgen_assets.reference.prescribing import medication_habits
from medgen_assets.simulation.checked_tables import NOWHERE, CheckedTables
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.exercise import MISSING
from medgen_assets.simulation.known_names import KnownNames
from medgen_assets.simulation.ordering import repeated

CODED_TABLES = ("injuries", "diagnoses", "treatments", "allergies", "regular_medications")
CODED = ("code_system", "code", "display")
FORBIDDEN = ("allergy_id", "code_system", "code")


def every_code_has_its_own_display(tables: CheckedTables) -> Ids:
    """Patients with a code that the reference does not have, or has under another display."""
    coded = [tables[name] for name in CODED_TABLES]
    strange = [known_codes().are_strange(*(table[column] for column in CODED)) for table in coded]
    return np.concatenate([table.ids[rows] for table, rows in zip(coded, strange, strict=True)])


@cache
def known_codes() -> KnownNames:
    """Code system, code and display of all conditions, treatments, allergies and habits of the reference."""
    lists = (clinical.conditions(), clinical.treatments(), clinical.allergies(), medication_habits())
    return KnownNames(pl.concat([table.select(CODED) for table in lists]).unique())


def nobody_is_given_what_an_allergy_forbids(tables: CheckedTables) -> Ids:
    """Patients treated with something that a known allergy of theirs forbids."""
    given, allergies = tables["treatments"], tables["allergies"]
    suspect = np.flatnonzero(~ever_forbidden().are_strange(given["code_system"], given["code"]))
    suspect = suspect[np.isin(given.ids[suspect], allergies.of)]
    order = np.argsort(allergies.ids, kind="stable")
    begin, end = (
        np.searchsorted(allergies.ids, given.ids[suspect], side, order) for side in ("left", "right")
    )
    which, turn = repeated(end - begin)
    treatment, allergy = suspect[which], order[begin[which] + turn]
    pairs = (allergies["allergy_id"][allergy], given["code_system"][treatment], given["code"][treatment])
    return given.whom(treatment[~known_forbidden().are_strange(*pairs)])


@cache
def forbidden_codes() -> pl.DataFrame:
    """Codes of the treatments that each allergy forbids."""
    forbidden = clinical.allergies().select("allergy_id", treatment_id="forbidden_treatments")
    codes = clinical.treatments().select("treatment_id", "code_system", "code")
    return forbidden.explode("treatment_id").drop_nulls().join(codes, on="treatment_id")


@cache
def known_forbidden() -> KnownNames:
    """Each allergy with the codes that it forbids."""
    return KnownNames(forbidden_codes().select(FORBIDDEN).unique())


@cache
def ever_forbidden() -> KnownNames:
    """Codes that some allergy forbids."""
    return KnownNames(forbidden_codes().select("code_system", "code").unique())


def the_body_region_is_that_of_the_worst_injury(tables: CheckedTables) -> Ids:
    """Patients whose record names another region or condition than their one worst injury."""
    injuries, patients = tables["injuries"], tables.patients
    first = np.flatnonzero(injuries["injury_no"] == 0)
    owner = tables.owners("injuries")[injuries.groups[first]]
    first, owner = first[owner != NOWHERE], owner[owner != NOWHERE]
    region, code = injuries["body_region"][first], injuries["code"][first]
    is_same = (region == patients["body_region"][owner]) & (code == patients["condition_code"][owner])
    is_same &= (region != MISSING) & (code != MISSING)
    count = np.bincount(owner, minlength=len(patients.ids))
    alike = np.bincount(owner[is_same], minlength=len(patients.ids))
    return patients.whom((count != 1) | (alike != 1))


CODE_FACTS = (
    every_code_has_its_own_display,
    nobody_is_given_what_an_allergy_forbids,
    the_body_region_is_that_of_the_worst_injury,
)
