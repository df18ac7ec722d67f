"""Ranks have national titles, published frequencies and ages that fit."""

import polars as pl
import pytest

from medgen_assets.reference.nations import age_weights, nation_codes, rank_titles, rank_weights, ranks, units
from medgen_assets.vocabulary import CasualtyClass

OFFICER = pl.col("rank_code").str.starts_with("OF")


def joint(casualty_class: CasualtyClass) -> pl.DataFrame:
    return rank_weights().filter(pl.col("casualty_class") == casualty_class)


def mean_age(table: pl.DataFrame) -> float:
    return float((table["age"] * table["weight"]).sum() / table["weight"].sum())


def test_every_nation_has_eighteen_ranks():
    assert ranks().group_by("nation").len()["len"].unique().to_list() == [18]


def test_every_rank_of_every_nation_has_a_national_title():
    assert rank_titles().height == 18 * len(nation_codes())


def test_a_german_captain_is_called_hauptmann():
    assert ranks().filter(nation="DEU", rank_code="OF-2")["title"].item() == "Hauptmann"


def test_officers_are_18_2_per_cent_of_the_force():
    force = ranks().filter(OFFICER, nation="USA")["weight"].sum()

    assert force == pytest.approx(0.182, abs=0.001)


def test_59_per_cent_of_battle_casualties_are_junior_enlisted():
    junior = joint(CasualtyClass.BATTLE).filter(pl.col("rank_code").is_in(["OR-1", "OR-2", "OR-3", "OR-4"]))

    assert junior["weight"].sum() == pytest.approx(0.59, abs=0.001)


@pytest.mark.parametrize("casualty_class", CasualtyClass)
def test_ranks_by_age_keep_the_ages_of_the_class(casualty_class: CasualtyClass):
    fitted = joint(casualty_class).group_by("age").agg(pl.col("weight").sum()).sort("age")
    published = age_weights().filter(pl.col("casualty_class") == casualty_class).sort("age")

    assert (fitted["weight"] - published["weight"]).abs().max() < 1e-6


@pytest.mark.parametrize("casualty_class", CasualtyClass)
def test_ranks_by_age_keep_the_frequencies_of_the_ranks(casualty_class: CasualtyClass):
    column = "battle_weight" if casualty_class is CasualtyClass.BATTLE else "weight"
    fitted = joint(casualty_class).group_by("rank_code").agg(fitted=pl.col("weight").sum())
    compared = fitted.join(ranks().filter(nation="USA"), on="rank_code", validate="1:1")

    assert (compared["fitted"] - compared[column]).abs().max() < 1e-5


def test_nobody_holds_a_rank_outside_its_ages():
    limits = ranks().filter(nation="USA").select("rank_code", "min_age", "max_age")
    held = rank_weights().join(limits, on="rank_code", validate="m:1")

    assert held.filter(~pl.col("age").is_between("min_age", "max_age")).is_empty()


def test_officers_of_the_force_are_34_years_old_on_average():
    assert mean_age(joint(CasualtyClass.DISEASE).filter(OFFICER)) == pytest.approx(34.3, abs=1.0)


def test_enlisted_of_the_force_are_27_years_old_on_average():
    assert mean_age(joint(CasualtyClass.DISEASE).filter(~OFFICER)) == pytest.approx(27.3, abs=1.0)


@pytest.mark.parametrize("nation", nation_codes())
def test_each_nation_has_two_brigades_of_three_battalions_of_four_companies_on_a_front(nation: str):
    assert units(nation, "north")["unit"].n_unique() == 2 * 3 * 4


def test_units_differ_between_fronts():
    assert set(units("POL", "north")["brigade"]).isdisjoint(units("POL", "south")["brigade"])


def test_a_unit_names_company_battalion_and_brigade():
    first = units("DEU", "north").row(0, named=True)

    assert first["unit"] == f"{first['company']}, {first['battalion']}, {first['brigade']}"
