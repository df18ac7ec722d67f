"""What became of them: the way through the roles, outcomes, waiting and treatments."""

import polars as pl

from medgen_assets.report.charts.bars import Bar, bar_table, behind_a_click, plain_table
from medgen_assets.report.charts.flow import Band, flow_chart
from medgen_assets.report.charts.ranges import Spread, percentiles, range_table
from medgen_assets.report.facts import Facts
from medgen_assets.report.markup import Markup, element
from medgen_assets.report.rates import Rates
from medgen_assets.report.sections.casualties import TRIAGE_COLOURS
from medgen_assets.report.sections.frame import figure, section
from medgen_assets.report.wording import count, named, share

STOPS = ("POI", "ROLE_1", "ROLE_2", "CSU", "ROLE_3", "ROLE_4")
ENDINGS = {
    "EVACUATED_OUT_OF_THEATRE": "evacuated",
    "UNDER_TREATMENT": "under",
    "RTD": "returned",
    "DOW": "wounds",
    "DNBI_DEATH": "dnbi",
    "KIA": "killed",
}
"""Outcomes from top to bottom, so that bands cross least, with their colour classes."""
MOST_TREATMENTS = 10


def flow(facts: Facts) -> Markup:
    """The way from the point of injury to the outcome."""
    moves = facts.tallies.moves
    stops = [stop for stop in STOPS if stop in {"POI", *moves["source"], *moves["target"]}]
    onward = [
        Band(source, target, number, ENDINGS.get(target, "through"))
        for source, target, number in moves.sort("source", "target")
        .select("source", "target", "number")
        .iter_rows()
        if target in ENDINGS or stops.index(source) < stops.index(target)
    ]
    endings = [ending for ending in ENDINGS if any(band.target == ending for band in onward)]
    title = "From the point of injury to the outcome"
    rows = [
        [
            f"{named(band.source)} → {named(band.target)}",
            count(band.number),
            share(band.number, facts.tallies.patients),
        ]
        for band in sorted(onward, key=lambda band: -band.number)
    ]
    return section(
        title,
        figure(flow_chart(title, stops, endings, onward)),
        _sideways_note(int(moves["number"].sum()) - sum(band.number for band in onward)),
        behind_a_click("As a table", plain_table(("Step", "Patients", "Of all"), rows)),
        lead="The height of a band is the number of patients; bands that bypass a role run below it.",
        wide=True,
    )


def _sideways_note(number: int) -> Markup:
    if not number:
        return Markup("")
    text = f"{count(number)} moves between facilities of one role, or back to a lower one, are not drawn."
    return element("p", text, _class="note")


def outcomes(facts: Facts) -> Markup:
    """Outcomes, and the three published rates with their denominators."""
    rates = Rates.of(facts.tallies.outcomes)
    numbers = {
        outcome: int(facts.tallies.outcomes.filter(outcome=outcome)["number"].sum()) for outcome in ENDINGS
    }
    bars = [Bar(named(outcome), numbers[outcome], colour) for outcome, colour in ENDINGS.items()]
    table = plain_table(
        ("Battle casualties", "Rate", "Cases", "Of"),
        [
            _rate("% KIA", rates.killed, rates.killed_denominator),
            _rate("% DOW", rates.died_of_wounds, rates.died_of_wounds_denominator),
            _rate("Case fatality rate", rates.killed + rates.died_of_wounds, rates.fatality_denominator),
        ],
    )
    note = (
        "% KIA: killed before a facility, of killed and wounded. % DOW: died after reaching one, of wounded. "
        "Both leave out those back on duty within 72 hours; the case fatality rate counts them: all deaths, "
        "of all killed and wounded (Holcomb et al. 2006). The three have different denominators: never add "
        "them up."
    )
    return section(
        "Outcomes",
        bar_table("Terminal outcome", bars, facts.tallies.patients),
        table,
        element("p", note, _class="note"),
    )


def _rate(name: str, cases: int, whole: int) -> list[str]:
    return [name, share(cases, whole), count(cases), count(whole)]


def first_facility(facts: Facts) -> Markup:
    """How long it took to the first facility, by triage category."""
    waits = facts.tallies.first_facility
    spreads = {
        named(str(triage)): (TRIAGE_COLOURS.get(str(triage), "c0"), _spread(rows))
        for (triage,), rows in waits.partition_by(
            "triage", as_dict=True, maintain_order=True, include_key=False
        ).items()
    }
    unreached = facts.tallies.patients - int(waits["number"].sum())
    return section(
        "Time to the first facility",
        range_table("From injury or onset to the first arrival alive", spreads),
        element("p", f"{count(unreached)} patients never reached a facility alive.", _class="note"),
        lead="Box: the middle half of the patients; line: 10th to 90th percentile; tick: the median.",
    )


def _spread(rows: pl.DataFrame) -> Spread:
    values, numbers = rows["minutes"].to_list(), rows["number"].to_list()
    return Spread(sum(numbers), percentiles(values, numbers))


def treatments(facts: Facts) -> Markup:
    """What was done most often."""
    numbers = facts.tallies.treatments
    whole = int(numbers["number"].sum())
    bars = [
        Bar(f"{display} ({kind})", number)
        for display, kind, number in numbers.select("display", "kind", "number")
        .head(MOST_TREATMENTS)
        .iter_rows()
    ]
    return section(
        "Treatments",
        bar_table(f"The most frequent of {count(whole)}", bars, whole),
    )
