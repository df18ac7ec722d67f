"""Intervals of paired differences are those of Student's t."""

from math import gamma, pi, sqrt

import pytest

from medgen_assets.simulation.comparison.intervals import T_95, difference, t_95


def area_up_to(limit: float, freedom: int, steps: int = 20_000) -> float:
    """Share of Student's t below a limit, by Simpson's rule over its density."""
    scale = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    width = limit / steps
    heights = [scale * (1 + (i * width) ** 2 / freedom) ** (-(freedom + 1) / 2) for i in range(steps + 1)]
    weights = [1, *([4, 2] * (steps // 2))[:-1], 1]
    return 0.5 + width / 3 * sum(w * h for w, h in zip(weights, heights, strict=True))


@pytest.mark.parametrize("freedom", T_95)
def test_each_quantile_of_the_table_leaves_two_and_a_half_per_cent_above(freedom: int):
    assert area_up_to(T_95[freedom], freedom) == pytest.approx(0.975, abs=3e-5)


def test_between_two_rows_of_the_table_the_wider_interval_holds():
    assert t_95(35) == T_95[30]
    assert t_95(5000) == T_95[120]


def test_the_interval_of_three_pairs_is_that_of_the_formula_by_hand():
    found = difference([10, 10, 10], [11, 12, 13])

    assert found.mean == 2
    assert found.half_width == pytest.approx(4.303 * 1 / sqrt(3))
    assert not found.is_beyond_chance


def test_one_pair_has_no_interval():
    assert difference([1], [5]).half_width is None
    assert not difference([1], [5]).is_beyond_chance


def test_a_difference_that_is_always_the_same_has_an_interval_without_width():
    assert difference([1, 2, 3], [2, 3, 4]).half_width == 0
    assert difference([1, 2, 3], [2, 3, 4]).is_beyond_chance
