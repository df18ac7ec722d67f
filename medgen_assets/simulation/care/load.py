"""Beds and tables in use, and casualties waiting, at each facility, hour by hour, added up part by part."""

from collections.abc import Iterator
from dataclasses import dataclass, field
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
MOMENT_BITS, LATEST = 31, 2**31 - 1
"""Bits for a moment, so that row and moment are sorted as one number, in a third of the time of two."""
FACILITIES_AT_ONCE = 200
"""Facilities whose load is made together. Assumption: some 50,000 rows in an exercise of a month, a few megabytes."""


CHANGES_AT_ONCE = 600_000
"""Changes put in order together. Measured: those of a million casualties in one piece took 90 MB more."""


@dataclass
class Changes:
    """Comings (+1) and goings (-1) of one kind, gathered in small integers (6 bytes each up to 65,536 facilities).

    A moment is twice its second, and one more for those who come: who goes at the same second is before them.
    """

    kind: np.dtype[Any] = field(default_factory=lambda: np.dtype(np.int32))
    rows: list[NDArray[Any]] = field(default_factory=list)
    moments: list[NDArray[np.int32]] = field(default_factory=list)

    def add(self, row: Ids, seconds: Seconds, step: int) -> None:
        """Add one change per row number."""
        self.rows.append(row.astype(self.kind))
        self.moments.append((seconds * 2 + (step > 0)).astype(np.int32))

    def of(self, first: int, end: int) -> "Changes":
        """Those of facilities first … end - 1, numbered from 0."""
        found = Changes(self.kind)
        for row, moments in zip(self.rows, self.moments, strict=True):
            here = (row >= first) & (row < end)
            found.rows.append(row[here] - first)
            found.moments.append(moments[here])
        return found

    def of_each(self, facility_count: int) -> Ids:
        """How many there are at each facility."""
        counts = np.zeros(facility_count, np.int64)
        for row in self.rows:
            counts += np.bincount(row, minlength=facility_count)
        return counts

    def most_by_hour(self, facility_count: int, hours: int) -> NDArray[np.int32]:
        """Most present at once within each hour; shape (facilities, hours).

        Who leaves at a second makes room for who comes at that second.
        """
        if not any(len(row) for row in self.rows):
            return np.zeros((facility_count, hours), dtype=np.int32)
        pieces = zip(self.rows, self.moments, strict=True)
        changes = np.sort(np.concatenate([row.astype(np.int64) << MOMENT_BITS | at for row, at in pieces]))
        row, moments = changes >> MOMENT_BITS, (changes & LATEST).astype(np.int32)
        hour = moments // (2 * HOUR_SECONDS)
        present = np.cumsum((moments & 1) * 2 - 1, dtype=np.int32)
        cell: Ids = row * hours + hour
        last_of_cell = np.append(cell[1:] != cell[:-1], True)
        at_end = np.zeros(facility_count * hours, dtype=np.int32)
        at_end[cell[last_of_cell]] = present[last_of_cell]
        changed = np.zeros(facility_count * hours, dtype=bool)
        changed[cell] = True
        at_end = carried(at_end, changed)
        most = np.concatenate([[0], at_end[:-1]]).astype(np.int32)
        np.maximum.at(most, cell, present)
        return most.reshape(facility_count, hours)


def carried(levels: NDArray[np.int32], known: NDArray[np.bool_]) -> NDArray[np.int32]:
    """Carry each known level on to the hours without a change after it; every facility ends with nobody."""
    last_known = np.maximum.accumulate(np.where(known, np.arange(len(levels)), -1))
    return np.where(last_known >= 0, levels[last_known], 0).astype(np.int32)


class FacilityLoads:
    """Occupancy per facility and hour; keeps some 40 bytes per casualty until it is asked for the tables."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.facilities = facilities(exercise)
        kind = np.min_scalar_type(len(self.facilities))
        self.changes = {"beds": Changes(kind), "tables": Changes(kind), "queues": Changes(kind)}

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
        self.changes[kind].add(visits["facility"][row], start[row], 1)
        self.changes[kind].add(visits["facility"][row], end[row], -1)

    def tables(self, at_once: int = FACILITIES_AT_ONCE) -> Iterator[pl.DataFrame]:
        """The load of each facility, from the first hour to the last in which anybody was there (FacilityLoad).

        One table for each so many facilities, or so many changes, in their order, and at least one.
        """
        for first, end in self.stretches(at_once):
            yield self.table(first, end)

    def stretches(self, at_once: int, most: int = CHANGES_AT_ONCE) -> Iterator[tuple[int, int]]:
        """First facility and end of each stretch: so many at most, and so many changes unless one alone has more."""
        count = len(self.facilities)
        first = changes = 0
        of_each = np.sum([kind.of_each(count) for kind in self.changes.values()], axis=0)
        for place, more in enumerate(of_each.tolist()):
            if place > first and (place - first == at_once or changes + more > most):
                yield first, place
                first, changes = place, 0
            changes += more
        yield first, count

    def table(self, first: int, end: int) -> pl.DataFrame:
        """The load of facilities first … end - 1."""
        hours = self.exercise.end_seconds // HOUR_SECONDS + 1
        count = end - first
        beds, tables, queues = (
            self.changes[kind].of(first, end).most_by_hour(count, hours)
            for kind in ("beds", "tables", "queues")
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
