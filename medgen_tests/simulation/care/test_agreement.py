"""What events tell of beds, tables and vehicles is what the stays tell: two tables, two ways there, one truth."""

from functools import cache

import polars as pl
import pytest

from medgen_tests.simulation.care.test_laws import crowded

LEAVES = ["departure", "pickup", "rtd", "death", "end_of_exercise"]
HOME = pl.col("facility_id").str.contains("role-4")
KEYS = ["patient_id", "facility_id", "from", "to"]


def events() -> pl.DataFrame:
    """All events of the crowded exercise, names as text."""
    return crowded()["events"].with_columns(pl.col("kind", "facility_id", "vehicle_id").cast(pl.String))


def stays(*kinds: str) -> pl.DataFrame:
    """The stays of some kinds of things, names as text."""
    rows = crowded()["resource_stays"].with_columns(
        pl.col("resource_kind", "facility_id", "resource_id").cast(pl.String)
    )
    return rows.filter(pl.col("resource_kind").is_in(kinds))


def spans(begin: str, ends: list[str]) -> pl.DataFrame:
    """From each event of one kind to the next of some others of the same patient, in theatre."""
    told = events().filter(pl.col("kind").is_in([begin, *ends])).sort("patient_id", "event_no")
    until = told.with_columns(to=pl.col("at").shift(-1).over("patient_id"))
    begun = until.filter((pl.col("kind") == begin) & ~HOME)
    return begun.select("patient_id", "facility_id", pl.col("at").alias("from"), "to").sort(KEYS)


@cache
def lying() -> pl.DataFrame:
    """Who lies where from when until when, by the events."""
    return spans("bed", LEAVES)


def most_at_once(rows: pl.DataFrame) -> dict[str, int]:
    """Most spans open at once by facility; who leaves does so before who comes."""
    steps = pl.concat(
        [
            rows.select("facility_id", at="from", step=pl.lit(1)),
            rows.select("facility_id", at="to", step=pl.lit(-1)),
        ]
    ).sort("facility_id", "at", "step")
    present = steps.with_columns(present=pl.col("step").cum_sum().over("facility_id"))
    return dict(present.group_by("facility_id").agg(pl.col("present").max()).rows())


def test_beds_are_given_and_left_in_the_events_when_they_are_in_the_stays():
    in_beds = stays("bed", "icu_bed", "surge_bed").select(KEYS).sort(KEYS)

    assert len(lying()) > 1_000
    assert lying().equals(in_beds)


def test_operations_begin_and_end_in_the_events_when_they_do_in_the_stays():
    cut = spans("surgery_start", ["surgery_end", "death"])
    at_tables = stays("operating_table").select(KEYS).sort(KEYS)

    assert len(cut) > 100
    assert cut.equals(at_tables)


def test_every_ride_of_the_events_lies_in_a_stay_of_its_vehicle_and_begins_with_it():
    rides = events().filter(
        pl.col("kind").is_in(["pickup", "departure"]) & pl.col("vehicle_id").is_not_null()
    )
    left = rides.select("patient_id", "at", resource_id="vehicle_id").sort(pl.all())
    used = stays("vehicle").select("patient_id", "resource_id", at="from").select(left.columns).sort(pl.all())

    assert len(left) > 1_000
    assert left.equals(used)


def test_nobody_arrives_by_a_vehicle_that_is_back_already():
    arrived = events().filter((pl.col("kind") == "arrival") & pl.col("vehicle_id").is_not_null())
    used = stays("vehicle").select("patient_id", "from", "to", vehicle_id="resource_id")
    aboard = arrived.join(used, on=["patient_id", "vehicle_id"]).filter(pl.col("at").is_between("from", "to"))

    assert aboard.select("patient_id", "event_no").n_unique() == len(arrived)


@pytest.mark.parametrize(("begin", "ends", "means"), [
    ("bed", LEAVES, "beds"),
    ("surgery_start", ["surgery_end", "death"], "tables"),
])  # fmt: skip
def test_by_the_events_no_more_is_used_than_there_is_and_all_of_it_is_at_times(
    begin: str, ends: list[str], means: str
):
    given = dict(
        crowded()["facilities"].select(pl.col("facility_id").cast(pl.String), means).drop_nulls().rows()
    )
    used = most_at_once(spans(begin, ends))

    assert all(count <= given[facility] for facility, count in used.items())
    assert any(count == given[facility] for facility, count in used.items())
