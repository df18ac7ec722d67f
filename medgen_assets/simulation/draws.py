"""Random numbers that stay put. Draw i of a decision depends on the seed, the decision's name and i.

A result therefore does not depend on batches, workers, order or machine, and one casualty can be drawn alone.
The generator is SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014):
output i is a bijective mix of key + (i + 1) x golden ratio, so any draw is reached directly by its index.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Reals = NDArray[np.float64]
Bits = NDArray[np.uint64]

GOLDEN_GAMMA = np.uint64(0x9E3779B97F4A7C15)
FIRST_MULTIPLIER = np.uint64(0xBF58476D1CE4E5B9)
SECOND_MULTIPLIER = np.uint64(0x94D049BB133111EB)
STEP = 2.0**-52
"""52 bits, not 53: then uniform x total is always below total, and no choice can fall off its upper edge."""


def in_unit_interval(bits: Bits) -> Reals:
    """64 random bits as a number in [0, 1)."""
    numbers = (bits >> np.uint64(12)).astype(np.float64)
    numbers *= STEP
    return numbers


def splitmix64(key: np.uint64 | Bits, indices: Bits) -> Bits:
    """Outputs number `indices` (0-based) of the SplitMix64 sequence that starts at `key`; both may be arrays."""
    bits = indices + np.uint64(1)
    bits *= GOLDEN_GAMMA
    bits += key
    bits ^= bits >> np.uint64(30)
    bits *= FIRST_MULTIPLIER
    bits ^= bits >> np.uint64(27)
    bits *= SECOND_MULTIPLIER
    bits ^= bits >> np.uint64(31)
    return bits


@lru_cache(maxsize=4096)
def key_of(seed: int, decision: str, slot: int) -> np.uint64:
    """The 64-bit key of a decision in the exercises of a seed."""
    text = f"{seed}\x1f{decision}\x1f{slot}".encode()
    return np.uint64(int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), "little"))


@dataclass(frozen=True)
class Draws:
    """The random numbers of one exercise."""

    seed: int

    def key(self, decision: str, slot: int = 0) -> np.uint64:
        """The 64-bit key of a decision; `slot` tells repeated draws of one decision apart."""
        return key_of(self.seed, decision, slot)

    def bits(self, decision: str, ids: Ids, slot: int = 0) -> Bits:
        """64 random bits per id."""
        return splitmix64(self.key(decision, slot), ids.astype(np.uint64))

    def for_casualties(self, decision: str, ids: Ids, slot: int = 0) -> Reals:
        """One uniform number in [0, 1) per casualty id."""
        return in_unit_interval(self.bits(decision, ids, slot))

    def keyed(self, keys: Bits, ids: Ids) -> Reals:
        """One uniform number in [0, 1) per row, each row with the key of its own decision and its own id."""
        return in_unit_interval(splitmix64(keys, ids.astype(np.uint64)))

    def sequence(self, decision: str, count: int, slot: int = 0) -> Reals:
        """The first `count` uniform numbers of a decision that is not about casualties."""
        return self.for_casualties(decision, np.arange(count, dtype=np.int64), slot)


def chosen(uniforms: Reals, weights: Reals) -> Ids:
    """Index chosen by each uniform number among `weights` (1-d, non-negative, not all zero)."""
    edges = np.cumsum(weights)
    picked = np.searchsorted(edges, uniforms * edges[-1], side="right")
    numbers: Ids = np.minimum(picked, last_positive(weights)).astype(np.int64)
    return numbers


def last_positive(weights: Reals) -> int:
    """Index of the last weight above zero: where rounding at the upper edge may land."""
    return int(np.flatnonzero(weights)[-1])


def between(uniforms: Reals, low: Reals | float, high: Reals | float) -> Reals:
    """Uniform numbers stretched over [low, high)."""
    return low + uniforms * (high - low)


def triangular(uniforms: Reals, low: float, mode: float, high: float) -> Reals:
    """Quantiles of the triangular distribution."""
    share = (mode - low) / (high - low)
    rising = low + np.sqrt(uniforms * (high - low) * (mode - low))
    falling = high - np.sqrt((1.0 - uniforms) * (high - low) * (high - mode))
    return np.where(uniforms < share, rising, falling)
