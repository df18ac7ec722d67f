"""Diagnoses ask medical questions: who sees what, what it is taken for, and whether treatment follows the thought."""

from functools import cache
from itertools import pairwise

import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.reference.diagnosis import presentations, subjects, wrong_diagnoses
from medgen_tests.simulation.records.war import war

ROLES = ("POI", "ROLE_1", "ROLE_2", "ROLE_3", "ROLE_4")
PLACE = ["patient_id", "facility_id"]


@cache
def judged() -> pl.DataFrame:
    """Diagnoses with the true condition, and whether they name it."""
    true = war()["injuries"].select("patient_id", "injury_no", "condition_id", true="code")
    joined = war()["diagnoses"].join(true, on=["patient_id", "injury_no"], validate="m:1")
    return joined.with_columns(is_right=pl.col("code") == pl.col("true"))


def share_right(rows: pl.DataFrame) -> float:
    return float(rows["is_right"].mean() or 0.0)


def given_at(rows: pl.DataFrame, treatment_id: str) -> int:
    """How many of these contacts gave a treatment."""
    code = clinical.treatments().filter(pl.col("treatment_id") == treatment_id)["code"][0]
    given = war()["treatments"].filter(pl.col("code") == code).select(PLACE).unique()
    return rows.select(PLACE).unique().join(given, on=PLACE, how="semi", nulls_equal=True).height


def test_the_further_back_the_more_is_seen() -> None:
    shares = [share_right(judged().filter(pl.col("role") == role)) for role in ROLES]

    assert shares == sorted(shares)
    assert 0.6 <= shares[0] <= 0.85
    assert shares[-1] > 0.98


def test_lost_limbs_are_never_mistaken() -> None:
    lost = judged().filter(pl.col("condition_id").str.ends_with("_amputation"))

    assert lost.height > 50
    assert lost["is_right"].all()


def test_a_hidden_bleeding_is_missed_more_often_than_one_that_shows() -> None:
    first = judged().filter(pl.col("role") == "POI")
    belly = first.filter(pl.col("condition_id").is_in(["liver_laceration", "spleen_rupture"]))
    thigh = first.filter(pl.col("condition_id").is_in(["femoral_artery_injury", "popliteal_artery_injury"]))

    assert belly.height > 30
    assert thigh.height > 30
    assert share_right(belly) < share_right(thigh) - 0.2


def test_a_missed_tension_pneumothorax_is_not_decompressed() -> None:
    chest = judged().filter(
        (pl.col("condition_id") == "tension_pneumothorax")
        & pl.col("role").is_in(["POI", "ROLE_1"])
        & (pl.col("injury_no") == 0)
    )
    alone = war()["injuries"].group_by("patient_id").len().filter(pl.col("len") == 1)
    chest = chest.join(alone, on="patient_id", how="semi")
    seen, missed = chest.filter("is_right"), chest.filter(~pl.col("is_right"))
    bruised = missed.filter(pl.col("display").str.contains("(?i)rib|contusion|injury of chest"))

    assert bruised.height > 3
    assert given_at(bruised, "needle_decompression") == 0
    assert given_at(seen, "needle_decompression") > seen.height // 3


def test_nerve_agent_taken_for_fear_gets_no_antidote() -> None:
    poisoned = judged().filter(
        pl.col("condition_id").str.starts_with("nerve_agent") & (pl.col("role") == "POI")
    )
    seen = poisoned.filter("is_right")
    feared = poisoned.filter(pl.col("display").str.contains("(?i)stress|panic"))

    assert feared.height > 5
    assert given_at(feared, "atropine_autoinjector") == 0
    assert given_at(seen, "atropine_autoinjector") > seen.height // 2


def test_whoever_stopped_a_course_had_seen_its_cause() -> None:
    stopped = war()["fates"].filter(pl.col("stopped_at").is_not_null()).select("patient_id", "stopped_at")
    worst = judged().filter((pl.col("injury_no") == 0) & (pl.col("role") != "POI"))
    beds = war()["visits"].select("patient_id", "facility_id", "bed_from", "left_at")
    there = worst.join(beds, on=PLACE).join(stopped, on="patient_id")
    acting = there.filter(pl.col("stopped_at").is_between("bed_from", "left_at"))

    assert acting.height > 50
    assert acting.filter(pl.col("basis") != "imaging")["is_right"].all()


def test_a_crowd_blinds_the_first_helper() -> None:
    crowd = war()["patients"].select("patient_id", "is_mass_casualty")
    first = judged().filter(pl.col("role") == "POI").join(crowd, on="patient_id")
    in_crowd, alone = (first.filter(pl.col("is_mass_casualty") == value) for value in (True, False))

    assert share_right(in_crowd) < share_right(alone) - 0.1


def test_images_correct_what_was_thought() -> None:
    imaged = judged().filter(pl.col("basis") == "imaging")
    before = judged().join(
        imaged.select("patient_id", "injury_no", seen="at"), on=["patient_id", "injury_no"]
    )

    assert imaged.height > 20
    assert imaged["is_right"].all()
    assert not before.filter(pl.col("at") < pl.col("seen"))["is_right"].any()


def test_what_is_known_goes_with_the_casualty() -> None:
    handed_on = judged().filter(pl.col("basis") == "record")

    assert handed_on.height > 1_000
    assert handed_on["is_right"].all()


def test_a_diagnosis_event_says_what_was_thought() -> None:
    said = war()["events"].filter(pl.col("kind") == "diagnosis").select("patient_id", "at", "detail")
    thought = war()["diagnoses"].select("patient_id", "at", "display").unique()

    unsaid = said.join(thought.rename({"display": "detail"}), on=["patient_id", "at", "detail"], how="anti")

    assert unsaid.is_empty()


def test_wrong_diagnoses_are_of_the_same_region_and_in_the_same_people() -> None:
    facts = {row["condition_id"]: row for row in clinical.conditions().iter_rows(named=True)}
    pairs = [(facts[true], facts[other]) for true, others in wrong_diagnoses().items() for other in others]

    assert len(pairs) > 1_000
    assert all(true["body_region"] == other["body_region"] for true, other in pairs)
    assert all(set(true["casualty_classes"]) <= set(other["casualty_classes"]) for true, other in pairs)
    assert not any(other["is_amputation"] for _, other in pairs)
    assert not any(other["is_sided"] and not true["is_sided"] for true, other in pairs)


@pytest.mark.parametrize(
    ("true", "never"),
    [
        ("concussion_loc", "diarrhea"),
        ("hand_fracture", "shoulder_contusion"),
        ("foot_fracture", "knee_sprain"),
        ("globe_rupture", "lip_laceration"),
        ("fever", "septic_shock"),
        ("nerve_agent_severe", "grief_reaction"),
    ],
)
def test_no_mistake_is_absurd(true: str, never: str) -> None:
    assert never not in wrong_diagnoses()[true]


def test_every_condition_shows_somehow_and_shares_rise_with_the_role() -> None:
    assert set(subjects()["presentation"]) == set(presentations()["presentation"])
    rising = pl.all_horizontal(pl.col(low) <= pl.col(high) for low, high in pairwise(ROLES))

    assert presentations().select(rising).to_series().all()
