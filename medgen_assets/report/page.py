"""The page as a whole: one file that needs nothing but a browser, not even a network."""

from importlib.resources import files
from pathlib import Path

from medgen_assets.files import write_whole
from medgen_assets.report.facts import Facts, gathered
from medgen_assets.report.markup import Markup, element
from medgen_assets.report.sections import care, casualties, load, losses, overview
from medgen_assets.report.wording import named

REPORT = "report.html"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Content security policy: the page may load nothing and run nothing."""


def write_report(folder: Path) -> Path:
    """Write `report.html` of a data set into its folder and return its path.

    Raises BadInput when the folder holds no data set or a damaged one, OutputFailed when the disk refuses.
    """
    return write_whole(folder / REPORT, report_page(gathered(folder)))


def report_page(facts: Facts) -> str:
    """The HTML text of the page."""
    return "<!DOCTYPE html>\n" + element("html", _head(facts), _body(facts), lang="en") + "\n"


def _head(facts: Facts) -> Markup:
    style = files("medgen_assets.report").joinpath("style.css").read_text(encoding="utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"{named(facts.origin.get('scenario.name', 'unnamed'))} – casualty exercise report"),
        element("style", Markup(style)),
    )


def _body(facts: Facts) -> Markup:
    return element(
        "body",
        element(
            "main",
            overview.header(facts),
            overview.key_figures(facts),
            overview.request(facts),
            element(
                "div",
                casualties.over_time(facts),
                care.flow(facts),
                element("div", care.outcomes(facts), losses.disabilities(facts), _class="stack"),
                element("div", care.first_facility(facts), care.treatments(facts), _class="stack"),
                losses.timeline(facts),
                losses.deaths(facts),
                casualties.mix(facts),
                load.facility_load(facts),
                _class="cards",
            ),
            element("footer", element("p", FOOTER)),
        ),
    )


FOOTER = (
    "Every person in this exercise is invented. "
    "The same scenario and seed give the same patients, byte for byte."
)
