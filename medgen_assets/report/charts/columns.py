"""Stacked columns over time, one column per stretch and one colour per series."""

from collections.abc import Mapping, Sequence

from medgen_assets.report.charts.axis import round_ticks
from medgen_assets.report.markup import Markup, element, svg
from medgen_assets.report.time_bins import TimeBins
from medgen_assets.report.wording import count, moment

WIDTH, HEIGHT = 1080.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 8.0, 22.0, 34.0

Stacks = Mapping[str, Sequence[int]]
"""Per series, its number in each stretch; drawn from the bottom in this order."""


def stacked_columns(title: str, bins: TimeBins, stacks: Stacks, marks: Mapping[int, str]) -> Markup:
    """A chart of numbers over time; `marks` are small triangles above a stretch, with what they mean."""
    totals = [sum(numbers) for numbers in zip(*stacks.values(), strict=True)]
    ticks = round_ticks(max(totals))
    return svg(
        WIDTH,
        HEIGHT,
        title,
        _grid(ticks),
        _days(bins),
        [_column(bins, stacks, index, ticks[-1]) for index, total in enumerate(totals) if total],
        [_mark(bins, index, text) for index, text in marks.items()],
    )


def _height(number: float, largest: float) -> float:
    return (HEIGHT - TOP - BOTTOM) * number / largest


def _x(bins: TimeBins, position: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * position / bins.number


def _grid(ticks: list[float]) -> list[Markup]:
    drawn = []
    for tick in ticks:
        y = HEIGHT - BOTTOM - _height(tick, ticks[-1])
        drawn.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, _class="grid"))
        drawn.append(element("text", count(int(tick)), x=LEFT - 8, y=y + 4, _class="tick end"))
    return drawn


def _days(bins: TimeBins) -> list[Markup]:
    drawn = []
    for position, day in bins.days():
        x = _x(bins, position)
        bottom = HEIGHT - BOTTOM
        drawn.append(element("line", x1=x, x2=x, y1=bottom, y2=bottom + 6, _class="axis"))
        drawn.append(element("text", f"{day:%d %b}", x=x + 3, y=bottom + 18, _class="tick"))
    return drawn


def _column(bins: TimeBins, stacks: Stacks, index: int, largest: float) -> Markup:
    left, right = _x(bins, index), _x(bins, index + 1)
    width = max((right - left) * 0.86, 1.0)
    y = HEIGHT - BOTTOM
    parts = []
    for colour, numbers in enumerate(stacks.values()):
        height = _height(numbers[index], largest)
        y -= height
        if numbers[index]:
            parts.append(element("rect", x=left, y=y, width=width, height=height, _class=f"c{colour}"))
    return element("g", element("title", _column_title(bins, stacks, index)), *parts)


def _column_title(bins: TimeBins, stacks: Stacks, index: int) -> str:
    numbers = ", ".join(f"{name} {count(series[index])}" for name, series in stacks.items() if series[index])
    return f"{moment(bins.begin(index))} – {moment(bins.begin(index + 1))}: {numbers}"


def _mark(bins: TimeBins, index: int, text: str) -> Markup:
    x = _x(bins, index + 0.43)
    triangle = f"M{x - 5:.1f} {TOP - 16:.1f}h10l-5 9z"
    return element("path", element("title", text), d=triangle, _class="mark")
