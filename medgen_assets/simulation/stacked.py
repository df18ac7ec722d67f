"""Weighted lists end to end, from which many people choose at once, each from a list of its own.

Whoever chooses alone finds the same: even numbers are counted in steps of 2^-52 (`draws.STEP`), and for each item it
is known at which step it begins. So nothing is rounded that a search through one list would not round.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from medgen_assets.simulation.draws import STEP, Bits, Ids, Reals, last_positive

STEPS = round(1.0 / STEP)
STEP_BITS = np.uint64(STEPS.bit_length() - 1)


@dataclass(frozen=True)
class Stacked:
    """Lists end to end."""

    ends: Bits
    """Of each item the number of its list, in the upper bits, and the first step that lies beyond the item."""
    last: Ids
    """Position of the last item of each list that may be chosen."""

    def positions(self, lists: Ids, uniforms: Reals) -> Ids:
        """Position of the item that each even number picks from its list."""
        asked = (uniforms * STEPS).astype(np.uint64)
        asked += lists.astype(np.uint64) << STEP_BITS
        found: Ids = np.searchsorted(self.ends, asked, side="right")
        return np.minimum(found, self.last[lists])


def of_weights(weights: Sequence[Reals]) -> Stacked:
    """Lists that are chosen from as `draws.chosen` does."""
    edges = [np.cumsum(listed) for listed in weights]
    return stacked(edges, [float(edge[-1]) for edge in edges], [last_positive(listed) for listed in weights])


def of_edges(edges: Sequence[Reals]) -> Stacked:
    """Lists by the upper edges of their items between 0 and 1."""
    return stacked(edges, [1.0] * len(edges), [len(edge) - 1 for edge in edges])


def stacked(edges: Sequence[Reals], totals: Sequence[float], last: Sequence[int]) -> Stacked:
    """Lists end to end, by the upper edges of their items up to the total of each, and their last items."""
    counts = np.array([len(edge) for edge in edges], dtype=np.int64)
    steps = first_steps(np.concatenate(edges), np.repeat(np.array(totals), counts))
    steps += np.repeat(np.arange(len(edges), dtype=np.uint64) << STEP_BITS, counts)
    return Stacked(steps, np.cumsum(counts) - counts + np.array(last, dtype=np.int64))


def first_steps(edges: Reals, totals: Reals) -> Bits:
    """The first step of each edge whose even number times the total of its list reaches it."""
    steps = np.clip(np.ceil(edges / totals * STEPS), 0, STEPS).astype(np.int64)
    while (early := (steps > 0) & ((steps - 1) * STEP * totals >= edges)).any():
        steps[early] -= 1
    while (late := (steps < STEPS) & (steps * STEP * totals < edges)).any():
        steps[late] += 1
    return steps.astype(np.uint64)
