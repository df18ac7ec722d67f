"""The load of a facility is what its visits add up to."""

import polars as pl

from medgen_assets.simulation import engine
from medgen_tests.simulation.exercises import exercise, shared, tables


def load(chunk: int) -> pl.DataFrame:
    """The facility load of the shared exercise, added up in chunks."""
    loads = engine.FacilityLoads(exercise())
    visits = shared()["visits"]
    for first, end in engine.stretches(0, 2000, chunk):
        loads.add(visits.filter(pl.col("patient_id").is_between(first, end - 1)))
    return loads.table()


def most_at_once(stays: pl.DataFrame, start: str, end: str) -> int:
    """Most stays open at once, counted stay by stay."""
    changes = sorted(
        [(at, 1) for at in stays[start].drop_nulls()] + [(at, -1) for at in stays[end].drop_nulls()]
    )
    most = present = 0
    for _, step in changes:
        present += step
        most = max(most, present)
    return most


def test_the_highest_load_of_each_facility_is_the_most_stays_open_at_once():
    highest = dict(load(2000).group_by("facility_id").agg(pl.col("beds_in_use_max").max()).rows())
    visits = shared()["visits"].filter(pl.col("arrived_at").is_not_null())

    assert highest == {
        str(name): most_at_once(stays, "arrived_at", "left_at")
        for (name,), stays in visits.group_by("facility_id")
    }


def test_the_highest_number_of_tables_in_use_is_the_most_operations_at_once():
    highest = int(load(2000)["tables_in_use_max"].max() or 0)
    visits = shared()["visits"].filter(pl.col("surgery_from").is_not_null())

    assert highest == max(
        most_at_once(stays, "surgery_from", "surgery_to") for _, stays in visits.group_by("facility_id")
    )


def test_the_load_does_not_depend_on_how_visits_are_cut():
    assert load(2000).equals(load(333))


def test_an_hour_between_two_changes_keeps_its_patients():
    one = tables(exercise(total_patients=1, seed=3))["visits"].filter(pl.col("arrived_at").is_not_null())
    loads = engine.FacilityLoads(exercise(total_patients=1, seed=3))
    loads.add(one)
    hours = loads.table().filter(pl.col("beds_in_use_max") > 0).height
    stayed = (
        one["left_at"].dt.truncate("1h") - one["arrived_at"].dt.truncate("1h")
    ).dt.total_hours().sum() + len(one)

    assert abs(hours - stayed) <= len(one)
