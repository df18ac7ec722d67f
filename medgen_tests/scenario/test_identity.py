"""A scenario is known by its content: defaults filled, seed and total included, nothing else."""

import pickle
import random
from typing import Any

import pytest
from pydantic import ValidationError

from medgen_assets.errors import BadInput
from medgen_assets.reference import operations
from medgen_assets.scenario.loading import preset, preset_names, scenario_from_text
from medgen_assets.scenario.model import Scenario
from medgen_assets.vocabulary import Intensity, Role, VehicleKind, WarfareType
from medgen_tests.scenario.documents import NORTH, SOUTH, document, north, scenario

ROLE_1 = {"role": "ROLE_1", "count": 12, "beds": 10}


def key_of(**changes: Any) -> str:
    return scenario(**({"seed": 1} | changes)).fingerprint


def of(bad: dict[str, Any]) -> Scenario:
    return Scenario.model_validate(bad)


def test_the_same_document_has_the_same_fingerprint() -> None:
    assert key_of() == key_of()


def test_the_order_of_keys_does_not_matter() -> None:
    shuffled = dict(reversed(document(seed=1).items()))

    assert of(shuffled).fingerprint == key_of()


def test_a_default_written_out_does_not_matter() -> None:
    assert key_of(tempo="sustained", follow_up_days=30, seed=1) == key_of()


def test_a_resolved_scenario_has_the_fingerprint_of_its_document() -> None:
    assert scenario(seed=1).resolved().fingerprint == key_of()


@pytest.mark.parametrize(
    "change",
    [
        {"seed": 2},
        {"total_patients": 1001},
        {"name": "other"},
        {"start": "2026-06-01T03:00:00+03:00"},
        {"warfare_types": {"conventional": 2}},
        {"special_events": [{"type": "ambush"}]},
        {"evacuation_policy": {"role_1_days": 2}},
        {"overrides": {"mass_casualty_share": {"conventional": 0.5}}},
        {"fronts": [NORTH, SOUTH | {"nations": {"POL": 99, "DEU": 1}}]},
    ],
)
def test_every_change_changes_the_fingerprint(change: dict[str, Any]) -> None:
    assert key_of(**change) != key_of()


def test_the_partition_key_is_the_name_and_twelve_digits() -> None:
    keyed = scenario(seed=1)

    assert keyed.partition_key == f"baltic_winter@{keyed.fingerprint[:12]}"


def test_a_scenario_without_a_seed_has_no_identity() -> None:
    with pytest.raises(BadInput, match="a scenario has its identity only with a seed"):
        _ = scenario().fingerprint


def test_a_seed_is_set_once_drawn() -> None:
    assert scenario().with_seed(42).seed == 42


def test_a_seed_out_of_range_is_refused() -> None:
    with pytest.raises(BadInput, match="seed is -1"):
        scenario().with_seed(-1)


def test_another_total_scales_the_facilities() -> None:
    larger = scenario().with_total_patients(100_000).resolved()

    assert larger.fronts[0].facilities[0].count > scenario().resolved().fronts[0].facilities[0].count


@pytest.mark.parametrize("total", [1, 999, 1_000_000_000])
@pytest.mark.parametrize("days", [4, 365])
def test_any_size_resolves_and_reads_back(total: int, days: int) -> None:
    resolved = scenario(total_patients=total, days=days).resolved()

    assert scenario_from_text(resolved.to_yaml()).scenario == resolved


def test_a_scenario_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        scenario().seed = 5


def test_a_resolved_scenario_is_resolved_already() -> None:
    resolved = scenario().resolved()

    assert resolved.resolved() == resolved


def test_resolving_fills_everything_that_depends_on_other_fields() -> None:
    front = scenario().resolved().fronts[0]

    assert [facility.role for facility in front.facilities] == [
        Role.ROLE_1,
        Role.ROLE_2,
        Role.CSU,
        Role.ROLE_3,
        Role.ROLE_4,
    ]
    assert [vehicle.kind for vehicle in front.vehicles] == list(VehicleKind)
    assert front.distances_km is not None
    assert scenario().resolved().daily_rate_cv is not None


def test_daily_variation_follows_intensity() -> None:
    effects = operations.intensity_effects()

    assert scenario(intensity="extreme").resolved().daily_rate_cv == effects[Intensity.EXTREME].daily_cv


def test_listed_facilities_are_all_there_are_but_for_home() -> None:
    front = of(north(facilities=[ROLE_1])).resolved().fronts[0]

    assert [(facility.role, facility.count, facility.beds) for facility in front.facilities] == [
        (Role.ROLE_1, 12, 10),
        (Role.ROLE_4, 1, None),
    ]


