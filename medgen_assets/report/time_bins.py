"""Time cut into stretches that a chart can show side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

STRETCH_HOURS = (1, 2, 3, 6, 12, 24, 48, 168)
HOURS_A_DAY = 24
DAY_STEPS = (1, 2, 5, 7, 14, 28, 56, 112)
MOST_DATES = 10
"""Dates along an axis. Assumption: 10, because more run into each other on a page."""
MOST_STRETCHES = 240
"""Columns that stay apart on a page. Assumption: 240, because a column is then four pixels wide."""


@dataclass(frozen=True)
class TimeBins:
    """Equal stretches of `hours` hours from `start` on (a midnight, UTC), `number` of them."""

    start: datetime
    hours: int
    number: int

    @classmethod
    def covering(cls, hours: pl.Series) -> "TimeBins":
        """The shortest stretches that cover all these moments with few enough of them."""
        start = hours.min()
        last = hours.max()
        if not isinstance(start, datetime) or not isinstance(last, datetime):
            return cls(datetime.fromisoformat("2000-01-01T00:00:00+00:00"), 1, 1)
        midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
        span = (last - midnight) // timedelta(hours=1) + 1
        fitting = (length for length in STRETCH_HOURS if span <= length * MOST_STRETCHES)
        length = next(fitting, STRETCH_HOURS[-1])
        return cls(midnight, length, -(-span // length))

    def index(self, column: str) -> pl.Expr:
        """The number of the stretch a moment lies in."""
        return (pl.col(column) - self.start).dt.total_hours() // self.hours

    def begin(self, index: int) -> datetime:
        """When a stretch begins."""
        return self.start + timedelta(hours=index * self.hours)

    def label(self) -> str:
        """What one stretch is, for an axis."""
        days, hours = divmod(self.hours, HOURS_A_DAY)
        if hours:
            return "hour" if hours == 1 else f"{hours} hours"
        return "day" if days == 1 else f"{days} days"

    def days(self) -> Iterator[tuple[float, datetime]]:
        """Position (in stretches) and date of about ten midnights, evenly spaced."""
        days = -(-self.number * self.hours // HOURS_A_DAY)
        step = next((step for step in DAY_STEPS if days <= MOST_DATES * step), DAY_STEPS[-1])
        for day in range(0, days, step):
            yield day * HOURS_A_DAY / self.hours, self.start + timedelta(days=day)
