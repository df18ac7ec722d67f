"""Spread of a time per group: line from the 10th to the 90th percentile, box over the middle half, median."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from medgen_assets.report.charts.axis import round_ticks
from medgen_assets.report.markup import Content, Markup, element
from medgen_assets.report.wording import minutes

PERCENTILES = (10, 25, 50, 75, 90)


@dataclass(frozen=True)
class Spread:
    """The percentiles 10, 25, 50, 75 and 90 of a time, in minutes, and the number of cases behind them."""

    cases: int
    minutes: tuple[float, ...]


def percentiles(values: Sequence[float], numbers: Sequence[int]) -> tuple[float, ...]:
    """The percentiles of values that occur so many times each; the values ascend.

    Each is the smallest value that at least that share of the cases does not exceed (nearest rank).
    """
    total = sum(numbers)
    found = []
    for percentile in PERCENTILES:
        rank, passed = total * percentile / 100, 0
        for value, number in zip(values, numbers, strict=True):
            passed += number
            if passed >= rank:
                found.append(float(value))
                break
    return tuple(found)


def range_table(caption: str, spreads: Mapping[str, tuple[str, Spread]]) -> Markup:
    """One row per name, with its colour class and spread."""
    largest = max((spread.minutes[-1] for _, spread in spreads.values()), default=0.0)
    end = round_ticks(max(largest, 1.0))[-1]
    scale = element("div", element("span", "0"), element("span", minutes(end)), _class="scale")
    headings: tuple[Content, ...] = ("", scale, "Median", "90th", "Cases")
    return element(
        "table",
        element("caption", caption),
        element("thead", element("tr", *(element("th", heading, scope="col") for heading in headings))),
        element("tbody", *(_row(name, colour, spread, end) for name, (colour, spread) in spreads.items())),
        _class="bars ranges",
    )


def _row(name: str, colour: str, spread: Spread, end: float) -> Markup:
    low, box_from, median, box_to, high = (100 * value / end for value in spread.minutes)
    parts = [
        element("span", _class="whisker", style=f"left:{low:.1f}%;width:{high - low:.1f}%"),
        element("span", _class=f"box {colour}", style=f"left:{box_from:.1f}%;width:{box_to - box_from:.1f}%"),
        element("span", _class="median", style=f"left:{median:.1f}%"),
    ]
    return element(
        "tr",
        element("th", name, scope="row"),
        element("td", element("div", *parts, _class="range"), _class="track", aria_hidden="true"),
        element("td", minutes(spread.minutes[2]), _class="number"),
        element("td", minutes(spread.minutes[4]), _class="number"),
        element("td", f"{spread.cases:,}", _class="number share"),
    )
