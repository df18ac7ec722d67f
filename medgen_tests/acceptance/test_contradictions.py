"""No two facts about a patient contradict each other."""

from collections.abc import Callable
from functools import cache

import polars as pl
import pytest

from medgen_assets.simulation import engine
from medgen_tests.acceptance.contradictions import EVERYWHERE, FACTS, Tables, offenders
from medgen_tests.simulation.exercises import exercise

NAMES = [fact.__name__ for fact in FACTS]


@pytest.mark.parametrize("fact", NAMES)
def test_nothing_contradicts_among_20_000_patients(fact: str):
    assert offenders(20_000)[fact] == 0


@pytest.mark.parametrize("fact", NAMES)
def test_nothing_contradicts_among_difficult_records(fact: str):
    assert offenders(3_000, torture=True)[fact] == 0


@pytest.mark.slow
@pytest.mark.parametrize("fact", NAMES)
def test_nothing_contradicts_among_100_000_patients(fact: str):
    assert offenders(100_000)[fact] == 0


def changed(table: str, **columns: pl.Expr) -> Tables:
    """The tables of a few patients with something made wrong."""
    tables = few()
    return tables | {table: tables[table].with_columns(**columns)}


@cache
def few() -> Tables:
    """The records of a few patients of all nations."""
    asked = exercise(total_patients=600, fronts=EVERYWHERE, identity_numbers="valid")
    schedule = engine.casualty_events(asked)
    return engine.stretch(asked, schedule, engine.journal_of(asked, schedule), 0, 600).records


OTHER_SEX = pl.col("sex").replace_strict({"male": "female", "female": "male"})
WRONG = {
    "given_names_are_of_the_sex": ("patients", {"sex": OTHER_SEX}),
    "identity_numbers_are_valid": (
        "patients",
        {"national_id": pl.col("national_id").str.replace_all(".", "0")},
    ),
    "identity_numbers_carry_the_sex": ("patients", {"sex": OTHER_SEX}),
    "identity_numbers_carry_the_birth_date": (
        "patients",
        {"birth_date": pl.col("birth_date").dt.offset_by("1d")},
    ),
    "identity_numbers_are_one_person_each": ("patients", {"national_id": pl.lit("1")}),
    "only_women_are_pregnant_and_take_no_contraceptive": ("patients", {"is_pregnant": pl.lit(True)}),
    "medicines_suit_the_sex": ("patients", {"sex": pl.lit("male")}),
    "injuries_lie_where_their_condition_lies": ("injuries", {"body_region": pl.lit("NECK")}),
    "amputations_are_of_limbs": ("injuries", {"body_region": pl.lit("NECK")}),
    "what_fits_limbs_goes_to_the_hurt_in_a_limb": ("injuries", {"body_region": pl.lit("NECK")}),
    "everything_done_is_for_what_was_diagnosed": (
        "treatments",
        {"code": pl.lit("craniotomy"), "code_system": pl.lit("medgen")},
    ),
    "no_diagnosis_contradicts_an_earlier_image": ("diagnoses", {"code": pl.lit("nothing")}),
    "who_operates_knows_what_for": ("diagnoses", {"code": pl.lit("nothing")}),
    "the_first_triage_follows_the_first_diagnosis": ("patients", {"triage_assigned": pl.lit("T4")}),
    "nobody_gets_or_takes_what_an_allergy_forbids": (
        "allergies",
        {"allergy_id": pl.lit("tetanus_vaccine")},
    ),
    "nothing_that_lasts_is_given_twice": ("treatments", {"patient_id": pl.col("patient_id") // 10}),
    "ages_fit_the_ranks": ("patients", {"rank_code": pl.lit("OF-9")}),
    "ranks_fit_the_posts": ("patients", {"rank_code": pl.lit("OF-9")}),
    "only_soldiers_have_ranks_and_all_known_ones_have": ("patients", {"person_status": pl.lit("civilian")}),
    "ages_are_those_of_the_birth_dates": ("patients", {"age_years": pl.col("age_years") + 1}),
}


@pytest.mark.parametrize("fact", FACTS, ids=NAMES)
def test_a_fact_notices_what_breaks_it(fact: Callable[[Tables], pl.Series]):
    table, columns = WRONG[fact.__name__]

    assert fact(changed(table, **columns)).len() > 0
