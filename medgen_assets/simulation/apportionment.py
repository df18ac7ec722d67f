"""Whole casualties out of shares: largest remainders in one and in two dimensions."""

from collections.abc import Sequence
from math import fsum

import numpy as np
from numpy.typing import NDArray

Reals = NDArray[np.float64]
Counts = NDArray[np.int64]

FITTING_ROUNDS = 200


def apportioned(total: int, shares: Sequence[float]) -> list[int]:
    """Split `total` by `shares` (any positive scale), each within one of its quota (Hamilton's method)."""
    scale = total / fsum(shares)
    quotas = [share * scale for share in shares]
    counts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(shares)), key=lambda i: (counts[i] - quotas[i], i))
    for i in by_remainder[: total - sum(counts)]:
        counts[i] += 1
    return counts


def fitted(seed: Reals, row_totals: Sequence[int], column_totals: Sequence[int]) -> Reals:
    """Scale a non-negative table to both margins (iterative proportional fitting, Deming and Stephan 1940)."""
    table = seed.astype(np.float64).copy()
    rows, columns = np.asarray(row_totals, float), np.asarray(column_totals, float)
    for _ in range(FITTING_ROUNDS):
        table *= scale_to(rows, in_order_sum(table, 1))[:, None]
        table *= scale_to(columns, in_order_sum(table, 0))[None, :]
    return table


def in_order_sum(table: Reals, axis: int) -> Reals:
    """Sum along an axis in a fixed order, so that every machine gets the same bits."""
    running: Reals = np.cumsum(table, axis=axis)
    return running[-1] if axis == 0 else running[:, -1]


def scale_to(wanted: Reals, found: Reals) -> Reals:
    """Factor from what was found to what is wanted; 0 where nothing was found."""
    return np.divide(wanted, found, out=np.zeros_like(found), where=found > 0)


def rounded_table(table: Reals, row_totals: Sequence[int], column_totals: Sequence[int]) -> Counts:
    """Round a fitted table to whole numbers that keep both margins exactly.

    Floors first, then the missing ones go to the largest remainders whose row and column still miss some; what
    greed leaves over is placed row by row, where any column still misses some.
    """
    counts = np.floor(table + 1e-9).astype(np.int64)
    rows = np.asarray(row_totals, np.int64) - counts.sum(axis=1)
    columns = np.asarray(column_totals, np.int64) - counts.sum(axis=0)
    cells = [(float(counts[i, j] - table[i, j]), i, j) for i in range(len(rows)) for j in range(len(columns))]
    for _, i, j in sorted(cells):
        if rows[i] > 0 and columns[j] > 0:
            counts[i, j] += 1
            rows[i] -= 1
            columns[j] -= 1
    return settled(counts, rows, columns)


def settled(counts: Counts, rows: Counts, columns: Counts) -> Counts:
    """Place what rounding left over; a surplus is taken back from the largest cell of its row or column."""
    for i, j in np.ndindex(counts.shape):
        step = int(min(rows[i], columns[j])) if rows[i] > 0 and columns[j] > 0 else 0
        counts[i, j] += step
        rows[i] -= step
        columns[j] -= step
    for i, j in np.ndindex(counts.shape):
        step = int(min(-rows[i], -columns[j], counts[i, j])) if rows[i] < 0 and columns[j] < 0 else 0
        counts[i, j] -= step
        rows[i] += step
        columns[j] += step
    return counts
