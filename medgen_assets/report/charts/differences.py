"""Differences around zero, each with the interval of its mean."""

from collections.abc import Sequence
from dataclasses import dataclass

from medgen_assets.report.markup import Markup, element, svg

WIDTH, LEFT, RIGHT, ROW, TOP = 1080.0, 270.0, 90.0, 26.0, 10.0


@dataclass(frozen=True)
class DrawnDifference:
    """One row: a name, the mean difference, and the ends of its interval."""

    name: str
    mean: float
    low: float
    high: float


def difference_chart(title: str, rows: Sequence[DrawnDifference]) -> Markup:
    """A dot and a line a row, left of zero where B has less."""
    largest = max((max(abs(row.low), abs(row.high)) for row in rows), default=0.0) or 1.0
    height = TOP * 2 + ROW * len(rows)
    zero = x_of(0.0, largest)
    axis = element("line", x1=zero, x2=zero, y1=TOP, y2=height - TOP, _class="axis")
    return svg(WIDTH, height, title, axis, [row_of(number, row, largest) for number, row in enumerate(rows)])


def x_of(value: float, largest: float) -> float:
    """Where a value lies between the left and the right end of the scale."""
    return LEFT + (WIDTH - LEFT - RIGHT) * (value / largest + 1) / 2


def row_of(number: int, row: DrawnDifference, largest: float) -> Markup:
    """Name, interval, mean and figure of one difference."""
    y = TOP + ROW * (number + 0.5)
    low, middle, high = (x_of(value, largest) for value in (row.low, row.mean, row.high))
    colour = "rest" if row.low <= 0 <= row.high else "c3" if row.mean > 0 else "c2"
    return element(
        "g",
        element("title", f"{row.name}: {row.mean:+z,.1f} ({row.low:+z,.1f} to {row.high:+z,.1f})"),
        element("text", row.name, x=LEFT - 12, y=y + 4, _class="end"),
        element("rect", x=low, y=y - 2, width=max(high - low, 1.0), height=4.0, _class=colour),
        element("circle", cx=middle, cy=y, r=5.0, _class=colour),
        element("text", f"{row.mean:+z,.1f}", x=WIDTH - RIGHT + 10, y=y + 4, _class="tick"),
    )
