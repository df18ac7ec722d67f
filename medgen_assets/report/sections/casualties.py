"""When, where and what: casualties over time and their mix."""

from collections.abc import Sequence

import polars as pl

from medgen_assets.report.charts.bars import Bar, bar_table, behind_a_click, plain_table
from medgen_assets.report.charts.columns import stacked_columns
from medgen_assets.report.facts import Facts
from medgen_assets.report.markup import Markup, element
from medgen_assets.report.sections.frame import figure, legend, section
from medgen_assets.report.time_bins import TimeBins
from medgen_assets.report.wording import count, moment, named

MOST_SERIES = 7
"""Fronts with a colour of their own; the rest share one."""
MOST_BARS = 14
MOST_MARKS = 40
"""Incidents marked in the chart, the largest."""
TRIAGE_COLOURS = {"T1": "t1", "T2": "t2", "T3": "t3", "T4": "t4"}
OTHER_FRONTS = "other fronts"


def over_time(facts: Facts) -> Markup:
    """Casualties per hour, stacked by front, with the mass-casualty incidents above."""
    by_hour = _few_fronts(facts.tallies.by_hour)
    bins = TimeBins.covering(by_hour["hour"])
    stacks = _stacks(by_hour, bins)
    title = f"Casualties per {bins.label()} by front"
    chart = stacked_columns(title, bins, stacks, _marks(facts.mass_casualties, bins))
    colours = [(f"c{number}", name) for number, name in enumerate(stacks)]
    lead = f"One column is one {bins.label()}, times are UTC; a triangle marks a mass-casualty incident."
    if bins.hours > 1:
        lead = f"One column is {bins.label()}, times are UTC; a triangle marks a mass-casualty incident."
    return section(
        title,
        figure(chart, legend([*colours, ("mark", "mass-casualty incident")])),
        behind_a_click("As a table, by day", _by_day(by_hour, list(stacks))),
        lead=lead,
        wide=True,
    )


def _few_fronts(by_hour: pl.DataFrame) -> pl.DataFrame:
    order = by_hour.group_by("front").agg(pl.col("number").sum()).sort("number", "front", descending=True)
    kept = order["front"].to_list()
    if len(kept) <= MOST_SERIES:
        return by_hour
    is_kept = pl.col("front").is_in(kept[: MOST_SERIES - 1])
    renamed = by_hour.with_columns(front=pl.when(is_kept).then("front").otherwise(pl.lit(OTHER_FRONTS)))
    return renamed.group_by("hour", "front").agg(pl.col("number").sum()).sort("hour", "front")


def _stacks(by_hour: pl.DataFrame, bins: TimeBins) -> dict[str, list[int]]:
    stacks = {front: [0] * bins.number for front in by_hour["front"].unique().sort().to_list()}
    for front, index, number in by_hour.select("front", bins.index("hour"), "number").iter_rows():
        stacks[front][index] += number
    return stacks


def _marks(mass_casualties: pl.DataFrame, bins: TimeBins) -> dict[int, str]:
    largest = mass_casualties.sort("casualties", "at", descending=[True, False])
    marks: dict[int, str] = {}
    columns = (bins.index("at").alias("index"), "at", "front", "special_event", "casualties")
    for index, at, front, event, number in largest.head(MOST_MARKS).select(columns).iter_rows():
        text = f"{moment(at)}, {front}: {count(number)} casualties ({named(event or 'mass casualty')})"
        marks[index] = f"{marks[index]}; {text}" if index in marks else text
    return marks


def _by_day(by_hour: pl.DataFrame, fronts: Sequence[str]) -> Markup:
    days = (
        by_hour.group_by(pl.col("hour").dt.date().alias("day"), "front")
        .agg(pl.col("number").sum())
        .pivot("front", index="day", values="number")
        .fill_null(0)
        .sort("day")
    )
    rows = [
        [
            f"{row['day']}",
            *(count(row[front]) for front in fronts),
            count(sum(row[front] for front in fronts)),
        ]
        for row in days.iter_rows(named=True)
    ]
    return plain_table(("Day", *fronts, "All"), rows)


def mix(facts: Facts) -> Markup:
    """Who they are, as six small bar charts."""
    mixes = facts.tallies.mixes
    titles = {
        "casualty_class": "Class",
        "triage_initial": "Triage at the point of injury",
        "warfare_type": "Warfare type",
        "mechanism": "Mechanism",
        "body_region": "Region of the worst injury",
        "nation": "Nation",
    }
    tables = [
        bar_table(title, _bars(mixes[column], column), facts.tallies.patients)
        for column, title in titles.items()
    ]
    return section(
        "Mix of casualties",
        element("div", *tables, _class="columns"),
        lead="Numbers are patients; percentages are of all patients.",
        wide=True,
    )


def _bars(numbers: pl.DataFrame, column: str) -> list[Bar]:
    if column == "triage_initial":
        numbers = numbers.sort("value")
    pairs = list(numbers.select("value", "number").iter_rows())
    spell = str if column == "nation" else named
    bars = [Bar(spell(value), number, TRIAGE_COLOURS.get(value, "c0")) for value, number in pairs[:MOST_BARS]]
    rest = pairs[MOST_BARS:]
    return [*bars, Bar(f"{len(rest)} others", sum(number for _, number in rest), "rest")] if rest else bars
