"""Each of the means, and each burden, moves lives in its direction: the same casualties, one thing changed, two seeds.

Beside plenty of everything one thing is as good as gone, so that lives must hang on it; `test_laws` asks that no step
on the way there goes against the direction.
"""

from functools import cache
from typing import Any

import pytest

from medgen_tests.simulation.care.test_laws import CROWDED, PLENTY, deaths

SEEDS = (1, 2)
HOSPITALS = ("ROLE_1", "ROLE_2", "ROLE_3")
THEATRES = ("ROLE_2", "ROLE_3")


def without(roles: tuple[str, ...], **means: Any) -> dict[str, Any]:
    """Plenty of everything, but at some roles hardly any of some means."""
    rows = [row | (means if row["role"] in roles else {}) for row in PLENTY[0]["facilities"]]
    return {"fronts": [PLENTY[0] | {"facilities": rows}]}


def with_ambulances(count: int) -> dict[str, Any]:
    """Plenty of everything, but so many ambulances and no helicopters."""
    vehicles = [{"kind": "ground_ambulance", "count": count}, {"kind": "strategic_aircraft", "count": 2000}]
    return {"fronts": [PLENTY[0] | {"vehicles": vehicles}]}


def at(**distances_km: float) -> dict[str, Any]:
    """Plenty of everything, at some distances."""
    return {"fronts": [PLENTY[0] | {"distances_km": distances_km}]}


ALL: dict[str, Any] = {"fronts": PLENTY}
BETTER_AND_WORSE: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "ambulances": (with_ambulances(300), with_ambulances(2)),
    "beds": (ALL, without(HOSPITALS, beds=4, icu_beds=0, ventilators=0)),
    "tables": (ALL, without(THEATRES, tables=0)),
    "surgical teams": (ALL, without(THEATRES, tables=1, surgical_teams=1)),
    "intensive care": (ALL, without(THEATRES, icu_beds=0, ventilators=0)),
    "blood": (ALL, without(HOSPITALS, blood={"whole_blood": 0})),
    "distances": (
        at(poi_to_role_1=3, role_1_to_role_2=10),
        at(poi_to_role_1=60, role_1_to_role_2=150),
    ),
    "weather": (ALL, ALL | {"environment": ["storm", "mountainous_terrain"]}),
    "casualties per day": ({"fronts": CROWDED, "days": 20}, {"fronts": CROWDED, "days": 2}),
}


@cache
def died(name: str, *, is_worse: bool) -> int:
    """Deaths of both seeds together."""
    return sum(deaths(**BETTER_AND_WORSE[name][is_worse], seed=seed) for seed in SEEDS)


@pytest.mark.parametrize("name", BETTER_AND_WORSE)
def test_lives_hang_on_each_of_the_means_and_on_each_burden(name: str):
    assert died(name, is_worse=True) > died(name, is_worse=False)
