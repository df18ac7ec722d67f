"""Each invariant finds the patient that breaks it, and nobody else."""

from collections.abc import Callable
from datetime import timedelta

import polars as pl
import pytest

from medgen_assets.simulation import invariants
from medgen_assets.simulation.checked_tables import CheckedTables
from medgen_assets.simulation.code_facts import forbidden_codes
from medgen_tests.simulation.exercises import shared

Tables = dict[str, pl.DataFrame]
SECOND = timedelta(seconds=1)


def stretch() -> Tables:
    """The first 300 patients of the shared exercise."""
    return {
        name: rows.filter(pl.col("patient_id") < 300)
        for name, rows in shared().items()
        if "patient_id" in rows.columns
    }


def one_with(table: str, condition: pl.Expr) -> int:
    """A patient with such a row."""
    return int(stretch()[table].filter(condition)["patient_id"][0])


def changed(table: str, where: pl.Expr, **columns: pl.Expr) -> Tables:
    """The tables with some cells changed in one of them."""
    tables = stretch()
    rows = tables[table]
    cells = {name: pl.when(where).then(value).otherwise(name) for name, value in columns.items()}
    return tables | {table: rows.with_columns(**cells)}


def is_row(patient: int, **columns: object) -> pl.Expr:
    same = [pl.col(name) == value for name, value in columns.items()]
    return pl.all_horizontal(pl.col("patient_id") == patient, *same)


def with_two_beds() -> int:
    """A patient with stays in two beds."""
    beds = stretch()["resource_stays"].filter(pl.col("resource_kind") == "bed")
    return int(beds.filter(pl.col("patient_id").is_duplicated())["patient_id"][0])


def outcome_of(patient: int) -> pl.Expr:
    """The moment of a patient's outcome."""
    return pl.lit(stretch()["patients"].filter(pl.col("patient_id") == patient)["outcome_at"][0])


ARRIVED = one_with("events", pl.col("kind") == "arrival")
DEAD = one_with("patients", pl.col("outcome") == "DOW")
KILLED = one_with("patients", pl.col("outcome") == "KIA")
IS_ILL = pl.col("casualty_class") == "DISEASE"
ILL = one_with("patients", IS_ILL & pl.col("first_facility_at").is_not_null())
TWO_BEDS = with_two_beds()
FORBIDDEN = (
    stretch()["allergies"]
    .join(forbidden_codes(), on="allergy_id")
    .join(stretch()["treatments"].select("patient_id").unique(), on="patient_id", how="semi")
    .row(0, named=True)
)
"""An allergy of a patient who was treated, and a treatment that it forbids."""

BACK = one_with("patients", pl.col("outcome") == "RTD")
AIDED = one_with("patients", pl.col("first_aid_minutes").is_not_null())
SEEN_TWICE = one_with("diagnoses", pl.col("basis") == "record")
UNWAITED = one_with("patients", pl.col("died_waiting_for") == "nothing")
SEEN = one_with("imaging_findings", pl.col("injury_no").is_not_null())
SIDED = one_with("imaging_findings", pl.col("value") == "left")

