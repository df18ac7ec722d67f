"""Drawings put things where the figures say."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest

from medgen_assets.report.charts.axis import round_ticks
from medgen_assets.report.charts.flow import Band, flow_chart
from medgen_assets.report.charts.heat_map import LEVELS, level
from medgen_assets.report.charts.ranges import percentiles
from medgen_assets.report.markup import Markup, element
from medgen_assets.report.time_bins import MOST_STRETCHES, TimeBins
from medgen_assets.report.wording import minutes, named, share

START = datetime(2026, 6, 1, 5, tzinfo=UTC)


def hours(*after: int) -> pl.Series:
    return pl.Series([START + timedelta(hours=number) for number in after]).cast(pl.Datetime("us", "UTC"))


def test_text_is_escaped_and_markup_is_not() -> None:
    assert element("p", "a < b", Markup("<br>"), _class='"x"') == '<p class="&quot;x&quot;">a &lt; b<br></p>'


def test_content_may_be_nested() -> None:
    assert element("p", ["a", [element("b", "c")]]) == "<p>a<b>c</b></p>"


@pytest.mark.parametrize(
    ("largest", "ticks"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (107, [0, 25, 50, 75, 100, 125]),
        (1000, range(0, 1001, 200)),
    ],
)
def test_ticks_are_round_and_reach_the_largest(largest: float, ticks: list[float]) -> None:
    assert round_ticks(largest) == list(ticks)


@pytest.mark.parametrize("largest", [1, 2, 3, 9, 11, 26, 99, 101, 12_345, 999_999, 10**9])
def test_ticks_are_few(largest: float) -> None:
    assert 2 <= len(round_ticks(largest)) <= 7


def test_percentiles_are_those_of_the_nearest_rank() -> None:
    assert percentiles([1, 2, 10], [5, 4, 1]) == (1, 1, 1, 2, 2)


def test_a_single_case_is_every_percentile() -> None:
    assert percentiles([42], [1]) == (42, 42, 42, 42, 42)


def test_bins_begin_at_midnight() -> None:
    assert TimeBins.covering(hours(0, 3)) == TimeBins(datetime(2026, 6, 1, tzinfo=UTC), 1, 9)


@pytest.mark.parametrize("days", [1, 8, 30, 100, 365, 730])
def test_bins_are_few_and_cover_everything(days: int) -> None:
    bins = TimeBins.covering(hours(0, days * 24))

    assert bins.number <= MOST_STRETCHES
    assert bins.begin(bins.number) > START + timedelta(days=days)


def test_a_moment_falls_into_its_bin() -> None:
    bins = TimeBins(datetime(2026, 6, 1, tzinfo=UTC), 2, 12)
    moments = pl.DataFrame({"at": hours(0, 1, 2)})

    assert moments.select(bins.index("at")).to_series().to_list() == [2, 3, 3]


@pytest.mark.parametrize(
    ("share", "step"), [(None, 0), (0, 0), (0.01, 1), (0.2, 2), (0.99, LEVELS - 1), (1, LEVELS)]
)
def test_the_last_colour_is_kept_for_what_is_full(share: float | None, step: int) -> None:
    assert level(share) == step


def test_a_flow_draws_every_band_with_its_number() -> None:
    bands = [
        Band("POI", "ROLE_1", 70, "through"),
        Band("POI", "ROLE_2", 20, "through"),
        Band("POI", "KIA", 10, "killed"),
        Band("ROLE_1", "RTD", 70, "returned"),
        Band("ROLE_2", "RTD", 20, "returned"),
    ]
    drawing = flow_chart("Flow", ["POI", "ROLE_1", "ROLE_2"], ["RTD", "KIA"], bands)

    assert drawing.count('class="band') == 5
    assert "Point of injury → Role 2: 20 (20.0 %)" in drawing
    assert "Returned to duty</text>" in drawing


@pytest.mark.parametrize(
    ("value", "said"),
    [("ROLE_2", "Role 2"), ("vehicle_crash", "Vehicle crash"), ("UPPER_EXTREMITY", "Upper extremity")],
)
def test_values_are_named_for_readers(value: str, said: str) -> None:
    assert named(value) == said


@pytest.mark.parametrize(("number", "said"), [(52, "52 min"), (240, "4.0 h"), (7200, "5.0 d")])
def test_times_are_said_in_fitting_units(number: float, said: str) -> None:
    assert minutes(number) == said


def test_a_share_of_nothing_is_a_dash() -> None:
    assert share(0, 0) == "–"
