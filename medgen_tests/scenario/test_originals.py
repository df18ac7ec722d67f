"""Documents of the original generator become scenarios, and say line by line what changes."""

from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.scenario.loading import scenario_from_document
from medgen_assets.scenario.originals import converted, is_original
from medgen_tests.scenario.documents import VALID

NATIONS = [{"nationality_code": "POL", "percentage": 60}, {"nationality_code": "AUS", "percentage": 40}]
FRONT = {"id": "f1", "name": "Northern Front", "nationality_distribution": NATIONS, "casualty_rate": 0.45}
MIX = {"Disease": 0.52, "Non-Battle Injury": 0.33, "Battle Injury": 0.15}
TEMPLATE: dict[str, Any] = {
    "name": "Baltic Defense",
    "description": "A template.",
    "total_patients": 1440,
    "front_configs": [FRONT, FRONT | {"id": "f2", "name": "South", "casualty_rate": 0.55}],
    "facility_configs": [{"id": "R1", "name": "Role 1", "capacity": 50, "kia_rate": 0.1, "rtd_rate": 0.2}],
    "injury_distribution": MIX,
    "version": 3,
    "parent_config_id": None,
    "id": "abc",
    "created_at": "2025-06-01T00:00:00",
    "updated_at": "2025-06-02T00:00:00",
}
INLINE: dict[str, Any] = {
    "name": "inline",
    "count": 500,
    "days_of_fighting": 5,
    "base_date": "2025-07-01",
    "warfare_types": {"conventional": True, "naval": True, "urban": False},
    "intensity": "extreme",
    "tempo": "surge",
    "special_events": {"major_offensive": True, "ambush": False, "mass_casualty": False},
    "environmental_conditions": {"fog": True, "rain": False},
    "injury_mix": {"Disease": 52, "Non-Battle Injury": 33, "Battle Injury": 15},
    "front_configs": [FRONT],
    "medical_simulation": {"enable": True},
    "advanced_overrides": {"evacuation": 1},
}
PRESET: dict[str, Any] = {
    "name": "CBRN Incident Response",
    "category": "cbrn",
    "difficulty": "extreme",
    "total_patients": 1500,
    "fronts": [{"name": "Impact Zone", "nationality_distribution": NATIONS, "casualty_rate": 1.0}],
    "injury_distribution": MIX,
    "warfare_type": "cbrn",
    "duration_days": 3,
    "triage_override": {"Disease": {"T1": 0.5, "T2": 0.35, "T3": 0.15}},
}


def notes(document: dict[str, Any]) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in converted(document)[1])


def problems(document: dict[str, Any]) -> list[str]:
    with pytest.raises(BadInput) as refused:
        scenario_from_document(document)
    return refused.value.lines()


@pytest.mark.parametrize(
    "document", [TEMPLATE, INLINE, PRESET, {"configuration": INLINE}], ids=["a", "b", "preset", "c"]
)
def test_all_shapes_of_the_original_are_recognised_and_load(document: dict[str, Any]) -> None:
    loaded = scenario_from_document(document)

    assert is_original(document)
    assert loaded.notes


def test_our_own_documents_are_not_taken_for_originals() -> None:
    assert not is_original(VALID)
    assert not is_original(VALID | {"warfare_type": "urban"})


def test_a_slip_in_our_own_document_is_not_converted_away() -> None:
    assert problems(VALID | {"warfare_type": "urban"}) == [
        "warfare_type is 'urban': no such field. Did you mean warfare_types?"
    ]


def test_a_template_becomes_a_scenario() -> None:
    scenario = scenario_from_document(TEMPLATE).scenario

    assert scenario.name == "baltic_defense"
    assert scenario.description == "Baltic Defense. A template."
    assert scenario.total_patients == 1440
    assert [(front.name, front.share) for front in scenario.fronts] == [
        ("northern_front", 0.45),
        ("south", 0.55),
    ]
    assert scenario.fronts[0].nations == {"POL": 60, "AUS": 40}
    assert scenario.injury_mix.disease == 0.52


