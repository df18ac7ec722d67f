"""What every part of the page looks like."""

from medgen_assets.report.markup import Content, Markup, element


def section(heading: str, *content: Content, lead: Content = "", wide: bool = False) -> Markup:
    """A part of the page under its own heading, with a sentence that says what to see in it."""
    intro = element("p", lead, _class="lead") if lead else Markup("")
    return element("section", element("h2", heading), intro, *content, _class="card wide" if wide else "card")


def figure(drawing: Markup, *notes: Content) -> Markup:
    """A drawing that may be wider than the screen, with what belongs to it."""
    return element("figure", element("div", drawing, _class="scroll", tabindex="0"), *notes)


def legend(entries: list[tuple[str, str]]) -> Markup:
    """Names beside their colours, as (colour class, name)."""
    items = [element("li", element("span", _class=f"swatch {colour}"), name) for colour, name in entries]
    return element("ul", *items, _class="legend")
