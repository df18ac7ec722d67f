"""A scenario is found by file, then by stored name, then by preset; YAML and JSON say the same."""

import json
from pathlib import Path
from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.scenario.loading import (
    DEFAULT_PRESET,
    find_scenario,
    load_scenario,
    preset,
    preset_names,
    scenario_from_document,
    scenario_from_text,
)
from medgen_tests.scenario.documents import VALID, VALID_TEXT, document


def nothing_stored(name: str) -> None:
    raise AssertionError(f"asked for {name}")


def test_a_file_comes_before_a_stored_scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small").write_text(VALID_TEXT)

    assert load_scenario("small", nothing_stored).name == "baltic_winter"


def test_a_stored_scenario_comes_before_a_preset() -> None:
    found = find_scenario("small", lambda name: document(description=f"stored as {name}"))

    assert found.scenario.description == "stored as small"
    assert found.source == "stored scenario small"


def test_a_preset_comes_last() -> None:
    nothing: dict[str, Any] = {}
    found = find_scenario("small", nothing.get)

    assert found.scenario == preset("small")
    assert found.source == "preset small"


def test_a_folder_of_that_name_does_not_hide_the_preset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(DEFAULT_PRESET).mkdir()

    assert load_scenario(DEFAULT_PRESET) == preset(DEFAULT_PRESET)


@pytest.mark.parametrize("name", ["../small", "small/", "Small", "small.yaml", "a b", "", "x" * 64])
def test_the_store_is_asked_only_for_names_a_scenario_can_have(name: str) -> None:
    with pytest.raises(BadInput):
        find_scenario(name, nothing_stored)


def test_an_unknown_name_gets_the_nearest_preset_and_all_of_them() -> None:
    with pytest.raises(BadInput) as refused:
        find_scenario("nato_artcle_5")

    line = refused.value.lines()[0]

    assert line.startswith(
        "'nato_artcle_5': is no file, no stored scenario and no preset. Did you mean nato_article_5?"
    )
    assert all(name in line for name in preset_names())


def test_yaml_and_json_say_the_same(tmp_path: Path) -> None:
    as_json = tmp_path / "a.json"
    as_json.write_text(json.dumps(VALID))

    assert load_scenario(as_json) == scenario_from_document(VALID).scenario


def test_a_text_that_begins_with_a_brace_is_json() -> None:
    assert scenario_from_text(json.dumps(VALID)).scenario.name == "baltic_winter"


def test_a_flow_mapping_in_a_yaml_file_is_yaml(tmp_path: Path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("{name: a, total_patients: 9, fronts: [{name: n, share: 1, nations: {EST: 100}}]}")

    assert load_scenario(path).total_patients == 9


@pytest.mark.parametrize(
    ("word", "read"), [("7", 7), ("+7", 7), ("0", 0), ("0x1F", 31), ("0o17", 15), ("null", None), ("~", None)]
)
def test_plain_words_are_read_as_yaml_1_2_reads_them(word: str, read: Any) -> None:
    assert scenario_from_text(f"{VALID_TEXT}seed: {word}\n").scenario.seed == read


@pytest.mark.parametrize("word", ["NO", "yes", "off", "1e3x", "0o9", "2026-06-01", "12:30"])
def test_words_that_yaml_1_1_would_change_stay_words(word: str) -> None:
    assert scenario_from_text(f"{VALID_TEXT}description: {word}\n").scenario.description == word


def test_whole_numbers_stand_for_decimals() -> None:
    assert scenario_from_text(VALID_TEXT).scenario.fronts[0].share == 1.0


def test_a_plain_list_of_warfare_types_gives_each_the_weight_1() -> None:
    scenario = scenario_from_document(document(warfare_types=["urban", "drone"])).scenario

    assert scenario.warfare_types == {"urban": 1.0, "drone": 1.0}


def test_the_zone_of_the_start_is_kept() -> None:
    scenario = scenario_from_document(document(start="2026-06-01T06:00:00+03:00")).scenario

    assert scenario.start.hour == 6
    assert scenario.document()["start"] == "2026-06-01T06:00:00+03:00"


def test_thirds_with_six_decimals_are_whole() -> None:
    front = VALID["fronts"][0]
    fronts = [front | {"name": name, "share": 0.333333} for name in ("a", "b", "c")]

    assert len(scenario_from_document(document(fronts=fronts)).scenario.fronts) == 3


def test_presets_are_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert preset("small").total_patients == 60


def test_a_preset_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadInput, match="Did you mean peacekeeping"):
        preset("peacekeping")


def test_line_ends_of_any_system_are_read() -> None:
    assert scenario_from_text(VALID_TEXT.replace("\n", "\r\n")) == scenario_from_text(VALID_TEXT)
