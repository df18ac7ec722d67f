"""Capacity is asked of the stays: each thing serves one use at a time, and there are no more than the scenario has."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from medgen_assets.simulation import occupancy

START = datetime(2026, 6, 1, tzinfo=UTC)
FACILITIES = pl.DataFrame(
    {"facility_id": ["hospital"], "beds": [3], "icu_beds": [1], "surge_beds": [0], "tables": [1]}
)
VEHICLES = pl.DataFrame({"vehicle_id": ["ambulance-1"], "litter": [1], "walking": [1]})

Stay = tuple[str, str, str | None, int, int, int]


def stays(*rows: Stay) -> pl.DataFrame:
    """Stays of kind, thing, facility and patient, from and to an hour."""
    return pl.DataFrame(
        [
            (kind, thing, facility, patient, START + timedelta(hours=begin), START + timedelta(hours=end))
            for kind, thing, facility, patient, begin, end in rows
        ],
        schema=["resource_kind", "resource_id", "facility_id", "patient_id", "from", "to"],
        schema_overrides={"facility_id": pl.String},
        orient="row",
    )


def bed(thing: str, patient: int, begin: int, end: int) -> Stay:
    return "bed", thing, "hospital", patient, begin, end


def ride(patient: int, begin: int, end: int) -> Stay:
    return "vehicle", "ambulance-1", None, patient, begin, end


def twice(*rows: Stay) -> list[int]:
    return occupancy.used_twice(occupancy.uses(stays(*rows))).to_list()


def beyond(*rows: Stay) -> list[int]:
    return occupancy.used_beyond(occupancy.uses(stays(*rows)), FACILITIES, VEHICLES).to_list()


def test_a_bed_may_be_taken_at_the_moment_it_is_left():
    assert twice(bed("bed-1", 1, 0, 5), bed("bed-1", 2, 5, 9), bed("bed-2", 3, 2, 7)) == []


def test_two_patients_in_one_bed_are_found():
    assert twice(bed("bed-1", 1, 0, 5), bed("bed-1", 2, 4, 9)) == [2]


def test_who_rides_together_is_one_use_of_the_vehicle():
    assert twice(ride(1, 0, 2), ride(2, 0, 2), ride(3, 2, 4)) == []


def test_a_vehicle_that_has_not_come_back_is_found():
    assert twice(ride(1, 0, 2), ride(2, 1, 3)) == [2]


def test_a_third_bed_where_there_are_two_besides_intensive_care_is_found():
    assert beyond(bed("bed-1", 1, 0, 5), bed("bed-2", 2, 0, 5)) == []
    assert beyond(bed("bed-1", 1, 0, 5), bed("bed-2", 2, 0, 5), bed("bed-3", 3, 0, 5)) == [1]


@pytest.mark.parametrize(
    "stay",
    [
        ("operating_table", "table-1", "tent", 1, 0, 2),
        ("vehicle", "taxi", None, 1, 0, 2),
    ],
)
def test_a_thing_that_nobody_has_is_found(stay: Stay):
    assert beyond(stay) == [1]


def test_a_third_casualty_in_a_vehicle_for_two_is_found():
    assert beyond(ride(1, 0, 2), ride(2, 0, 2)) == []
    assert beyond(ride(1, 0, 2), ride(2, 0, 2), ride(3, 0, 2)) == [1]


@pytest.mark.parametrize(
    "names", [pl.Categorical(), pl.Categorical(pl.Categories.random())], ids=["shared", "their_own"]
)
def test_categories_are_taken_as_names_are(names: pl.DataType):
    rows = stays(bed("bed-1", 1, 0, 5), bed("bed-1", 2, 4, 9), ride(3, 0, 2), ride(4, 0, 2), ride(5, 0, 2))
    numbered = rows.with_columns(pl.col("resource_kind", "resource_id", "facility_id").cast(names))
    used = occupancy.uses(numbered)

    assert occupancy.used_twice(used).to_list() == [2]
    assert occupancy.used_beyond(used, FACILITIES, VEHICLES).to_list() == [3]
