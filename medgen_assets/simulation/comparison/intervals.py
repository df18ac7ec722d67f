"""Differences of pairs, and the interval in which their mean lies with 95 % confidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

T_95 = {
    1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 6: 2.447, 7: 2.365, 8: 2.306, 9: 2.262, 10: 2.228,
    11: 2.201, 12: 2.179, 13: 2.160, 14: 2.145, 15: 2.131, 16: 2.120, 17: 2.110, 18: 2.101, 19: 2.093, 20: 2.086,
    21: 2.080, 22: 2.074, 23: 2.069, 24: 2.064, 25: 2.060, 26: 2.056, 27: 2.052, 28: 2.048, 29: 2.045, 30: 2.042,
    40: 2.021, 60: 2.000, 120: 1.980,
}  # fmt: skip
"""Quantile 0.975 of Student's t by degrees of freedom; between two rows the lower one holds, which is wider.

Source: the published table (Student 1908, Biometrika 6:1-25, in today's form); a test integrates the density anew.
"""


@dataclass(frozen=True)
class Difference:
    """A measure in both arms (means over the replications) and B less A, paired by replication."""

    a: float
    b: float
    mean: float
    half_width: float | None
    """Of the 95 % interval; None from one replication, which has none."""

    @property
    def is_beyond_chance(self) -> bool:
        """Whether the interval leaves out no difference at all."""
        return self.half_width is not None and abs(self.mean) > self.half_width


def difference(one: Sequence[float], other: Sequence[float]) -> Difference:
    """Compare a measure over the same replications in both arms."""
    pairs = [b - a for a, b in zip(one, other, strict=True)]
    return Difference(mean(one), mean(other), mean(pairs), half_width(pairs))


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean."""
    return sum(values) / len(values)


def half_width(values: Sequence[float]) -> float | None:
    """Half the width of the 95 % interval of the mean: t x standard deviation / root of the count."""
    freedom = len(values) - 1
    if freedom < 1:
        return None
    middle = mean(values)
    variance = sum((value - middle) ** 2 for value in values) / freedom
    return t_95(freedom) * sqrt(variance / len(values))


def t_95(freedom: int) -> float:
    """Quantile 0.975 of Student's t."""
    return T_95[max(known for known in T_95 if known <= freedom)]
