"""The report of a data set as one page."""

from pathlib import Path

from medgen_assets.files import write_whole
from medgen_assets.report.document import document
from medgen_assets.report.facts import Facts, gathered
from medgen_assets.report.markup import element
from medgen_assets.report.sections import care, casualties, load, losses, overview
from medgen_assets.report.wording import named

REPORT = "report.html"


def write_report(folder: Path) -> Path:
    """Write `report.html` of a data set into its folder and return its path.

    Raises BadInput when the folder holds no data set or a damaged one, OutputFailed when the disk refuses.
    """
    return write_whole(folder / REPORT, report_page(gathered(folder)))


def report_page(facts: Facts) -> str:
    """The HTML text of the page."""
    return document(
        f"{named(facts.origin.get('scenario.name', 'unnamed'))} – casualty exercise report",
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
    )


FOOTER = (
    "Every person in this exercise is invented. "
    "The same scenario and seed give the same patients, byte for byte."
)
