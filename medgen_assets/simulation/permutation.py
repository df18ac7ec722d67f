"""A shuffled deck that is never laid out: where card i of n lies, reached directly.

Shares that must be exact to one casualty are dealt from it: of n casualties exactly k get a property, which
ones is random, and any casualty can be asked alone. A balanced Feistel network over the next even power of
two permutes; numbers outside 0..n-1 walk on until they fall inside (Black, Rogaway: Ciphers with Arbitrary
Finite Domains, 2002).
"""

import numpy as np

from medgen_assets.simulation.draws import Bits, Draws, Ids, splitmix64

ROUNDS = 4


def shuffled(draws: Draws, decision: str, positions: Ids, count: int) -> Ids:
    """Image of each position (0..count-1) under the decision's permutation of 0..count-1."""
    half = np.uint64(max(1, ((count - 1).bit_length() + 1) // 2))
    keys = [draws.key(decision, round_no) for round_no in range(ROUNDS)]
    placed = feistel(positions.astype(np.uint64), half, keys)
    outside = placed >= np.uint64(count)
    while outside.any():
        placed[outside] = feistel(placed[outside], half, keys)
        outside = placed >= np.uint64(count)
    return placed.astype(np.int64)


def feistel(values: Bits, half: np.uint64, keys: list[np.uint64]) -> Bits:
    """Permute numbers of 2 x `half` bits."""
    mask = (np.uint64(1) << half) - np.uint64(1)
    left, right = values >> half, values & mask
    for key in keys:
        left, right = right, left ^ (splitmix64(key, right) & mask)
    mixed: Bits = (left << half) | right
    return mixed