BROKEN: dict[str, tuple[int, Callable[[], Tables]]] = {
    "every_child_row_has_its_patient": (
        9_999,
        lambda: changed("vitals", is_row(ARRIVED), patient_id=pl.lit(9_999)),
    ),
    "every_patient_has_an_injury_and_events": (
        ARRIVED,
        lambda: stretch() | {"injuries": stretch()["injuries"].filter(pl.col("patient_id") != ARRIVED)},
    ),
    "nothing_happens_before_injury_or_after_the_outcome": (
        ARRIVED,
        lambda: changed("events", is_row(ARRIVED, event_no=1), at=pl.col("at") + timedelta(days=900)),
    ),
    "no_vital_signs_at_death_or_later": (
        DEAD,
        lambda: changed(
            "vitals",
            is_row(DEAD),
            at=outcome_of(DEAD),
        ),
    ),
    "time_never_goes_back": (
        ARRIVED,
        lambda: changed("events", is_row(ARRIVED, event_no=0), at=pl.col("at") + timedelta(days=900)),
    ),
    "nobody_is_at_two_places": (
        TWO_BEDS,
        lambda: changed(
            "resource_stays", is_row(TWO_BEDS, resource_kind="bed"), to=pl.col("to") + timedelta(days=900)
        ),
    ),
    "legs_and_arrivals_alternate": (
        ARRIVED,
        lambda: changed("events", is_row(ARRIVED, kind="arrival"), kind=pl.lit("bed")),
    ),
    "everyone_has_one_terminal_event_and_it_is_the_last": (
        DEAD,
        lambda: changed("events", is_row(DEAD, kind="death"), at=pl.col("at") + SECOND),
    ),
    "the_killed_in_action_never_reached_a_facility": (
        KILLED,
        lambda: changed("patients", is_row(KILLED), first_facility_at=pl.col("injured_at")),
    ),
    "only_battle_casualties_are_killed_in_action_or_die_of_wounds": (
        ILL,
        lambda: changed("patients", is_row(ILL), outcome=pl.lit("DOW")),
    ),
    "every_code_has_its_own_display": (
        ARRIVED,
        lambda: changed("treatments", is_row(ARRIVED, treatment_no=0), display=pl.lit("Alcoholism")),
    ),
    "nobody_is_given_what_an_allergy_forbids": (
        FORBIDDEN["patient_id"],
        lambda: changed(
            "treatments",
            is_row(FORBIDDEN["patient_id"]),
            code_system=pl.lit(FORBIDDEN["code_system_right"]),
            code=pl.lit(FORBIDDEN["code_right"]),
        ),
    ),
    "the_body_region_is_that_of_the_worst_injury": (
        ARRIVED,
        lambda: changed("patients", is_row(ARRIVED), condition_code=pl.lit("nonsense")),
    ),
    "every_image_is_a_study_of_that_moment": (
        SEEN,
        lambda: changed("imaging_findings", is_row(SEEN), at=pl.col("at") + SECOND),
    ),
    "every_finding_seen_is_left_by_an_injury": (
        SEEN,
        lambda: changed("imaging_findings", is_row(SEEN, injury_no=0), injury_no=pl.lit(7)),
    ),
    "findings_lie_on_the_side_of_their_injury": (
        SIDED,
        lambda: changed("imaging_findings", is_row(SIDED, value="left"), value=pl.lit("right")),
    ),
    "who_returns_is_fit_and_who_died_is_judged": (
        BACK,
        lambda: changed("patients", is_row(BACK), fitness=pl.lit("unfit")),
    ),
    "the_timeline_is_that_of_the_events": (
        AIDED,
        lambda: changed("patients", is_row(AIDED), first_aid_minutes=pl.col("first_aid_minutes") + 1),
    ),
    "who_died_waiting_stood_in_a_queue": (
        UNWAITED,
        lambda: changed("patients", is_row(UNWAITED), died_waiting_for=pl.lit("bed")),
    ),
    "every_diagnosis_lies_where_its_injury_lies": (
        SEEN_TWICE,
        lambda: changed("diagnoses", is_row(SEEN_TWICE, diagnosis_no=0), injury_no=pl.lit(7)),
    ),
    "what_was_known_stays_known": (
        SEEN_TWICE,
        lambda: changed("diagnoses", is_row(SEEN_TWICE, basis="record"), code=pl.lit("no-code")),
    ),
    "the_patient_has_the_last_diagnosis_of_the_worst_injury": (
        SEEN_TWICE,
        lambda: changed("patients", is_row(SEEN_TWICE), diagnosed_code=pl.lit("no-code")),
    ),
    "every_finding_is_one_of_the_catalogue": (
        SEEN,
        lambda: changed("imaging_findings", is_row(SEEN), finding_id=pl.lit("OIFM_MDGN_000000")),
    ),
}


def numbered_names(tables: Tables) -> Tables:
    """The tables as the checks of a data set read them: names as categories."""
    return {name: rows.with_columns(pl.col(pl.String).cast(pl.Categorical)) for name, rows in tables.items()}


FORMS: dict[str, Callable[[Tables], Tables]] = {"text": dict, "categories": numbered_names}
"""Names as the model gives them, and as they are read from a file."""


def found(tables: Tables, name: str) -> list[int]:
    fact = next(fact for fact in invariants.FACTS if fact.__name__ == name)
    return sorted(set(fact(CheckedTables(tables)).tolist()))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", [fact.__name__ for fact in invariants.FACTS])
def test_nobody_breaks_it(name: str, form: str) -> None:
    assert found(FORMS[form](stretch()), name) == []


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", BROKEN)
def test_who_breaks_it_is_found(name: str, form: str) -> None:
    patient, broken = BROKEN[name]

    assert found(FORMS[form](broken()), name) == [patient]


def test_every_fact_has_data_that_breaks_it() -> None:
    assert set(BROKEN) == {fact.__name__ for fact in invariants.FACTS}


def test_a_missing_patient_is_noticed() -> None:
    checked = invariants.Invariants(300)
    without = {name: rows.filter(pl.col("patient_id") != ARRIVED) for name, rows in stretch().items()}
    checked.add(CheckedTables(without))

    assert [result.name for result in checked.results() if not result.passed] == [
        invariants.COUNTED,
        invariants.SUMMED,
    ]


def test_images_without_any_treatment_are_found() -> None:
    tables = stretch() | {"treatments": stretch()["treatments"].clear()}
    imaged = stretch()["imaging_findings"]["patient_id"].unique(maintain_order=True).to_list()

    assert found(tables, "every_image_is_a_study_of_that_moment") == imaged


def test_minutes_that_no_event_tells_are_found() -> None:
    unoperated = one_with("patients", pl.col("surgery_minutes").is_null())
    tables = changed("patients", is_row(unoperated), surgery_minutes=pl.lit(99))

    assert found(tables, "the_timeline_is_that_of_the_events") == [unoperated]
