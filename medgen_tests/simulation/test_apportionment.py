"""Shares become whole casualties without losing or inventing one."""

import numpy as np
import pytest

from medgen_assets.simulation.apportionment import apportioned, fitted, rounded_table
from medgen_assets.simulation.draws import Draws
from medgen_assets.simulation.permutation import shuffled


@pytest.mark.parametrize("total", [1, 2, 7, 2500, 999_983])
def test_every_share_is_exact_to_one_casualty(total: int):
    shares = [0.45, 0.35, 0.2]
    counts = apportioned(total, shares)

    assert sum(counts) == total
    assert all(abs(count - total * share) < 1 for count, share in zip(counts, shares, strict=True))


def test_a_share_of_zero_gets_nobody():
    assert apportioned(11, [0.0, 1.0, 2.0])[0] == 0


@pytest.mark.parametrize("case", range(200))
def test_a_rounded_table_keeps_both_margins(case: int):
    numbers = Draws(case).sequence("table", 200)
    rows, columns = 1 + int(numbers[0] * 8), 1 + int(numbers[1] * 8)
    total = 1 + int(numbers[2] * 3000)
    row_totals = apportioned(total, list(numbers[3 : 3 + rows] + 0.01))
    column_totals = apportioned(total, list(numbers[20 : 20 + columns] + 0.01))
    seed = numbers[40 : 40 + rows * columns].reshape(rows, columns) + 1e-9
    counts = rounded_table(fitted(seed, row_totals, column_totals), row_totals, column_totals)

    assert (counts >= 0).all()
    assert counts.sum(axis=1).tolist() == row_totals
    assert counts.sum(axis=0).tolist() == column_totals


@pytest.mark.parametrize("count", [1, 2, 3, 10, 1000, 2500])
def test_a_shuffled_deck_holds_every_card_once(count: int):
    placed = shuffled(Draws(7), "class", np.arange(count, dtype=np.int64), count)

    assert sorted(placed.tolist()) == list(range(count))