def test_a_template_runs_what_the_original_shipped() -> None:
    scenario = scenario_from_document(TEMPLATE).scenario

    assert scenario.warfare_types == {"conventional": 1.0, "artillery": 1.2, "drone": 0.6}
    assert (scenario.intensity, scenario.tempo, scenario.days) == ("high", "sustained", 8)
    assert [event.type for event in scenario.special_events] == ["mass_casualty"]
    assert scenario.environment == ("night_operations",)


def test_an_inline_document_becomes_a_scenario() -> None:
    scenario = scenario_from_document(INLINE).scenario

    assert (scenario.total_patients, scenario.days, scenario.intensity, scenario.tempo) == (
        500,
        5,
        "extreme",
        "surge",
    )
    assert scenario.document()["start"] == "2025-07-01T00:00:00Z"
    assert scenario.warfare_types == {"conventional": 1.0, "naval": 0.9}
    assert [event.type for event in scenario.special_events] == ["major_offensive"]
    assert scenario.environment == ("fog",)


def test_a_preset_becomes_a_scenario() -> None:
    scenario = scenario_from_document(PRESET).scenario

    assert (scenario.days, scenario.intensity, scenario.warfare_types) == (3, "extreme", {"cbrn": 1.0})
    assert scenario.overrides.triage_weights == {"DISEASE": {"T1": 0.5, "T2": 0.35, "T3": 0.15}}
    assert scenario.special_events == ()


def test_percentages_and_shares_are_told_apart_by_their_sum() -> None:
    assert converted(INLINE)[0]["injury_mix"] == {"battle": 0.15, "non_battle": 0.33, "disease": 0.52}
    assert "read as percentages" in notes(INLINE)["injury_mix"]
    assert "read as shares" in notes(TEMPLATE)["injury_distribution"]


def test_a_mix_that_is_nearly_whole_is_scaled() -> None:
    mix = converted(TEMPLATE | {"injury_distribution": {"Disease": 0.5, "Battle Injury": 0.495}})[0][
        "injury_mix"
    ]

    assert sum(mix.values()) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("mix", [{"Disease": 5, "Battle Injury": 5}, {"Disease": 0.5}, {"Disease": 98.5}])
def test_a_mix_that_is_neither_is_refused(mix: dict[str, float]) -> None:
    lines = problems(TEMPLATE | {"injury_distribution": mix})

    assert len(lines) == 1
    assert "must add up to 1 (shares) or 100 (percentages)" in lines[0]


@pytest.mark.parametrize("key", ["facility_configs", "version", "id", "created_at", "updated_at"])
def test_dropped_keys_of_a_template_say_why(key: str) -> None:
    assert notes(TEMPLATE)[key].startswith("dropped, ")


@pytest.mark.parametrize("key", ["medical_simulation", "advanced_overrides"])
def test_dropped_keys_of_an_inline_document_say_why(key: str) -> None:
    assert notes(INLINE)[key].startswith("dropped, it had no effect there")


@pytest.mark.parametrize("key", ["warfare_type", "duration_days", "triage_override", "difficulty"])
def test_what_had_no_effect_there_and_has_one_here_is_said(key: str) -> None:
    assert "had no effect there" in notes(PRESET)[key]


def test_every_key_that_is_not_carried_over_as_it_is_has_a_line() -> None:
    carried = {"total_patients", "description", "parent_config_id", "front_configs"}

    assert set(TEMPLATE) - carried <= set(notes(TEMPLATE))


def test_no_fronts_means_the_three_static_ones_with_their_facilities() -> None:
    scenario = scenario_from_document(TEMPLATE | {"front_configs": []}).scenario

    assert [(front.name, front.share) for front in scenario.fronts] == [
        ("poland", 0.6),
        ("estonia", 0.3),
        ("finland", 0.1),
    ]
    assert [facility.count for facility in scenario.fronts[0].facilities] == [12, 3, 2, 1, 1]
    assert "had no effect there and have one here" in notes(TEMPLATE | {"front_configs": []})["front_configs"]


