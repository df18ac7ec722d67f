"""Who is T4 at a pressed facility, and what they get."""

from functools import cache

import polars as pl
import pytest

from medgen_tests.simulation.care.test_laws import CHANGES
from medgen_tests.simulation.exercises import exercise, tables

T4 = pl.col("triage") == "T4"


@cache
def found(policy: str) -> dict[str, pl.DataFrame]:
    """All tables of the crowded exercise under a policy."""
    return tables(exercise(**CHANGES, evacuation_policy={"expectant": policy}))


def visits_of_t4(policy: str) -> pl.DataFrame:
    """Visits of those who were T4 on arrival."""
    return found(policy)["visits"].filter(T4)


def test_by_default_only_the_unsurvivably_hurt_are_t4():
    beyond = found("beyond_saving")["patients"].filter(pl.col("triage_initial") == "T4")["patient_id"]

    assert set(visits_of_t4("beyond_saving")["patient_id"]) <= set(beyond)


def test_a_pressed_facility_makes_t4_of_the_dying_it_would_hardly_save():
    made = visits_of_t4("last").join(found("last")["patients"], on="patient_id")

    assert len(made) > 10
    assert (made["triage_initial"] != "T4").any()
    assert made["outcome"].is_in(["DOW", "DNBI_DEATH"]).mean() > 0.2


def test_with_plenty_nobody_but_the_unsurvivably_hurt_is_t4():
    from medgen_tests.simulation.care.test_laws import PLENTY

    plenty = tables(exercise(**(CHANGES | {"fronts": PLENTY}), evacuation_policy={"expectant": "last"}))
    beyond = plenty["patients"].filter(pl.col("triage_initial") == "T4")["patient_id"]

    assert set(plenty["visits"].filter(T4)["patient_id"]) <= set(beyond)


def test_in_comfort_nobody_of_t4_waits_for_a_table():
    in_theatre = visits_of_t4("comfort").filter(pl.col("role") != "ROLE_4")

    assert len(in_theatre) > 10
    assert (
        in_theatre["table_wanted_at"].is_null()
        | (in_theatre["surgery_from"] == in_theatre["table_wanted_at"])
    ).all()


@pytest.mark.parametrize("policy", ["last", "comfort"])
def test_who_was_made_t4_and_lived_is_looked_at_anew(policy: str):
    visits = found(policy)["visits"].sort("patient_id", "visit_no")
    later = visits.with_columns(before=pl.col("triage").shift(1).over("patient_id")).filter(
        (pl.col("before") == "T4") & pl.col("bed_from").is_not_null()
    )

    assert set(later["triage"]) - {"T4"}


def test_everybody_has_one_fate_under_every_policy():
    assert {len(found(policy)["fates"]) for policy in ("beyond_saving", "last", "comfort")} == {1200}
