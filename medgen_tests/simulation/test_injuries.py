"""Injuries hang together: mechanism, region, severity, ISS and triage."""

import numpy as np
import polars as pl
import pytest

from medgen_assets.reference import clinical
from medgen_assets.schemas.casualties import ISS_VALUES
from medgen_assets.simulation.injuries.severity import iss_of, triage_of
from medgen_tests.simulation.exercises import exercise, shared, tables


@pytest.mark.parametrize(
    ("severities", "iss"),
    [
        ([5, 4, 3, 2, 0, 0], 50),
        ([3, 3, 3, 3, 3, 3], 27),
        ([6, 1, 0, 0, 0, 0], 75),
        ([5, 5, 5, 0, 0, 0], 75),
        ([1, 0, 0, 0, 0, 0], 1),
    ],
)
def test_iss_adds_the_squares_of_the_three_worst_regions(severities: list[int], iss: int):
    assert iss_of(np.array([severities]))[0] == iss


@pytest.mark.parametrize(
    ("worst", "iss", "category"),
    [(1, 1, "T3"), (3, 9, "T2"), (3, 27, "T1"), (5, 25, "T1"), (6, 75, "T4")],
)
def test_triage_of_the_living_follows_from_the_injuries(worst: int, iss: int, category: str):
    assert triage_of(np.array([worst]), np.array([iss]), np.array([False]))[0] == category


def test_the_dead_are_expectant_whatever_their_injuries():
    assert triage_of(np.array([5]), np.array([25]), np.array([True]))[0] == "T4"


def test_iss_takes_only_its_44_values_and_disease_has_none():
    people = shared()["casualties"]

    assert set(people["iss"].drop_nulls()) <= set(ISS_VALUES)
    assert (people["iss"].is_null() == (people["casualty_class"] == "DISEASE")).all()


def test_the_worst_injury_comes_first():
    injuries = shared()["injuries"]
    worst = injuries.group_by("patient_id").agg(pl.col("severity").max(), first=pl.col("severity").first())

    assert (worst["severity"] == worst["first"]).all()


def test_no_patient_has_the_same_region_twice():
    injuries = shared()["injuries"]

    assert injuries.select("patient_id", "body_region").is_duplicated().sum() == 0


def test_amputations_are_of_limbs():
    limbs = clinical.body_regions().filter("is_limb")["body_region"]
    amputations = clinical.conditions().filter("is_amputation")["condition_id"]
    injuries = shared()["injuries"].filter(pl.col("condition_id").is_in(amputations.implode()))

    assert injuries["body_region"].is_in(limbs.implode()).all()


def test_a_condition_lies_where_its_region_is():
    places = clinical.conditions().select("condition_id", place="body_region")
    injuries = shared()["injuries"].join(places, on="condition_id")

    assert (injuries["place"] == injuries["body_region"]).all()


def test_paired_parts_have_a_side_and_others_have_none():
    sided = clinical.conditions().select("condition_id", "is_sided")
    injuries = shared()["injuries"].join(sided, on="condition_id")

    assert (injuries["is_sided"] == injuries["laterality"].is_not_null()).all()


def test_triage_shares_of_the_living_follow_the_weights_asked_for():
    asked = exercise(
        total_patients=8000,
        warfare_types={"conventional": 1.0},
        injury_mix={"battle": 0.0, "non_battle": 0.0, "disease": 1.0},
        overrides={"triage_weights": {"DISEASE": {"T1": 0.5, "T2": 0.35, "T3": 0.15}}},
    )
    shares = dict(tables(asked)["casualties"]["triage_initial"].value_counts(normalize=True).rows())

    assert shares["T1"] == pytest.approx(0.5, abs=0.02)
    assert shares["T2"] == pytest.approx(0.35, abs=0.02)
    assert shares["T3"] == pytest.approx(0.15, abs=0.02)


def test_higher_intensity_wounds_more_severely():
    def t1(intensity: str) -> float:
        people = tables(exercise(intensity=intensity, total_patients=6000))["casualties"]
        return float((people["triage_initial"] == "T1").mean() or 0.0)

    assert t1("extreme") > t1("low") + 0.02


def test_cold_gives_cold_injuries_and_heat_gives_heat_injuries():
    def share(condition: list[str], mechanism: str) -> float:
        people = tables(exercise(environment=condition, total_patients=6000))["casualties"]
        injured = people.filter(pl.col("casualty_class") == "NON_BATTLE_INJURY")
        return float((injured["mechanism"] == mechanism).mean() or 0.0)

    assert share(["extreme_cold"], "cold") > share([], "cold") + 0.02
    assert share(["extreme_heat"], "heat") > share([], "heat") + 0.02


def test_battle_wounds_lie_where_the_published_ones_lie():
    all_battle = {"battle": 1.0, "non_battle": 0.0, "disease": 0.0}
    asked = exercise(total_patients=20_000, warfare_types={"conventional": 1.0}, injury_mix=all_battle)
    hurt = tables(asked)
    survivors = hurt["casualties"].filter(~pl.col("is_instantly_dead")).select("patient_id")
    regions = hurt["injuries"].join(survivors, on="patient_id")["body_region"]
    group = {
        **dict.fromkeys(("HEAD", "FACE", "NECK"), "head_neck"),
        "THORAX": "thorax",
        **dict.fromkeys(("ABDOMEN", "PELVIS"), "abdomen"),
        **dict.fromkeys(("UPPER_EXTREMITY", "LOWER_EXTREMITY"), "extremity"),
    }
    shares = dict(regions.replace_strict(group, default="other").value_counts(normalize=True).rows())
    belmont = {"head_neck": 0.281, "thorax": 0.099, "abdomen": 0.101, "extremity": 0.519}

    assert sum(abs(shares[region] - share) for region, share in belmont.items()) / 2 < 0.08
