"""The way through the roles of care as bands: at every role a patient is there, passes by, or has left.

Bands keep their order from column to column, so that they cross only where they fan out into the outcomes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from medgen_assets.report.markup import Markup, element, svg
from medgen_assets.report.wording import count, named, share

WIDTH, LEFT, RIGHT, TOP, BOTTOM = 1080.0, 8.0, 228.0, 46.0, 10.0
NODE = 14.0
BANDS = 320.0
"""Height of all patients together."""
GAP = 5.0
"""Between a role and the bands that pass it, and between bands that left different roles."""
LABEL = 34.0
"""Least distance of two outcomes, so that their labels stay apart."""


@dataclass(frozen=True)
class Band:
    """Patients who went from one stop to a later one, and the colour class they are drawn in."""

    source: str
    target: str
    number: int
    colour: str


@dataclass
class Layout:
    """Where everything lies; `lanes` is the upper edge of a band at each column it touches."""

    columns: dict[str, float]
    nodes: dict[str, tuple[float, float]]
    lanes: dict[Band, list[tuple[float, float]]]
    scale: float
    height: float


def flow_chart(title: str, stops: Sequence[str], endings: Sequence[str], bands: Sequence[Band]) -> Markup:
    """A drawing of bands between the stops, in order, and on to the endings."""
    layout = _laid_out(stops, endings, bands)
    whole = sum(band.number for band in bands if band.source == stops[0])
    return svg(
        WIDTH,
        layout.height,
        title,
        [_drawn_band(band, layout, whole) for band in sorted(bands, key=lambda band: -band.number)],
        [_drawn_stop(stop, layout, bands, whole) for stop in stops],
        [_drawn_ending(ending, layout, bands, whole) for ending in endings],
    )


def _laid_out(stops: Sequence[str], endings: Sequence[str], bands: Sequence[Band]) -> Layout:
    whole = sum(band.number for band in bands if band.source == stops[0])
    step = (WIDTH - LEFT - RIGHT - NODE) / len(stops)
    columns = {stop: LEFT + step * number for number, stop in enumerate(stops)}
    columns |= dict.fromkeys(endings, LEFT + step * len(stops))
    layout = Layout(columns, {}, {band: [] for band in bands}, BANDS / max(whole, 1), 0.0)
    for stop in stops:
        _lay_column(stop, stops, endings, layout)
    _lay_endings(stops, endings, layout)
    lowest = max(y + height for y, height in layout.nodes.values())
    ends = [y + band.number * layout.scale for band, lane in layout.lanes.items() for _, y in lane]
    layout.height = max([lowest + 14, *ends]) + BOTTOM
    return layout


def _lay_column(stop: str, stops: Sequence[str], endings: Sequence[str], layout: Layout) -> None:
    """Put the role on top, then who passes by on the way to a later role, then who has left for good."""
    order = {name: number for number, name in enumerate([*stops, *endings])}
    here = order[stop]
    height = sum(_height(band, layout) for band in layout.lanes if band.source == stop)
    layout.nodes[stop] = (TOP, height)
    leaving = sorted((band for band in layout.lanes if band.source == stop), key=lambda b: order[b.target])
    _stack(leaving, TOP, layout.columns[stop] + NODE, layout)
    y = TOP + height + GAP
    passing = [band for band in layout.lanes if order[band.source] < here < order[band.target]]
    to_roles = sorted((b for b in passing if b.target in stops), key=lambda b: order[b.target])
    y = _stack(to_roles, y, layout.columns[stop] + NODE / 2, layout) + (GAP if to_roles else 0)
    for source in reversed(stops[:here]):
        gone = sorted(
            (b for b in passing if b.source == source and b.target in endings), key=lambda b: order[b.target]
        )
        y = _stack(gone, y, layout.columns[stop] + NODE / 2, layout) + (GAP if gone else 0)
    _stack(_arriving(stop, stops, layout), TOP, layout.columns[stop], layout)


def _arriving(stop: str, stops: Sequence[str], layout: Layout) -> list[Band]:
    """Bands that end here, those from the nearest role first, as they lie one above the other."""
    mine = [band for band in layout.lanes if band.target == stop]
    return sorted(mine, key=lambda band: -stops.index(band.source))


def _lay_endings(stops: Sequence[str], endings: Sequence[str], layout: Layout) -> None:
    y = TOP
    for ending in endings:
        mine = _arriving(ending, stops, layout)
        height = sum(_height(band, layout) for band in mine)
        layout.nodes[ending] = (y, height)
        _stack(mine, y, layout.columns[ending], layout)
        y += max(height + GAP, LABEL)


def _height(band: Band, layout: Layout) -> float:
    return band.number * layout.scale


def _stack(bands: Sequence[Band], y: float, x: float, layout: Layout) -> float:
    """Lay bands one below the other at x; gives the lower edge of the last."""
    for band in bands:
        layout.lanes[band].append((x, y))
        y += _height(band, layout)
    return y


def _drawn_band(band: Band, layout: Layout, whole: int) -> Markup:
    points, height = sorted(layout.lanes[band]), _height(band, layout)
    upper = _curve(points)
    lower = _curve([(x, y + height) for x, y in reversed(points)])
    text = f"{named(band.source)} → {named(band.target)}: {count(band.number)} ({share(band.number, whole)})"
    outline = f"M{upper}L{lower}Z"
    return element("path", element("title", text), d=outline, _class=f"band {band.colour}")


def _curve(points: Sequence[tuple[float, float]]) -> str:
    """A smooth line through the points, level at each of them."""
    drawn = f"{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = (x0 + x1) / 2
        drawn += f"C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
    return drawn


def _through(stop: str, bands: Sequence[Band]) -> int:
    leaving = sum(band.number for band in bands if band.source == stop)
    return leaving or sum(band.number for band in bands if band.target == stop)


def _drawn_stop(stop: str, layout: Layout, bands: Sequence[Band], whole: int) -> list[Markup]:
    (y, height), x = layout.nodes[stop], layout.columns[stop]
    number = _through(stop, bands)
    return [
        element("rect", x=x, y=y, width=NODE, height=max(height, 1.0), _class="node"),
        element("text", named(stop), x=x, y=TOP - 24, _class="name"),
        element("text", f"{count(number)} · {share(number, whole)}", x=x, y=TOP - 8, _class="tick"),
    ]


def _drawn_ending(ending: str, layout: Layout, bands: Sequence[Band], whole: int) -> list[Markup]:
    (y, height), x = layout.nodes[ending], layout.columns[ending]
    number, colour = _through(ending, bands), _colours(bands).get(ending, "c0")
    middle = y + height / 2 if height > LABEL else y + 8
    return [
        element("rect", x=x, y=y, width=NODE, height=max(height, 1.0), _class=colour),
        element("text", named(ending), x=x + NODE + 8, y=middle, _class="name"),
        element(
            "text", f"{count(number)} · {share(number, whole)}", x=x + NODE + 8, y=middle + 15, _class="tick"
        ),
    ]


def _colours(bands: Sequence[Band]) -> Mapping[str, str]:
    return {band.target: band.colour for band in bands}
