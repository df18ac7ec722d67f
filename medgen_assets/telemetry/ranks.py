"""Quantiles of any number of values in bounded memory.

Values are kept as they are until there are 2,048; then they are sorted and every other one stands for two. The
same is done with those that stand for two, and so on. Each halving moves a rank by at most the weight of one
value, so a quantile is off by at most log2(n / 2,048) / 2,048 of all ranks: 0.44 % for 10⁶ values, 0.93 % for
10⁹ (Munro and Paterson 1980, assumption: the bound recalled, unconfirmed; the tests measure it).
"""

import math
from array import array
from collections.abc import Iterator

KEPT_PER_LEVEL = 2048


class RankSketch:
    """The values seen, each standing for 1, 2, 4 … of them; smallest and largest are exact."""

    def __init__(self) -> None:
        self.count = 0
        self.minimum, self.maximum = math.inf, -math.inf
        self.levels: list[array[float]] = [array("d")]
        self._turns = [0]

    def add(self, value: float) -> None:
        """See one more value."""
        self.count += 1
        self.minimum = min(self.minimum, value)
        self.maximum = max(self.maximum, value)
        kept = self.levels[0]
        kept.append(value)
        if len(kept) >= KEPT_PER_LEVEL:
            self._halve(0)

    def merge(self, other: "RankSketch") -> None:
        """See all that the other has seen."""
        self.count += other.count
        self.minimum, self.maximum = min(self.minimum, other.minimum), max(self.maximum, other.maximum)
        for level, values in enumerate(other.levels):
            self._take(level, values)
        for level in range(len(other.levels)):
            if len(self.levels[level]) >= KEPT_PER_LEVEL:
                self._halve(level)

    def quantiles(self, *shares: float) -> list[float]:
        """The values of these shares (0-1) by nearest rank: the smallest that so many are not above.

        Never below the minimum nor above the maximum, and never smaller for a larger share; NaN without values.
        """
        return [self._at(math.ceil(share * self.count)) for share in shares]

    @property
    def kept(self) -> int:
        """How many values are held in memory."""
        return sum(map(len, self.levels))

    def _at(self, rank: int) -> float:
        if rank <= 1 or rank >= self.count:
            return math.nan if not self.count else self.minimum if rank <= 1 else self.maximum
        seen = 0
        for value, weight in self._sorted():
            seen += weight
            if seen >= rank:
                return value
        return self.maximum

    def _sorted(self) -> Iterator[tuple[float, int]]:
        return iter(sorted((value, 1 << level) for level, kept in enumerate(self.levels) for value in kept))

    def _halve(self, level: int) -> None:
        """Let every other value of a level stand for its neighbour too; once the lower, once the upper one."""
        values = self.levels[level]
        left_over = values[len(values) & ~1 :]
        pairs = sorted(values[: len(values) & ~1])
        self.levels[level] = left_over
        turn = self._turns[level]
        self._turns[level] ^= 1
        self._take(level + 1, array("d", pairs[turn::2]))
        if len(self.levels[level + 1]) >= KEPT_PER_LEVEL:
            self._halve(level + 1)

    def _take(self, level: int, values: "array[float]") -> None:
        while len(self.levels) <= level:
            self.levels.append(array("d"))
            self._turns.append(0)
        self.levels[level].extend(values)
