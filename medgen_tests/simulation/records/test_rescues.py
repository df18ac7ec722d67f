"""The record and the course agree: who was saved was given something that saves from what would have killed."""

from functools import cache

import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.reference.interventions import effects
from medgen_assets.vocabulary import LethalCause, Need, Role
from medgen_tests.simulation.exercises import exercise, tables

BY_DRESSING = ["tourniquet", "pressure_bandage", "medical_dressing", "direct_pressure"]


@cache
def records() -> dict[str, pl.DataFrame]:
    """All tables of 6,000 battle casualties, many of them allergic as in life."""
    return tables(
        exercise(total_patients=6000, injury_mix={"battle": 1.0, "non_battle": 0.0, "disease": 0.0})
    )


@cache
def chemical() -> dict[str, pl.DataFrame]:
    """All tables of 3,000 casualties of an agent."""
    mix = {"battle": 0.0, "non_battle": 0.0, "disease": 1.0}
    return tables(exercise(total_patients=3000, injury_mix=mix, warfare_types={"cbrn": 1.0}))


def saved(found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Who was saved: when, of what, and whether by hand alone."""
    operated = found["visits"].filter(pl.col("surgery_from").is_not_null())
    cut = (
        found["fates"]
        .join(operated.select("patient_id", "surgery_from", "surgery_to"), on="patient_id")
        .filter(pl.col("surgery_to") == pl.col("stopped_at"))
    )
    return (
        found["fates"]
        .filter(pl.col("stopped_at").is_not_null())
        .join(found["casualties"].select("patient_id", "lethal_cause"), on="patient_id")
        .with_columns(at_first_aid=pl.col("stopped_at") == pl.col("first_aid_at"))
        .join(cut.select("patient_id"), on="patient_id", how="anti")
    )


def given(found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """What was given, by name of the treatment."""
    names = clinical.treatments().select("treatment_id", "code", "display")
    return (
        found["treatments"]
        .cast({"code": pl.String, "display": pl.String, "role": pl.String})
        .join(names, on=["code", "display"])
    )


def saviours(cause: str) -> list[str]:
    """Treatments by which a course of a cause is stopped without an operation, anywhere."""
    return [
        name
        for effect in effects()
        if effect.cause == cause and effect.stops > 0 and Need.TABLE not in effect.needs
        for name in effect.treatments
    ]


def without(found: dict[str, pl.DataFrame], who: pl.DataFrame, names: list[str]) -> list[int]:
    """Who of some patients has none of these treatments on record."""
    helped = given(found).filter(pl.col("treatment_id").is_in(names)).select("patient_id").unique()
    return who.join(helped, on="patient_id", how="anti")["patient_id"].to_list()


def test_whose_limb_bleeding_was_stopped_by_first_aid_has_a_tourniquet_or_dressing_from_there():
    by_first_aid = saved(records()).filter(
        (pl.col("lethal_cause") == LethalCause.HEMORRHAGE_LIMB) & pl.col("at_first_aid")
    )
    forward = records() | {"treatments": records()["treatments"].filter(pl.col("role") == Role.POI)}

    assert len(by_first_aid) > 50
    assert without(forward, by_first_aid, BY_DRESSING) == []


@pytest.mark.parametrize(
    "cause",
    [
        LethalCause.HEMORRHAGE_LIMB,
        LethalCause.HEMORRHAGE_JUNCTIONAL,
        LethalCause.AIRWAY,
        LethalCause.TENSION_PNEUMOTHORAX,
        LethalCause.BRAIN,
        LethalCause.SEPSIS,
    ],
)
def test_the_saved_were_given_what_saves_from_that(cause: LethalCause):
    those = saved(records()).filter(pl.col("lethal_cause") == cause)

    assert len(those) > 0
    assert without(records(), those, saviours(cause)) == []


def test_who_survived_nerve_agent_by_care_was_given_an_antidote_or_breathed_for():
    those = saved(chemical()).filter(pl.col("lethal_cause") == LethalCause.NERVE_AGENT)

    assert len(those) > 20
    assert without(chemical(), those, saviours(LethalCause.NERVE_AGENT)) == []


def test_nothing_that_saves_is_given_after_the_contact_that_saved():
    stays = records()["fates"].select("patient_id", "outcome_at")
    late = records()["treatments"].join(stays, on="patient_id").filter(pl.col("at") > pl.col("outcome_at"))

    assert late.is_empty()


def test_who_dies_after_the_first_course_was_stopped_dies_of_sepsis_and_everybody_else_of_what_would_have_killed():
    dead = (
        records()["fates"]
        .filter(pl.col("cause_of_death").is_not_null())
        .join(records()["casualties"].select("patient_id", "lethal_cause"), on="patient_id")
        .cast({"cause_of_death": pl.String, "lethal_cause": pl.String})
    )
    was_stopped = dead.filter(pl.col("stopped_at").is_not_null())
    never = dead.filter(pl.col("stopped_at").is_null())

    assert set(was_stopped["cause_of_death"]) == {"sepsis"}
    assert (never["cause_of_death"] == never["lethal_cause"]).all()


def test_patients_exposed_to_nerve_agent_have_a_dosage_band_and_nobody_else_has():
    exposed = chemical()["patients"].cast({"condition_display": pl.String, "dosage_band": pl.String})
    agent = pl.col("condition_display").str.contains("(?i)nerve agent")

    assert exposed.filter(agent)["dosage_band"].null_count() == 0
    assert exposed.filter(~agent)["dosage_band"].null_count() == exposed.filter(~agent).height
