"""An exercise with torture has every kind of difficult record, often enough and at fixed places."""

from functools import cache

import polars as pl
import pytest

from medgen_assets.simulation.checked_tables import CheckedTables
from medgen_assets.simulation.edge_cases import CYCLE
from medgen_assets.simulation.invariants import Invariants
from medgen_assets.vocabulary import EdgeCase
from medgen_tests.simulation.exercises import exercise, tables

PATIENTS = 1_000


@cache
def difficult() -> dict[str, pl.DataFrame]:
    return tables(exercise(total_patients=PATIENTS, torture=True, religion=True, next_of_kin=True))


def those(case: EdgeCase) -> pl.DataFrame:
    return difficult()["patients"].filter(pl.col("edge_case") == case)


@pytest.mark.parametrize("case", EdgeCase)
def test_every_case_is_there_once_in_fifty_casualties(case: EdgeCase):
    assert len(those(case)) >= PATIENTS // CYCLE


def test_no_case_is_there_unless_it_is_asked_for():
    ordinary = tables(exercise(total_patients=200))["patients"]

    assert ordinary["edge_case"].null_count() == 200


def test_the_cases_stand_at_the_same_ids_for_every_seed():
    other = tables(exercise(total_patients=200, torture=True, seed=99))["patients"]
    fixed = pl.col("edge_case") != EdgeCase.ALLERGY_TO_DRUG_OF_CHOICE

    assert (
        other.filter(fixed)["patient_id"].to_list()
        == difficult()["patients"].head(200).filter(fixed)["patient_id"].to_list()
    )


def test_the_other_casualties_are_who_they_are_without_it():
    plain = tables(exercise(total_patients=PATIENTS, religion=True, next_of_kin=True))["patients"]
    untouched = difficult()["patients"].filter(pl.col("edge_case").is_null())

    assert untouched.select("patient_id", "given_name", "national_id", "birth_date").equals(
        plain.join(untouched.select("patient_id"), on="patient_id", how="semi").select(
            "patient_id", "given_name", "national_id", "birth_date"
        )
    )


@pytest.mark.parametrize("case", [EdgeCase.UNKNOWN_IDENTITY, EdgeCase.UNCONSCIOUS_UNNAMED])
def test_the_unidentified_have_no_numbers_and_no_history(case: EdgeCase):
    unknown = those(case)
    tables_of_history = [difficult()[name] for name in ("allergies", "regular_medications")]
    history = pl.concat([table.select("patient_id") for table in tables_of_history])

    assert not unknown["is_identified"].any()
    assert unknown["national_id"].null_count() == unknown["service_number"].null_count() == len(unknown)
    assert unknown.join(history, on="patient_id", how="semi").is_empty()


def test_the_unconscious_are_so_when_first_seen():
    unnamed = those(EdgeCase.UNCONSCIOUS_UNNAMED).select("patient_id")
    first = difficult()["vitals"].join(unnamed, on="patient_id").group_by("patient_id").first()

    assert first["gcs"].max() <= 8


def test_very_long_names_are_long():
    lengths = those(EdgeCase.VERY_LONG_NAME).select(
        pl.col("given_name").str.len_chars() + pl.col("family_name").str.len_chars()
    )

    assert lengths.to_series().min() > 60


def test_names_of_another_script_have_a_latin_spelling():
    foreign = those(EdgeCase.NON_LATIN_NAME)

    assert foreign["family_name"].str.contains(r"\p{Greek}|\p{Cyrillic}").all()
    assert foreign["family_name_latin"].str.contains(r"^[A-Za-z' -]+$").all()


def test_some_names_have_apostrophe_and_hyphen():
    assert those(EdgeCase.APOSTROPHE_AND_HYPHEN)["family_name"].str.contains("'.*-.*'").all()


def test_two_people_share_name_and_birth_date_and_no_number():
    shared = those(EdgeCase.SAME_NAME_AND_BIRTH_DATE)

    assert shared.select("given_name", "family_name", "birth_date").n_unique() <= len(shared) // 2
    assert shared["national_id"].n_unique() == shared["service_number"].n_unique() == len(shared)


def test_a_person_recorded_twice_is_the_same_in_everything_about_the_person():
    second = those(EdgeCase.SAME_PERSON_TWICE).filter(pl.col("same_person_as").is_not_null())
    pairs = second.join(
        difficult()["patients"], left_on="same_person_as", right_on="patient_id", suffix="_first"
    )
    personal = (
        "nation",
        "sex",
        "birth_date",
        "given_name",
        "family_name",
        "rank_code",
        "unit",
        "unit_role",
        "service_number",
        "national_id",
        "blood_group",
        "height_cm",
        "weight_kg",
        "religion",
        "next_of_kin_name",
    )

    assert len(pairs) >= PATIENTS // CYCLE
    assert all(pairs[name].equals(pairs[f"{name}_first"], check_names=False) for name in personal)


def test_a_person_recorded_twice_has_the_same_history():
    second = those(EdgeCase.SAME_PERSON_TWICE).filter(pl.col("same_person_as").is_not_null())
    for name in ("allergies", "regular_medications"):
        table = difficult()[name]
        of_second = table.join(second.select("patient_id", "same_person_as"), on="patient_id")
        of_first = table.join(second.select(patient_id="same_person_as"), on="patient_id")

        assert sorted(of_second.select("same_person_as", "code").rows()) == sorted(
            of_first.select("patient_id", "code").rows()
        )


def test_leap_day_birthdays_are_on_29_february():
    born = those(EdgeCase.LEAP_DAY_BIRTHDAY)["birth_date"]

    assert (born.dt.strftime("%m-%d") == "02-29").all()


def test_minors_are_minors_and_civilians():
    minors = those(EdgeCase.MINOR)

    assert minors["age_years"].max() < 18
    assert (minors["person_status"] == "civilian").all()


def test_all_invariants_hold_of_difficult_records():
    invariants = Invariants(PATIENTS)
    invariants.add(CheckedTables(difficult()))

    assert [result.name for result in invariants.results() if not result.passed] == []
