"""The nine presets have the intent of the original's."""

import pytest

from medgen_assets.scenario.loading import DEFAULT_PRESET, preset, preset_names
from medgen_assets.scenario.presets import preset_text

INTENT = {
    "nato_article_5": (2500, 8, (0.55, 0.25, 0.2), (0.45, 0.35, 0.2), "high"),
    "peacekeeping": (500, 30, (0.1, 0.35, 0.55), (0.6, 0.4), "low"),
    "urban_assault": (3000, 5, (0.7, 0.2, 0.1), (0.5, 0.3, 0.2), "extreme"),
    "cbrn_incident": (1500, 3, (0.05, 0.15, 0.8), (0.7, 0.3), "extreme"),
    "training_exercise": (100, 2, (0.4, 0.35, 0.25), (1.0,), "low"),
    "mass_casualty": (800, 1, (0.6, 0.3, 0.1), (1.0,), "extreme"),
    "arctic_operation": (1200, 14, (0.3, 0.45, 0.25), (0.55, 0.45), "high"),
    "maritime_operation": (1800, 6, (0.55, 0.3, 0.15), (0.35, 0.45, 0.2), "high"),
    "small": (60, 2, (0.5, 0.25, 0.25), (0.6, 0.4), "medium"),
}
"""Total, days, mix, front shares, intensity. Source: scenario_presets.json of the original at 1000abc."""


def test_there_are_the_eight_presets_and_a_small_one() -> None:
    assert sorted(preset_names()) == sorted(INTENT)


def test_the_default_preset_comes_first() -> None:
    assert preset_names()[0] == DEFAULT_PRESET == "nato_article_5"


@pytest.mark.parametrize("name", INTENT)
def test_a_preset_has_the_totals_and_shares_of_the_original(name: str) -> None:
    asked = preset(name)
    mix = (asked.injury_mix.battle, asked.injury_mix.non_battle, asked.injury_mix.disease)
    shares = tuple(front.share for front in asked.fronts)

    assert (asked.total_patients, asked.days, mix, shares, asked.intensity) == INTENT[name]


@pytest.mark.parametrize("name", INTENT)
def test_a_preset_is_called_as_its_file(name: str) -> None:
    assert preset(name).name == name


@pytest.mark.parametrize("name", INTENT)
def test_a_planner_can_read_what_a_preset_is(name: str) -> None:
    assert len(preset(name).description.split()) >= 12


@pytest.mark.parametrize("name", [name for name in INTENT if name != "small"])
def test_a_preset_names_its_source(name: str) -> None:
    assert "banton/medical-patients at 1000abc" in preset_text(name)


@pytest.mark.parametrize("name", INTENT)
def test_a_preset_resolves(name: str) -> None:
    fronts = preset(name).resolved().fronts

    assert all(front.facilities and front.vehicles and front.distances_km for front in fronts)


def test_the_default_preset_has_the_original_nations() -> None:
    fronts = {front.name: front.nations for front in preset("nato_article_5").fronts}

    assert fronts == {
        "north": {"EST": 35, "FIN": 30, "SWE": 20, "USA": 15},
        "central": {"POL": 40, "DEU": 25, "USA": 20, "GBR": 15},
        "south": {"LVA": 30, "LTU": 30, "POL": 25, "CAN": 15},
    }


def test_australia_and_new_zealand_take_part() -> None:
    nations = {nation for name in preset_names() for front in preset(name).fronts for nation in front.nations}

    assert {"AUS", "NZL"} <= nations


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("peacekeeping", {"peacekeeping"}),
        ("cbrn_incident", {"cbrn"}),
        ("urban_assault", {"urban"}),
        ("maritime_operation", {"naval", "conventional"}),
        ("nato_article_5", {"conventional"}),
    ],
)
def test_a_preset_is_fought_as_it_was_meant(name: str, types: set[str]) -> None:
    assert set(preset(name).warfare_types) == types


def test_the_triage_overrides_of_the_original_are_kept() -> None:
    shares = {"T1": 0.5, "T2": 0.35, "T3": 0.15}

    assert preset("cbrn_incident").overrides.triage_weights == {"DISEASE": shares}
    assert preset("mass_casualty").overrides.triage_weights == {"BATTLE": shares}
