"""Beds and tables in use, and casualties waiting, at each facility, hour by hour, added up part by part."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.schemas.care import FacilityLoad
from medgen_assets.schemas.columns import declared, empty
from medgen_assets.simulation.care.facilities import facilities
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.journal import Journal
from medgen_assets.simulation.exercise import HOUR_SECONDS, Exercise, Seconds
from medgen_assets.simulation.names import Names

Ids = NDArray[np.int64]
Counts = NDArray[np.int32]
MOMENT_BITS, LATEST = 31, 2**31 - 1
"""Bits for a moment, so that row and moment are sorted as one number, in a third of the time of two."""
FACILITIES_AT_ONCE = 200
"""Facilities whose load is made together. Assumption: some 50,000 rows in an exercise of a month, a few megabytes."""


class Presence:
    """How many are present at each facility, by one way of being there: settled hours, and changes yet to come.

    A change is a coming (+1) or a going (-1), and waits as small integers (6 bytes up to 65,536 facilities). A moment
    is twice its second, and one more for those who come: who goes at the same second is before them. A settled hour in
    which anything changed at a facility is one row of four numbers, however many came and went.
    """

    def __init__(self, facility_count: int) -> None:
        self.kind = np.min_scalar_type(facility_count)
        self.rows: list[NDArray[Any]] = []
        self.moments: list[Counts] = []
        self.present = np.zeros(facility_count, dtype=np.int32)
        self.settled: list[Counts] = []
        self.hour = 0
        """The first that is not settled."""

    def add(self, row: Ids, seconds: Seconds, step: int) -> None:
        """Add one change per row number; raises ValueError if one is before what is settled."""
        if len(seconds) and seconds.min() < self.hour * HOUR_SECONDS:
            raise ValueError(f"Hour {seconds.min() // HOUR_SECONDS} is settled; nothing can be added to it.")
        self.rows.append(row.astype(self.kind))
        self.moments.append((seconds * 2 + (step > 0)).astype(np.int32))

    def waiting(self) -> int:
        """Changes that are not settled yet."""
        return sum(map(len, self.rows))

    def settle(self, hour: int) -> None:
        """Settle all hours before this one: nothing is added to them any more."""
        self.hour = max(self.hour, hour)
        row = np.concatenate([np.zeros(0, self.kind), *self.rows])
        moments = np.concatenate([np.zeros(0, np.int32), *self.moments])
        is_due = moments < 2 * HOUR_SECONDS * hour
        self.rows, self.moments = [row[~is_due]], [moments[~is_due]]
        changes = np.sort(row[is_due].astype(np.int64) << MOMENT_BITS | moments[is_due].astype(np.int64))
        if len(changes):
            self.settled.append(self.hours_of(changes))

    def hours_of(self, changes: Ids) -> Counts:
        """Facility, hour, most present and present at its end, of each hour with a change; changes are in order."""
        row, moments = changes >> MOMENT_BITS, changes & LATEST
        steps = (moments & 1) * 2 - 1
        begins = np.flatnonzero(np.append(True, row[1:] != row[:-1]))  # of each facility
        level = np.cumsum(steps)
        before = self.present[row[begins]] - (level[begins] - steps[begins])
        level += np.repeat(before, np.diff(np.append(begins, len(row))))
        hour = moments // (2 * HOUR_SECONDS)
        first = np.flatnonzero(np.append(True, (row[1:] != row[:-1]) | (hour[1:] != hour[:-1])))
        last = np.append(first[1:], len(row)) - 1
        most = np.maximum.reduceat(level, first)
        self.present[row[last]] = level[last]  # the last hour of a facility is written last
        return np.stack([row[first], hour[first], most, level[last]]).astype(np.int32)

    def most_by_hour(self, first: int, end: int, hours: int) -> Counts:
        """Most present at once within each hour at facilities first … end - 1; shape (facilities, hours).

        Who leaves at a second makes room for who comes at that second.
        """
        count = end - first
        at_end = np.zeros(count * hours, dtype=np.int32)
        changed = np.zeros(count * hours, dtype=bool)
        found = [piece[:, (piece[0] >= first) & (piece[0] < end)] for piece in self.settled]
        row, hour, most_there, last = np.concatenate([np.zeros((4, 0), np.int32), *found], axis=1)
        cell = (row.astype(np.int64) - first) * hours + hour
        at_end[cell], changed[cell] = last, True
        at_end = carried(at_end, changed)
        most = np.concatenate([[0], at_end[:-1]]).astype(np.int32)
        most[cell] = np.maximum(most[cell], most_there)
        return most.reshape(count, hours)


def carried(levels: NDArray[np.int32], known: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Carry each known level on to the hours without a change after it; every facility ends with nobody."""
    last_known = np.maximum.accumulate(np.where(known, np.arange(len(levels)), -1))
    return np.where(last_known >= 0, levels[last_known], 0).astype(np.int32)


