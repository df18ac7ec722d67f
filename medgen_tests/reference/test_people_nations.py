"""What is known of the nations' forces adds up and says where it comes from."""

import polars as pl
import pytest

from medgen_assets.reference.nations import (
    BLOOD_COLUMNS,
    age_weights,
    heights_weights,
    nation_codes,
    nations,
    women_factor,
    women_shares,
)
from medgen_assets.vocabulary import CasualtyClass, Sex

THE_32 = [
    "ALB",
    "BEL",
    "BGR",
    "CAN",
    "HRV",
    "CZE",
    "DNK",
    "EST",
    "FIN",
    "FRA",
    "DEU",
    "GRC",
    "HUN",
    "ISL",
    "ITA",
    "LVA",
    "LTU",
    "LUX",
    "MNE",
    "NLD",
    "MKD",
    "NOR",
    "POL",
    "PRT",
    "ROU",
    "SVK",
    "SVN",
    "ESP",
    "SWE",
    "TUR",
    "GBR",
    "USA",
]


def ages_of(casualty_class: CasualtyClass) -> pl.DataFrame:
    return age_weights().filter(pl.col("casualty_class") == casualty_class)


def mean_age(casualty_class: CasualtyClass) -> float:
    ages = ages_of(casualty_class)
    return float((ages["age"] * ages["weight"]).sum())


def test_the_32_nations_and_australia_and_new_zealand_are_known():
    assert set(nation_codes()) == {*THE_32, "AUS", "NZL"}


def test_blood_shares_add_up_to_one_in_every_nation():
    totals = nations().select(pl.sum_horizontal(*BLOOD_COLUMNS)).to_series()

    assert (totals - 1).abs().max() < 1e-9


def test_every_nation_has_more_rh_positive_than_rh_negative_people():
    positive = nations().select(pl.sum_horizontal("^blood_.*_pos$")).to_series()

    assert positive.min() > 0.7


@pytest.mark.parametrize("column", ["women", "blood"])
def test_what_is_recalled_is_called_an_assumption(column: str):
    recalled = nations().filter(pl.col(f"{column}_provenance") == "R")

    assert recalled[f"{column}_source"].str.starts_with("assumption").all()


def test_battle_casualties_of_the_united_states_are_98_8_per_cent_male():
    share = women_shares().filter(nation="USA", casualty_class="BATTLE")["women_share"].item()

    assert share == pytest.approx(0.012, abs=0.0005)


def test_women_fall_sick_1_67_times_as_often_as_men():
    assert women_factor()[CasualtyClass.DISEASE] == 1.67


def test_every_nation_has_a_share_of_women_in_every_class():
    assert women_shares().group_by("nation").len()["len"].unique().to_list() == [len(CasualtyClass)]


def test_battle_casualties_are_26_years_old_on_average():
    assert mean_age(CasualtyClass.BATTLE) == pytest.approx(26.0, abs=0.05)


def test_the_sick_are_as_old_as_the_force():
    assert mean_age(CasualtyClass.DISEASE) == pytest.approx(28.5, abs=0.05)


def test_45_per_cent_of_the_force_are_25_or_younger():
    young = ages_of(CasualtyClass.DISEASE).filter(pl.col("age") <= 25)["weight"].sum()

    assert young == pytest.approx(0.45, abs=0.03)


def test_fewer_than_8_per_cent_of_the_force_are_over_40():
    old = ages_of(CasualtyClass.DISEASE).filter(pl.col("age") > 40)["weight"].sum()

    assert old < 0.08


def test_men_are_taller_than_women():
    heights = dict(heights_weights().select("sex", "height_mean").rows())

    assert heights[Sex.MALE] > heights[Sex.FEMALE]


def test_the_bounds_of_height_and_index_keep_weights_within_those_of_a_record():
    weights = heights_weights().select(
        low=pl.col("bmi_min") * (pl.col("height_min") / 100) ** 2,
        high=pl.col("bmi_max") * (pl.col("height_max") / 100) ** 2,
    )

    assert weights["low"].min() > 35
    assert weights["high"].max() < 180
