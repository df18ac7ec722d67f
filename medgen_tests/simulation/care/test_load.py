"""The load of a facility is what its visits add up to."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from medgen_assets.simulation import engine
from medgen_assets.simulation.care.passage import injury_seconds
from medgen_tests.simulation.exercises import exercise, shared


@cache
def journal() -> engine.Journal:
    """What happened in the shared exercise."""
    return engine.journal_of(exercise(), engine.casualty_events(exercise()))


def loads(chunk: int) -> engine.FacilityLoads:
    """The loads of the shared exercise, added up in chunks."""
    added = engine.FacilityLoads(exercise())
    for first, end in engine.stretches(0, 2000, chunk):
        added.add(journal().of(first, end))
    return added


def load(chunk: int, facilities_at_once: int = 5) -> pl.DataFrame:
    """The facility load of the shared exercise, taken out some facilities at a time."""
    return pl.concat(loads(chunk).tables(facilities_at_once))


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
    visits = shared()["visits"].filter(pl.col("bed_from").is_not_null())

    assert highest == {
        str(name): most_at_once(stays, "bed_from", "left_at")
        for (name,), stays in visits.group_by("facility_id")
    }


def test_the_highest_number_of_tables_in_use_is_the_most_operations_at_once():
    highest = int(load(2000)["tables_in_use_max"].max() or 0)
    at_home = pl.col("role") == "ROLE_4"  # where tables are taken as given
    visits = shared()["visits"].filter(pl.col("surgery_from").is_not_null() & ~at_home)

    assert highest == max(
        most_at_once(stays, "surgery_from", "surgery_to") for _, stays in visits.group_by("facility_id")
    )


def test_the_load_does_not_depend_on_how_visits_are_cut():
    assert load(2000).equals(load(333))


def test_the_longest_queue_is_the_most_who_waited_at_once():
    visits = shared()["visits"]
    got = pl.coalesce("surgery_from", "left_at")
    waited = visits.filter(pl.col("table_wanted_at").is_not_null()).select(
        "facility_id", start="table_wanted_at", end=got
    )
    longest = max(
        most_at_once(stays.filter(pl.col("end") > pl.col("start")), "start", "end")
        for _, stays in waited.group_by("facility_id")
    )

    assert int(load(2000)["queue_max"].max() or 0) == longest > 0


def test_the_load_does_not_depend_on_how_many_facilities_are_taken_at_once():
    assert load(2000, facilities_at_once=1).equals(load(2000, facilities_at_once=1000))


def settled_as_they_come(chunk: int) -> tuple[engine.FacilityLoads, list[int]]:
    """The loads of the shared exercise, settled up to the next injury after each chunk, and the changes that wait."""
    asked = exercise()
    injured = injury_seconds(asked, engine.casualty_events(asked), np.arange(2000))
    added, waiting = engine.FacilityLoads(asked), []
    for first, end in engine.stretches(0, 2000, chunk):
        added.add(journal().of(first, end))
        added.settle(int(injured[end]) if end < len(injured) else 0)
        waiting.append(added.waiting())
    return added, waiting


@pytest.mark.parametrize("chunk", [50, 333])
def test_hours_that_are_settled_as_casualties_come_give_the_same_load(chunk: int):
    assert pl.concat(settled_as_they_come(chunk)[0].tables()).equals(load(2000))


def test_what_is_settled_waits_no_longer():
    everything, (_, waiting) = loads(2000).waiting(), settled_as_they_come(50)

    assert max(waiting) < everything / 3


def test_nothing_can_be_added_to_an_hour_that_is_settled():
    added = engine.FacilityLoads(exercise())
    added.add(journal().of(1000, 2000))
    added.settle(exercise().end_seconds)

    with pytest.raises(ValueError, match="is settled"):
        added.add(journal().of(0, 1000))
