"""How full facilities are over time: a row each, a darker colour where more is in use."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from medgen_assets.report.markup import Markup, element, svg
from medgen_assets.report.time_bins import TimeBins

WIDTH, LEFT, RIGHT, TOP, ROW = 1080.0, 220.0, 8.0, 26.0, 17.0
LEVELS = 6
LONGEST_NAME = 30
"""Letters of a row's name that fit beside the map."""


@dataclass(frozen=True)
class HeatRow:
    """One line of the map: its name, the share in use per stretch (0-1, None if unknown), and a sentence."""

    name: str
    shares: Sequence[float | None]
    sentence: str


def heat_map(title: str, bins: TimeBins, rows: Sequence[HeatRow]) -> Markup:
    """The map with days on top."""
    height = TOP + ROW * len(rows) + 6
    drawn = [_drawn_row(bins, row, TOP + ROW * number) for number, row in enumerate(rows)]
    return svg(WIDTH, height, title, _days(bins, height), drawn)


def level(share: float | None) -> int:
    """0 for nothing, then equal steps; the last is kept for what is completely full."""
    if not share or share <= 0:
        return 0
    return LEVELS if share >= 1 else 1 + int(share * (LEVELS - 1))


def _x(bins: TimeBins, position: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * position / bins.number


def _days(bins: TimeBins, height: float) -> list[Markup]:
    drawn = []
    for position, day in bins.days():
        x = _x(bins, position)
        drawn.append(element("line", x1=x, x2=x, y1=TOP - 6, y2=height - 6, _class="grid"))
        drawn.append(element("text", f"{day:%d %b}", x=x + 2, y=TOP - 10, _class="tick"))
    return drawn


def _drawn_row(bins: TimeBins, row: HeatRow, y: float) -> Markup:
    name = row.name if len(row.name) <= LONGEST_NAME else row.name[: LONGEST_NAME - 1] + "…"
    label = element("text", name, x=LEFT - 8, y=y + ROW - 5, _class="tick end")
    back = element("rect", x=LEFT, y=y, width=WIDTH - LEFT - RIGHT, height=ROW - 2, _class="h0")
    runs = _runs(row.shares)
    paths = [
        element("path", d=_boxes(bins, runs, step, y), _class=f"h{step}")
        for step in range(1, LEVELS + 1)
        if any(found == step for found, _, _ in runs)
    ]
    return element("g", element("title", row.sentence), label, back, *paths)


def _runs(shares: Sequence[float | None]) -> list[tuple[int, int, int]]:
    """Neighbours of the same level as (level, first, one past the last)."""
    runs, first = [], 0
    for step, group in groupby(shares, level):
        length = sum(1 for _ in group)
        runs.append((step, first, first + length))
        first += length
    return runs


def _boxes(bins: TimeBins, runs: Sequence[tuple[int, int, int]], step: int, y: float) -> str:
    boxes = ""
    for found, first, end in runs:
        if found == step:
            left, width = _x(bins, first), _x(bins, end) - _x(bins, first)
            boxes += f"M{left:.1f} {y:.1f}h{width:.1f}v{ROW - 2:.0f}h{-width:.1f}z"
    return boxes
