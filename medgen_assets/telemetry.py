"""What work costs: wall and CPU seconds by stage, memory of the largest process.

Nothing here belongs into the model: stages are timed from outside, by whoever calls them.
"""

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

MEBIBYTE = 1024 * 1024
MAXRSS_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024
"""Unit of `ru_maxrss`: bytes on macOS, kibibytes on Linux. Source: getrusage(2) of either system."""


@dataclass(frozen=True)
class StageCost:
    """What one stage took, in seconds; CPU counts this process and the children it has waited for."""

    wall_seconds: float
    cpu_seconds: float


@dataclass
class Stopwatch:
    """Costs by stage; a stage entered again adds to what it took before."""

    costs: dict[str, StageCost] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside under this name, also when it fails."""
        wall, cpu = time.perf_counter(), cpu_seconds()
        try:
            yield
        finally:
            self._add(name, StageCost(time.perf_counter() - wall, cpu_seconds() - cpu))

    def _add(self, name: str, cost: StageCost) -> None:
        before = self.costs.get(name, StageCost(0.0, 0.0))
        self.costs[name] = StageCost(
            before.wall_seconds + cost.wall_seconds, before.cpu_seconds + cost.cpu_seconds
        )

    def wall_seconds(self) -> dict[str, float]:
        """Wall seconds by stage, in the order the stages were first entered, to the millisecond."""
        return {name: round(cost.wall_seconds, 3) for name, cost in self.costs.items()}


def cpu_seconds() -> float:
    """CPU seconds, user and system, of this process since its start and of its finished children."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def peak_rss_mb() -> float:
    """Largest resident size, in MiB, that this process or one of its finished children ever had."""
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return max(peaks) * MAXRSS_UNIT_BYTES / MEBIBYTE
