"""How full the facilities were, hour by hour."""

from itertools import pairwise

import polars as pl

from medgen_assets.report.charts.bars import behind_a_click, plain_table
from medgen_assets.report.charts.heat_map import LEVELS, HeatRow, heat_map
from medgen_assets.report.facts import Facts
from medgen_assets.report.markup import Markup, element
from medgen_assets.report.sections.frame import figure, legend, section
from medgen_assets.report.time_bins import TimeBins
from medgen_assets.report.wording import count, moment, named

MOST_ROWS = 40
"""Facilities drawn one by one; of more, those of one role on one front are drawn together.
Assumption: 40, because they still fit on a screen."""
MOST_LISTED = 200
ALMOST_FULL = 0.99
"""Share at which unlimited beds are drawn at most: they are never full."""


def facility_load(facts: Facts) -> Markup:
    """Beds in use over time, per facility or, where there are many, per role and front."""
    load = facts.load
    if load.is_empty():
        return section("Facility load", lead="No facility was used.", wide=True)
    is_crowded = load["facility_id"].n_unique() > MOST_ROWS
    rows = _until_limited_beds_are_empty(_of_roles(load) if is_crowded else _of_facilities(load))
    bins = TimeBins.covering(rows["hour"])
    drawn = [_heat_row(row, bins) for row in rows.partition_by("name", maintain_order=True)]
    steps = [(f"h{step}", text) for step, text in enumerate(_step_names())]
    return section(
        "Facility load",
        figure(heat_map("Beds in use over time", bins, drawn), legend(steps)),
        behind_a_click("As a table", _table(load)),
        lead=_explained(bins, is_crowded=is_crowded),
        wide=True,
    )


def _explained(bins: TimeBins, *, is_crowded: bool) -> str:
    share = f"The largest share of beds in use in every {bins.label()}, until the last limited bed is empty."
    together = " The facilities of one role on one front are added up." if is_crowded else ""
    return share + together + " Where beds are unlimited, the share is of the largest number ever in use."


def _of_facilities(load: pl.DataFrame) -> pl.DataFrame:
    named_load = load.select(
        "role", "front", "hour", "beds", pl.col("facility_id").alias("name"), used="beds_in_use_max"
    )
    return named_load.sort("role", "front", "name", "hour")


def _of_roles(load: pl.DataFrame) -> pl.DataFrame:
    """Facilities of one role on one front together; their fullest moments in an hour are taken as one."""
    number, role = pl.col("facility_id").n_unique(), pl.col("role").replace_strict(_role_names(load))
    names = load.group_by("role", "front").agg(number=number)
    names = names.select("role", "front", name=pl.format("{}, {} × {}", "front", "number", role))
    return (
        load.group_by("role", "front", "hour")
        .agg(
            beds=pl.when(pl.col("beds").is_null().any()).then(None).otherwise(pl.col("beds").sum()),
            used=pl.col("beds_in_use_max").sum(),
        )
        .join(names, on=["role", "front"], validate="m:1")
        .sort("role", "front", "hour")
    )


def _role_names(load: pl.DataFrame) -> dict[str, str]:
    return {role: named(role) for role in load["role"].unique().to_list()}


def _until_limited_beds_are_empty(rows: pl.DataFrame) -> pl.DataFrame:
    in_use = rows.filter(pl.col("beds").is_not_null() & (pl.col("used") > 0))
    return rows if in_use.is_empty() else rows.filter(pl.col("hour") <= in_use["hour"].max())


def _step_names() -> list[str]:
    edges = [round(100 * step / (LEVELS - 1)) for step in range(LEVELS)]
    return ["empty", *(f"{low}–{high} %" for low, high in pairwise(edges)), "full"]


def _heat_row(rows: pl.DataFrame, bins: TimeBins) -> HeatRow:
    by_bin = rows.group_by(bins.index("hour").alias("index")).agg(pl.col("used").max())
    peak = rows.sort("used", "hour", descending=[True, False]).row(0, named=True)
    beds, most = peak["beds"], peak["used"]
    shares: list[float | None] = [None] * bins.number
    for index, used in by_bin.iter_rows():
        shares[index] = used / beds if beds else min(used / (most or 1), ALMOST_FULL)
    known = f"{count(beds)} beds" if beds is not None else "unlimited beds"
    said = f"{peak['name']}: {known}, at most {count(most)} in use, first on {moment(peak['hour'])}"
    return HeatRow(peak["name"], shares, said)


def _table(load: pl.DataFrame) -> Markup:
    """The facilities with the longest queues and fullest beds first."""
    used = pl.col("beds_in_use_max")
    whole = load.group_by("facility_id", "front", "role").agg(
        beds=pl.col("beds").first(),
        most=used.max(),
        full_hours=(used >= pl.col("beds")).fill_null(value=False).sum(),
        queue=pl.col("queue_max").max(),
    )
    order = ("full_hours", "queue", "most", "facility_id")
    listed = whole.sort(order, descending=[True, True, True, False]).head(MOST_LISTED)
    rows = [
        [
            f"{row['facility_id']} ({named(row['role'])}, {row['front']})",
            "unlimited" if row["beds"] is None else count(row["beds"]),
            count(row["most"]),
            count(row["full_hours"]),
            count(row["queue"]),
        ]
        for row in listed.iter_rows(named=True)
    ]
    hidden = whole.height - listed.height
    note = element("p", f"{count(hidden)} more are in facility_load.parquet.", _class="note")
    table = plain_table(("Facility", "Beds", "Most in use", "Hours full", "Longest queue"), rows)
    return element("div", table, note if hidden else "")