def test_listed_vehicles_are_all_there_are_but_for_home() -> None:
    vehicles = of(north(vehicles=[{"kind": "bus", "count": 3}])).resolved().fronts[0].vehicles

    assert vehicles[0].count == 3
    assert [vehicle.kind for vehicle in vehicles] == [VehicleKind.BUS, VehicleKind.STRATEGIC_AIRCRAFT]


def test_a_vehicle_has_the_usual_load_of_its_kind() -> None:
    bus = of(north(vehicles=[{"kind": "bus", "count": 3}])).fronts[0].vehicles[0]

    assert (bus.litter, bus.walking, bus.speed_kmh) == (0, 30, 50.0)


def test_there_is_a_surgical_team_per_table() -> None:
    facility = of(north(facilities=[ROLE_1 | {"tables": 3}])).fronts[0].facilities[0]

    assert facility.surgical_teams == 3


def test_a_leg_left_out_has_the_usual_length() -> None:
    distances = of(north(distances_km={"poi_to_role_1": 9})).fronts[0].distances_km

    assert distances is not None
    assert (distances.poi_to_role_1, distances.role_1_to_role_2) == (9.0, 20.0)


def test_overridden_transitions_are_completed_from_the_reference() -> None:
    row = {"from_role": "ROLE_1", "triage": "T3", "to": "RTD", "probability": 1}
    rows = scenario(overrides={"care_transitions": [row]}).resolved().overrides.care_transitions

    assert rows is not None
    assert [(r.to, r.probability) for r in rows if (r.from_role, r.triage) == ("ROLE_1", "T3")] == [
        ("RTD", 1.0)
    ]
    assert len({(r.from_role, r.triage) for r in rows}) == 20


def test_overridden_stays_are_completed_from_the_reference() -> None:
    row = {"role": "ROLE_1", "triage": "T3", "shortest": 1, "longest": 2}
    rows = scenario(overrides={"stay_hours": [row]}).resolved().overrides.stay_hours

    assert rows is not None
    assert len(rows) == len(operations.evacuation_times().stay_hours)
    assert (rows[0].shortest, rows[0].longest) == (1.0, 2.0)


@pytest.mark.parametrize("name", preset_names())
def test_a_resolved_preset_reads_back_from_yaml(name: str) -> None:
    resolved = preset(name).with_seed(7).resolved()
    again = scenario_from_text(resolved.to_yaml()).scenario

    assert again == resolved
    assert again.fingerprint == resolved.fingerprint
    assert again.to_yaml() == resolved.to_yaml()


@pytest.mark.parametrize("name", preset_names())
def test_a_preset_reads_back_from_json_and_pickle(name: str) -> None:
    seeded = preset(name).with_seed(7)

    assert Scenario.model_validate_json(seeded.model_dump_json()) == seeded
    assert pickle.loads(pickle.dumps(seeded)) == seeded  # noqa: S301 - our own bytes


TRICKY = [
    "NO",
    "true",
    "1e3",
    "0o17",
    "010",
    "1_000",
    "~",
    "",
    "- a",
    "a: b",
    "'",
    '"',
    "#",
    " x ",
    "é\n\tü",
    "2026-06-01",
]


@pytest.mark.parametrize("text", TRICKY)
def test_text_that_looks_like_something_else_reads_back_as_text(text: str) -> None:
    written = scenario(description=text).to_yaml()

    assert scenario_from_text(written).scenario.description == text


def test_any_text_reads_back_as_itself() -> None:
    dice = random.Random(1)
    alphabet = "abc \t\n:-#'\"{}[],&*!|>%@`\\/~0159.eE+éß漢𝄞\u00a0\u2028"
    letters = [char for char in alphabet if char.isprintable() or char in "\n\t"]
    texts = ["".join(dice.choices(letters, k=dice.randrange(1, 30))) for _ in range(100)]

    assert [
        scenario_from_text(scenario(description=text).to_yaml()).scenario.description for text in texts
    ] == texts


def test_any_share_reads_back_as_itself() -> None:
    dice = random.Random(2)
    weights = [dice.random() * 10 ** dice.randrange(-12, 8) for _ in range(100)]

    written = [scenario(warfare_types={"urban": weight}).to_yaml() for weight in weights]

    assert [scenario_from_text(text).scenario.warfare_types[WarfareType.URBAN] for text in written] == weights