def test_rates_are_normalised_as_there() -> None:
    fronts = [FRONT | {"name": name, "casualty_rate": rate} for name, rate in (("a", 3), ("b", 1), ("c", 0))]
    scenario = scenario_from_document(TEMPLATE | {"front_configs": fronts}).scenario

    assert [(front.name, front.share) for front in scenario.fronts] == [("a", 0.75), ("b", 0.25)]


def test_fronts_without_rates_share_alike() -> None:
    fronts = [{"name": name, "nationality_distribution": NATIONS} for name in ("a", "b", "c")]
    scenario = scenario_from_document(TEMPLATE | {"front_configs": fronts}).scenario

    assert [front.share for front in scenario.fronts] == [1 / 3] * 3


def test_a_request_may_overrule_the_total() -> None:
    request = {"configuration": INLINE, "total_patients": 77, "output_formats": ["json"], "priority": "low"}

    assert scenario_from_document(request).scenario.total_patients == 77
    assert notes(request)["output_formats"].startswith("dropped, ")


def test_amphibious_becomes_naval() -> None:
    assert converted(PRESET | {"warfare_type": "amphibious"})[0]["warfare_types"] == {"naval": 1.0}


BAD = {
    "an unknown key": (
        TEMPLATE | {"casualty_mix": 1},
        "casualty_mix is 1: is no key of the original's documents",
    ),
    "an unknown type": (
        INLINE | {"warfare_types": {"urbn": True}},
        "warfare_types.urbn is true: no such name. Did you mean urban?",
    ),
    "a weight for a switch": (
        INLINE | {"warfare_types": {"urban": 1}},
        "must be a mapping of names to true or false.",
    ),
    "an unknown condition": (
        INLINE | {"environmental_conditions": {"snow": True}},
        "environmental_conditions.snow is true: no such name.",
    ),
    "an unknown injury": (
        TEMPLATE | {"injury_distribution": {"Foo": 1}},
        "injury_distribution.'Foo' is 1: no such injury type.",
    ),
    "an unknown nation": (
        TEMPLATE
        | {
            "front_configs": [
                FRONT | {"nationality_distribution": [{"nationality_code": "XXX", "percentage": 100}]}
            ]
        },
        "fronts[0].nations.XXX is 100.0: no such nation",
    ),
    "percentages of 80": (
        TEMPLATE
        | {
            "front_configs": [
                FRONT | {"nationality_distribution": [{"nationality_code": "POL", "percentage": 80}]}
            ]
        },
        "nationality_distribution is [{…}]: the percentages must add up to 100; they add up to 80.",
    ),
    "zero days": (INLINE | {"days_of_fighting": 0}, "days is 0: must be at least 1."),
    "an unknown intensity": (INLINE | {"intensity": "brutal"}, "intensity is 'brutal': must be one of"),
    "a date with a time": (
        INLINE | {"base_date": "2025-07-01T00:00"},
        "base_date is '2025-07-01T00:00': must be a date YYYY-MM-DD.",
    ),
    "a rate below zero": (
        TEMPLATE | {"front_configs": [FRONT | {"casualty_rate": -1}]},
        "front_configs[0].casualty_rate is -1",
    ),
    "a stored template": (
        {"configuration_id": "abc"},
        "configuration_id is 'abc': names a template stored in the original",
    ),
}


@pytest.mark.parametrize(("document", "said"), BAD.values(), ids=BAD.keys())
def test_what_the_original_let_pass_is_refused(document: dict[str, Any], said: str) -> None:
    lines = problems(document)

    assert len(lines) == 1
    assert said in lines[0]


def test_problems_of_an_original_document_are_listed_at_once() -> None:
    bad = INLINE | {"base_date": "soon", "intensity": "brutal", "injury_mix": {"Disease": 3}, "count": 0}

    assert [line.split(" is ")[0] for line in problems(bad)] == [
        "injury_mix",
        "base_date",
        "total_patients",
        "intensity",
    ]
