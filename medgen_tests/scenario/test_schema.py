"""The committed JSON Schema is that of the model, and documents obey it."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from medgen_assets.reference.nations import nation_codes
from medgen_assets.scenario.json_schema import knobs, scenario_schema, schema_text
from medgen_assets.scenario.loading import preset, preset_names, scenario_from_text
from medgen_assets.scenario.presets import preset_text
from medgen_assets.scenario.text.reading import parsed_text
from medgen_tests.scenario.documents import document, north

DOCS = Path(__file__).parents[2] / "docs"


def is_valid(value: Any) -> bool:
    return bool(Draft202012Validator(scenario_schema()).is_valid(value))


def test_the_committed_schema_is_up_to_date() -> None:
    committed = (DOCS / "scenario.schema.json").read_text("utf-8")

    assert committed == schema_text(), (
        "write it: python -m medgen_assets.scenario.json_schema docs/scenario.schema.json"
    )


def test_the_schema_is_a_2020_12_schema() -> None:
    assert json.loads(schema_text())["$schema"] == "https://json-schema.org/draft/2020-12/schema"

    Draft202012Validator.check_schema(scenario_schema())


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_obeys_the_schema(name: str) -> None:
    assert is_valid(parsed_text(preset_text(name), name, ".yaml").document)


@pytest.mark.parametrize("name", preset_names())
def test_a_resolved_preset_obeys_the_schema(name: str) -> None:
    written = preset(name).with_seed(1).resolved().to_yaml()

    assert is_valid(parsed_text(written, name, ".yaml").document)


@pytest.mark.parametrize(
    "bad",
    [
        document(sed=7),
        document(days=0),
        document(intensity="hihg"),
        document(start="2026-06-01"),
        document(warfare_types={"convential": 1}),
        document(environment=["fogg"]),
        document(fronts=[]),
        document(seed=2**63),
        north(nations={"est": 100}),
        north(facilities=[{"role": "POI", "count": 1, "beds": 1}]),
    ],
)
def test_the_schema_refuses_what_it_can_see(bad: dict[str, Any]) -> None:
    assert not is_valid(bad)


def test_the_schema_takes_warfare_types_as_a_list() -> None:
    assert is_valid(document(warfare_types=["urban", "drone"]))


def test_the_schema_completes_every_nation() -> None:
    names = scenario_schema()["$defs"]["Front"]["properties"]["nations"]["propertyNames"]["enum"]

    assert names == list(nation_codes())
    assert len(names) == 34


def fields_of(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    parts = {"Scenario": schema, **schema["$defs"]}
    return [
        (f"{part}.{name}", field)
        for part, node in parts.items()
        for name, field in node.get("properties", {}).items()
    ]


def test_every_field_is_described() -> None:
    assert [
        name for name, field in fields_of(scenario_schema()) if not field.get("description", "").endswith(".")
    ] == []


def test_every_number_has_a_unit() -> None:
    def units(node: dict[str, Any]) -> bool:
        choices = node.get("anyOf", [node])
        return all(
            "unit" in choice or "unit" in node
            for choice in choices
            if choice.get("type") in ("number", "integer")
        )

    assert [name for name, field in fields_of(scenario_schema()) if not units(field)] == []


def test_knobs_are_paths_of_fields() -> None:
    listed = knobs()

    assert len(listed) == len(set(listed)) > 50
    assert {
        "total_patients",
        "fronts[].facilities[].beds",
        "evacuation_policy.air_for",
        "overrides.hourly_weights",
    } <= set(listed)


def test_every_knob_is_explained_in_the_documentation() -> None:
    text = (DOCS / "scenario.md").read_text("utf-8")

    assert [knob for knob in knobs() if f"`{knob}`" not in text] == []


def test_the_documented_example_is_a_scenario() -> None:
    text = (DOCS / "scenario.md").read_text("utf-8")
    example = text.split("```yaml\n")[1].split("```")[0]

    assert scenario_from_text(example).scenario.name == "baltic_winter"
