"""An HTML document that needs nothing but a browser, not even a network."""

from importlib.resources import files

from medgen_assets.report.markup import Content, Markup, element

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Content security policy: the page may load nothing and run nothing."""


def document(title: str, *parts: Content) -> str:
    """The text of a page with these parts, its style inside."""
    body = element("body", element("main", *parts))
    return "<!DOCTYPE html>\n" + element("html", _head(title), body, lang="en") + "\n"


def _head(title: str) -> Markup:
    style = files("medgen_assets.report").joinpath("style.css").read_text(encoding="utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", title),
        element("style", Markup(style)),
    )
