"""Horizontal bars as a table: the numbers are text, so nobody needs the drawing to read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from medgen_assets.report.markup import Content, Markup, element
from medgen_assets.report.wording import count, share


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its number, and the colour class it is drawn in."""

    name: str
    number: int
    colour: str = "c0"


def bar_table(caption: str, bars: Sequence[Bar], whole: int) -> Markup:
    """Bars as long as their share of the largest, with the number and its share of `whole`."""
    largest = max((bar.number for bar in bars), default=0)
    return element(
        "table",
        element("caption", caption),
        element("tbody", *(_row(bar, largest, whole) for bar in bars)),
        _class="bars",
    )


def _row(bar: Bar, largest: int, whole: int) -> Markup:
    length = 100 * bar.number / largest if largest else 0
    drawn = element("span", _class=f"bar {bar.colour}", style=f"width:{length:.1f}%")
    return element(
        "tr",
        element("th", bar.name, scope="row"),
        element("td", drawn, _class="track", aria_hidden="true"),
        element("td", count(bar.number), _class="number"),
        element("td", share(bar.number, whole), _class="number share"),
    )


def plain_table(headings: Sequence[str], rows: Sequence[Sequence[Content]]) -> Markup:
    """A table of text; all columns but the first hold numbers."""
    head = element("tr", *(element("th", heading, scope="col") for heading in headings))
    body = [element("tr", *(_cell(number, cell) for number, cell in enumerate(row))) for row in rows]
    return element(
        "div",
        element("table", element("thead", head), element("tbody", *body), _class="plain"),
        _class="scroll",
    )


def _cell(number: int, cell: Content) -> Markup:
    if number == 0:
        return element("th", cell, scope="row")
    return element("td", cell, _class="number")


def behind_a_click(summary: str, *content: Content) -> Markup:
    """Content that is folded away until asked for."""
    return element("details", element("summary", summary), *content)
