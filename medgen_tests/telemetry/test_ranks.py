"""Quantiles lie within the values, in order, and near the true ones however many there are."""

import math
import random
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

import pytest

from medgen_assets.telemetry.ranks import RankSketch

SHARES = (0.5, 0.95, 0.99)


def sketch_of(values: Iterable[float]) -> RankSketch:
    sketch = RankSketch()
    for value in values:
        sketch.add(value)
    return sketch


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, [1, 1, 1]),
        (2, [1, 2, 2]),
        (19, [10, 19, 19]),
        (20, [10, 19, 20]),
        (100, [50, 95, 99]),
    ],
)
def test_few_values_are_ranked_exactly(count: int, expected: list[float]) -> None:
    assert sketch_of(range(1, count + 1)).quantiles(*SHARES) == expected


def test_no_values_have_no_quantiles() -> None:
    assert all(map(math.isnan, RankSketch().quantiles(*SHARES)))


def test_quantiles_never_leave_the_values_nor_their_order() -> None:
    chance = random.Random(11)
    for _ in range(300):
        values = [chance.choice([chance.random(), 100.0]) for _ in range(chance.randrange(1, 200))]
        found = sketch_of(values).quantiles(0.0, *SHARES, 1.0)

        assert found == sorted(found)
        assert (found[0], found[-1]) == (min(values), max(values))


def largest_rank_error(sketch: RankSketch, values: list[float]) -> float:
    """How far, as a share of all, the rank of a quantile is from the one asked for; the worst of 15."""
    ordered, worst = sorted(values), 0.0
    for percent in range(1, 100, 7):
        [found] = sketch.quantiles(percent / 100)
        low, high = (edge(ordered, found) / len(ordered) for edge in (bisect_left, bisect_right))
        worst = max(worst, low - percent / 100, percent / 100 - high)
    return worst


@pytest.mark.parametrize("order", ["random", "rising"])
def test_a_million_values_are_ranked_to_half_a_percent_in_bounded_memory(order: str) -> None:
    values = [float(number) for number in range(1_000_000)]
    if order == "random":
        random.Random(2).shuffle(values)
    sketch = sketch_of(values)

    assert largest_rank_error(sketch, values) < 0.0044
    assert sketch.kept < 11 * 2048


def test_merged_sketches_have_seen_all() -> None:
    chance = random.Random(4)
    parts = [[chance.gauss(part, 1.0) for _ in range(7_001)] for part in range(9)]
    merged = RankSketch()
    for part in parts:
        merged.merge(sketch_of(part))
    values = [value for part in parts for value in part]

    assert merged.count == len(values)
    assert largest_rank_error(merged, values) < 0.005
