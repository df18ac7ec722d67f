"""Beds and tables in use at each facility, hour by hour, added up stretch by stretch."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.schemas.care import FacilityLoad
from medgen_assets.simulation.care.facilities import facilities
from medgen_assets.simulation.exercise import HOUR_SECONDS, MINUTE_SECONDS, Exercise

MINUTES_PER_HOUR = 60


class FacilityLoads:
    """Occupancy per facility and minute; memory depends on facilities and days, not on casualties."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.facilities = facilities(exercise)
        minutes = exercise.end_seconds // MINUTE_SECONDS + 2
        self.changes = {
            kind: np.zeros((len(self.facilities), minutes), dtype=np.int32) for kind in ("beds", "tables")
        }

    def add(self, visits: pl.DataFrame) -> None:
        """Count the stays and operations of a stretch of visits (table Visits)."""
        self.count("beds", visits, "arrived_at", "left_at")
        self.count("tables", visits, "surgery_from", "surgery_to")

    def count(self, kind: str, visits: pl.DataFrame, start: str, end: str) -> None:
        """Add one at the minute of each start and take it off at the minute of its end."""
        known = visits.filter(pl.col(start).is_not_null())
        numbers = dict(zip(self.facilities["facility_id"], range(len(self.facilities)), strict=True))
        row = known["facility_id"].replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
        np.add.at(self.changes[kind], (row, self.minutes(known[start])), 1)
        np.add.at(self.changes[kind], (row, self.minutes(known[end])), -1)

    def minutes(self, instants: pl.Series) -> NDArray[np.int64]:
        """Whole minutes since the start of the exercise."""
        return self.exercise.seconds(instants) // MINUTE_SECONDS

    def table(self) -> pl.DataFrame:
        """The load of every facility in every hour (table FacilityLoad)."""
        parts = [self.hours_of(number) for number in range(len(self.facilities))]
        return pl.concat(parts).pipe(FacilityLoad.validate) if parts else FacilityLoad.create_empty()

    def hours_of(self, number: int) -> pl.DataFrame:
        """The hours of one facility."""
        facility = self.facilities.row(number, named=True)
        beds, tables = (self.most_per_hour(kind, number) for kind in ("beds", "tables"))
        hours = np.arange(len(beds), dtype=np.int64) * HOUR_SECONDS
        return pl.DataFrame({"hour": self.exercise.instants("hour", hours)}).select(
            facility_id=pl.lit(facility["facility_id"]),
            front=pl.lit(facility["front"]),
            role=pl.lit(facility["role"]),
            hour=pl.col("hour").dt.truncate("1h"),
            beds=pl.lit(facility["beds"], dtype=pl.Int64),
            beds_in_use_max=pl.Series(beds),
            tables=pl.lit(facility["tables"], dtype=pl.Int64),
            tables_in_use_max=pl.Series(tables),
            queue_max=pl.lit(0, dtype=pl.Int64),
        )

    def most_per_hour(self, kind: str, number: int) -> NDArray[np.int64]:
        """Most in use within each hour."""
        in_use = np.cumsum(self.changes[kind][number], dtype=np.int64)
        whole = len(in_use) // MINUTES_PER_HOUR * MINUTES_PER_HOUR
        most: NDArray[np.int64] = in_use[:whole].reshape(-1, MINUTES_PER_HOUR).max(axis=1)
        return most
