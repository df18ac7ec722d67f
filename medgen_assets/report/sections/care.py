"""What became of them: the way through the roles, outcomes, waiting, load and treatments."""

from itertools import pairwise

import polars as pl

from medgen_assets.report.charts.bars import Bar, bar_table, behind_a_click, plain_table
from medgen_assets.report.charts.flow import Band, flow_chart
from medgen_assets.report.charts.heat_map import LEVELS, HeatRow, heat_map
from medgen_assets.report.charts.ranges import Spread, percentiles, range_table
from medgen_assets.report.facts import Facts
from medgen_assets.report.markup import Markup, element
from medgen_assets.report.rates import Rates
from medgen_assets.report.sections.casualties import TRIAGE_COLOURS
from medgen_assets.report.sections.frame import figure, legend, section
from medgen_assets.report.time_bins import TimeBins
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
MOST_FACILITIES = 48
ALMOST_FULL = 0.99
"""Share at which unlimited beds are drawn at most: they are never full."""
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


def facility_load(facts: Facts) -> Markup:
    """Beds in use per facility over time."""
    load = facts.load
    if load.is_empty():
        return section("Facility load", lead="No facility was used.", wide=True)
    bins = TimeBins.covering(load["hour"])
    facilities = _facilities(load)
    rows = [_heat_row(load.filter(facility_id=name), bins) for name in facilities["facility_id"].to_list()]
    steps = [(f"h{step}", text) for step, text in enumerate(_step_names())]
    hidden = load["facility_id"].n_unique() - len(rows)
    lead = f"The share of beds in use at the fullest moment of every {bins.label()}."
    return section(
        "Facility load",
        figure(heat_map("Beds in use per facility over time", bins, rows), legend(steps)),
        element("p", f"The {hidden} least loaded facilities are not shown.", _class="note") if hidden else "",
        behind_a_click("As a table", _load_table(facilities)),
        lead=lead + " Where beds are unlimited, the share is of the facility's own largest number.",
        wide=True,
    )


def _step_names() -> list[str]:
    edges = [round(100 * step / (LEVELS - 1)) for step in range(LEVELS)]
    between = [f"{low}–{high} %" for low, high in pairwise(edges)]
    return ["empty", *between, "full"]


def _facilities(load: pl.DataFrame) -> pl.DataFrame:
    """One row per facility, the most loaded ones, by front and role."""
    capacity = pl.coalesce("beds", pl.col("beds_in_use_max").max().over("facility_id"))
    used = pl.col("beds_in_use_max")
    whole = load.group_by("facility_id", "front", "role").agg(
        beds=pl.col("beds").first(),
        most=used.max(),
        full_hours=(used >= pl.col("beds")).fill_null(False).sum(),
        queue=pl.col("queue_max").max(),
        fullness=(used / capacity).mean(),
    )
    kept = whole.sort("fullness", "facility_id", descending=[True, False]).head(MOST_FACILITIES)
    return kept.sort("role", "front", "facility_id")


def _heat_row(load: pl.DataFrame, bins: TimeBins) -> HeatRow:
    name, role = load["facility_id"][0], named(load["role"][0])
    beds, most = load["beds"][0], int(load["beds_in_use_max"].max())  # type: ignore[arg-type]
    by_bin = load.group_by(bins.index("hour").alias("index")).agg(pl.col("beds_in_use_max").max())
    shares: list[float | None] = [None] * bins.number
    for index, used in by_bin.iter_rows():
        shares[index] = used / beds if beds else min(used / (most or 1), ALMOST_FULL)
    known = f"{count(beds)} beds" if beds is not None else "unlimited beds"
    peak = load.sort("beds_in_use_max", "hour", descending=[True, False])["hour"][0]
    sentence = f"{name} ({role}): {known}, at most {count(most)} in use, first on {peak:%d %b %H:%M}"
    return HeatRow(name, shares, sentence)


def _load_table(facilities: pl.DataFrame) -> Markup:
    rows = [
        [
            f"{row['facility_id']} ({named(row['role'])}, {row['front']})",
            "unlimited" if row["beds"] is None else count(row["beds"]),
            count(row["most"]),
            count(row["full_hours"]),
            count(row["queue"]),
        ]
        for row in facilities.iter_rows(named=True)
    ]
    return plain_table(("Facility", "Beds", "Most in use", "Hours full", "Longest queue"), rows)
