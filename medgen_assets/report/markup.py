"""HTML and SVG put together from elements; text is escaped unless it is markup already."""

from collections.abc import Iterable
from html import escape
from typing import Union

VOID = frozenset({"meta", "br"})


class Markup(str):
    """Text that is HTML already and goes into the page as it is."""

    __slots__ = ()


Content = Union[str, "Markup", Iterable["Content"]]
"""Text, markup, or any nesting of them."""


def flat(content: Content) -> str:
    """The HTML of a content: plain text escaped, markup as it is, nested content end to end."""
    if isinstance(content, Markup):
        return content
    if isinstance(content, str):
        return escape(content)
    return "".join(flat(part) for part in content)


def element(tag: str, *content: Content, **attributes: str | float | None) -> Markup:
    """One element; in attribute names a leading `_` falls away and `_` becomes `-`, None leaves one out.

    `element("p", "a < b", _class="note")` is `<p class="note">a &lt; b</p>`.
    """
    named = "".join(
        f' {name.lstrip("_").replace("_", "-")}="{escape(spelled(value))}"'
        for name, value in attributes.items()
        if value is not None
    )
    if tag in VOID:
        return Markup(f"<{tag}{named}>")
    return Markup(f"<{tag}{named}>{flat(content)}</{tag}>")


def spelled(value: str | float) -> str:
    """An attribute's value; lengths to a tenth of a pixel, which keeps the page small."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)


def svg(width: float, height: float, title: str, *content: Content, _class: str = "") -> Markup:
    """A drawing that scales, with a title for those who do not see it."""
    return element(
        "svg",
        element("title", title),
        *content,
        viewBox=f"0 0 {spelled(float(width))} {spelled(float(height))}",
        role="img",
        aria_label=title,
        _class=_class or None,
    )
