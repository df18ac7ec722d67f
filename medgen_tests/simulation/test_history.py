"""Allergies and regular medication are drawn as said, and treatment heeds them."""

import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.reference.nations import nation_codes, ranks, religions, unit_roles
from medgen_assets.reference.prescribing import lasting_treatments, medication_habits, substitutes
from medgen_assets.simulation.records.orders import orders
from medgen_tests.simulation.exercises import exercise, shared, tables

TREATMENTS = set(clinical.treatments()["treatment_id"])


def test_as_many_are_allergic_as_the_reference_says():
    share = shared()["allergies"]["patient_id"].n_unique() / len(shared()["patients"])

    assert share == pytest.approx(clinical.allergy_share(), abs=0.02)


def test_substitutes_and_lasting_treatments_are_treatments():
    assert {*substitutes(), *substitutes().values(), *lasting_treatments()} <= TREATMENTS


def test_no_substitute_is_forbidden_by_the_allergy_it_answers():
    forbidding = clinical.allergies()["forbidden_treatments"].to_list()
    bad = [
        (first, second)
        for first, second in substitutes().items()
        for treatments in forbidding
        if first in treatments and second in treatments
    ]

    assert bad == []


def test_substitutes_fit_every_place_their_first_choice_fits():
    limb_only = set(clinical.treatments().filter("is_limb_only")["treatment_id"])

    assert {first for first, second in substitutes().items() if second in limb_only} <= limb_only


def test_every_row_that_has_a_second_choice_knows_it():
    known = orders()
    pairs = {
        (known.coded["display"][row], known.coded["display"][second])
        for row, second in enumerate(known.substitute.tolist())
        if second >= 0
    }
    display = dict(clinical.treatments().select("treatment_id", "display").rows())
    given = {row["treatment_id"] for row in clinical.protocols().iter_rows(named=True)}

    assert {(display[a], display[b]) for a, b in substitutes().items() if a in given} <= pairs


def test_the_allergic_get_the_second_choice():
    allergic = tables(exercise(total_patients=2_000, torture=True))
    penicillin = allergic["allergies"].filter(pl.col("allergy_id") == "cephalosporin").select("patient_id")
    given = allergic["treatments"].join(penicillin, on="patient_id", how="semi")

    assert (given["display"] == "Clindamycin").any()


def test_medicines_of_the_same_code_have_the_display_of_the_treatments():
    keys = ["code_system", "code"]
    both = medication_habits().join(clinical.treatments(), on=keys, suffix="_there")

    assert (both["display"] == both["display_there"]).all()


def test_every_rank_has_a_post_and_every_nation_its_religions():
    posted = set(unit_roles().explode("rank_codes")["rank_codes"])

    assert set(ranks()["rank_code"]) == posted
    assert set(religions()["nation"]) == set(nation_codes())