class FacilityLoads:
    """Occupancy per facility and hour.

    Keeps some 40 bytes per casualty until the hours are settled, then what is left of those who are still in the chain.
    """

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.facilities = facilities(exercise)
        self.present = {kind: Presence(len(self.facilities)) for kind in ("beds", "tables", "queues")}

    def add(self, journal: Journal) -> None:
        """Count the stays, operations and waits of a part of the journal."""
        visits = dict(zip(layout.VISIT_FIELDS, journal.visits.T, strict=True))
        left, arrived = visits["left"], visits["arrived"]
        self.count("beds", visits, visits["bed_from"], left)
        self.count(
            "tables", visits, np.where(visits["table"] >= 0, visits["surgery_from"], -1), visits["surgery_to"]
        )
        self.count("queues", visits, arrived, until(visits["bed_from"], left))
        self.count("queues", visits, visits["table_wanted"], until(visits["surgery_from"], left))

    def count(self, kind: str, visits: dict[str, Ids], start: Seconds, end: Seconds) -> None:
        """Add the comings and goings of one kind, where there were any."""
        row = np.flatnonzero((start >= 0) & (end > start))
        self.present[kind].add(visits["facility"][row], start[row], 1)
        self.present[kind].add(visits["facility"][row], end[row], -1)

    def settle(self, second: int) -> None:
        """Nobody who is added from now on is anywhere before this second: add up the hours before it."""
        for present in self.present.values():
            present.settle(second // HOUR_SECONDS)

    def waiting(self) -> int:
        """Comings and goings that are not settled yet."""
        return sum(present.waiting() for present in self.present.values())

    def tables(self, at_once: int = FACILITIES_AT_ONCE) -> Iterator[pl.DataFrame]:
        """The load of each facility, from the first hour to the last in which anybody was there (FacilityLoad).

        One table for each so many facilities, in their order. Nothing can be added afterwards.
        """
        self.settle(self.exercise.end_seconds + HOUR_SECONDS)
        for first in range(0, len(self.facilities), at_once):
            yield self.table(first, min(first + at_once, len(self.facilities)))

    def table(self, first: int, end: int) -> pl.DataFrame:
        """The load of facilities first … end - 1."""
        hours = self.exercise.end_seconds // HOUR_SECONDS + 1
        count = end - first
        beds, tables, queues = (
            self.present[kind].most_by_hour(first, end, hours) for kind in ("beds", "tables", "queues")
        )
        lengths = np.maximum(last_busy_hour(beds), last_busy_hour(queues))
        row = np.repeat(np.arange(count), lengths)
        hour = np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        if not len(row):
            return empty(FacilityLoad)
        return (
            self.places[first + row]
            .select(
                "facility_id",
                "front",
                "role",
                self.exercise.instants("hour", hour * HOUR_SECONDS).dt.truncate("1h"),
                "beds",
                pl.Series("beds_in_use_max", beds[row, hour].astype(np.int64)),
                "tables",
                pl.Series("tables_in_use_max", tables[row, hour].astype(np.int64)),
                pl.Series("queue_max", queues[row, hour].astype(np.int64)),
            )
            .pipe(declared(FacilityLoad))
        )

    @cached_property
    def places(self) -> pl.DataFrame:
        """What is written down of each facility; its many rows hold the number of a name, not the name."""
        named = [
            self.facilities[name].cast(Names.of(self.facilities[name].to_list()).kind)
            for name in ("facility_id", "front", "role")
        ]
        return pl.DataFrame(named).hstack(
            self.facilities.select(pl.col("beds") + pl.col("surge_beds"), "tables")
        )


def until(got: Seconds, left: Seconds) -> Seconds:
    """End of a wait: what was waited for, or leaving without it."""
    return np.where(got >= 0, got, left)


def last_busy_hour(most: NDArray[np.int32]) -> Ids:
    """Number of hours up to and with the last in which anybody was there, by facility."""
    busy = most > 0
    from_end = np.argmax(busy[:, ::-1], axis=1)
    return np.where(busy.any(axis=1), most.shape[1] - from_end, 0)
