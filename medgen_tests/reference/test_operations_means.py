"""A front without a list of facilities and vehicles gets ones that grow with its load."""

from itertools import pairwise

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.reference.operations import (
    FacilityDefault,
    VehicleDefault,
    facility_defaults,
    vehicle_defaults,
)
from medgen_assets.vocabulary import Role, VehicleKind

LOADS = (
    0.0,
    0.1,
    1.0,
    4.9,
    5.0,
    6.7,
    9.0,
    18.0,
    53.9,
    54.0,
    107.9,
    108.0,
    108.1,
    140.0,
    1e3,
    2160.0,
    2161.0,
    1e5,
    1e8,
)
ANCHOR = 108.0


def facilities(load: float) -> dict[Role, FacilityDefault]:
    """Default facilities by role."""
    return {row["role"]: row for row in facility_defaults(load)}


def vehicles(load: float) -> dict[VehicleKind, VehicleDefault]:
    """Default vehicles by kind."""
    return {row["kind"]: row for row in vehicle_defaults(load)}


def beds(load: float, role: Role) -> int:
    """All beds of a role."""
    row = facilities(load).get(role)
    return row["count"] * (row["beds"] or 0) if row else 0


def test_the_anchor_load_gets_the_facilities_of_the_anchor_front() -> None:
    counts = {role: (row["count"], row["beds"], row["tables"]) for role, row in facilities(ANCHOR).items()}

    assert counts == {
        Role.ROLE_1: (12, 10, 0),
        Role.ROLE_2: (3, 50, 2),
        Role.CSU: (2, 35, 0),
        Role.ROLE_3: (1, 200, 8),
        Role.ROLE_4: (1, None, 0),
    }


def test_the_anchor_load_gets_the_vehicles_of_the_anchor_front() -> None:
    counts = {kind: row["count"] for kind, row in vehicles(ANCHOR).items()}

    assert counts == {
        VehicleKind.GROUND_AMBULANCE: 40,
        VehicleKind.HELICOPTER: 2,
        VehicleKind.BUS: 5,
        VehicleKind.STRATEGIC_AIRCRAFT: 2,
    }


@pytest.mark.parametrize("load", LOADS)
def test_every_front_has_first_aid_surgery_and_a_way_home(load: float) -> None:
    assert {Role.ROLE_1, Role.ROLE_2, Role.CSU, Role.ROLE_4} <= set(facilities(load))


@pytest.mark.parametrize("load", [load for load in LOADS if load >= 5])
def test_all_but_a_tiny_front_have_a_theatre_hospital(load: float) -> None:
    assert Role.ROLE_3 in facilities(load)


@pytest.mark.parametrize("role", [Role.ROLE_1, Role.ROLE_2, Role.CSU, Role.ROLE_3])
def test_more_casualties_never_get_fewer_beds(role: Role) -> None:
    totals = [beds(load, role) for load in LOADS]

    assert all(fewer <= more for fewer, more in pairwise(totals))


@pytest.mark.parametrize("role", [Role.ROLE_2, Role.ROLE_3])
@pytest.mark.parametrize("what", ["tables", "icu_beds", "ventilators", "surgical_teams"])
def test_more_casualties_never_get_less_surgery(role: Role, what: str) -> None:
    rows = [facilities(load).get(role) for load in LOADS]
    totals = [row["count"] * row[what] if row else 0 for row in rows]  # type: ignore[literal-required]

    assert all(fewer <= more for fewer, more in pairwise(totals))


@pytest.mark.parametrize("kind", VehicleKind)
def test_more_casualties_never_get_fewer_seats(kind: VehicleKind) -> None:
    rows = [vehicles(load)[kind] for load in LOADS]
    totals = [row["count"] * (row["litter"] + row["walking"]) for row in rows]

    assert all(fewer <= more for fewer, more in pairwise(totals))


@pytest.mark.parametrize("load", LOADS)
def test_intensive_care_is_part_of_the_beds_and_every_table_has_a_team(load: float) -> None:
    surgical = [row for row in facility_defaults(load) if row["tables"]]

    assert all(
        row["icu_beds"] <= (row["beds"] or 0) and row["surgical_teams"] >= row["tables"] for row in surgical
    )


@pytest.mark.parametrize("load", LOADS)
def test_no_load_makes_the_table_of_facilities_long(load: float) -> None:
    rows = sum(row["count"] for row in facility_defaults(load))

    assert rows <= 1000


@pytest.mark.parametrize("load", LOADS)
def test_there_are_never_many_more_vehicles_than_two_for_five_casualties_a_day(load: float) -> None:
    rows = sum(row["count"] for row in vehicle_defaults(load))

    assert rows <= min(300_000, 6 + load * 0.46)


@pytest.mark.parametrize("load", [load for load in LOADS if ANCHOR <= load <= 6000 * ANCHOR])
def test_more_casualties_get_more_vehicles_of_the_same_size(load: float) -> None:
    ambulance, anchor = (vehicles(each)[VehicleKind.GROUND_AMBULANCE] for each in (load, ANCHOR))

    assert abs(ambulance["count"] / anchor["count"] - load / ANCHOR) <= 0.5
    assert (ambulance["litter"], ambulance["walking"]) == (anchor["litter"], anchor["walking"])


def test_an_ambulance_carries_two_litters_and_a_bus_none() -> None:
    of_kind = vehicles(ANCHOR)

    assert of_kind[VehicleKind.GROUND_AMBULANCE]["litter"] == 2
    assert of_kind[VehicleKind.BUS]["litter"] == 0


def test_a_helicopter_is_faster_than_an_ambulance_and_that_than_a_bus() -> None:
    of_kind = vehicles(ANCHOR)
    kinds = (
        VehicleKind.BUS,
        VehicleKind.GROUND_AMBULANCE,
        VehicleKind.HELICOPTER,
        VehicleKind.STRATEGIC_AIRCRAFT,
    )
    speeds = [of_kind[kind]["speed_kmh"] for kind in kinds]

    assert speeds == [50.0, 60.0, 150.0, 400.0]


@pytest.mark.parametrize("load", [-1.0, float("nan"), float("inf")])
def test_a_load_that_is_no_number_of_casualties_is_refused(load: float) -> None:
    with pytest.raises(BadInput, match="casualties_per_day"):
        facility_defaults(load)


def test_only_role_four_is_without_limit() -> None:
    unlimited = [row["role"] for row in facility_defaults(ANCHOR) if row["beds"] is None]

    assert unlimited == [Role.ROLE_4]
