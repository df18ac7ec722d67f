"""What one operation cost so far, by how it ended."""

import math
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from medgen_assets.telemetry.ranks import RankSketch


class Ending(StrEnum):
    """How an operation ended."""

    OK = "ok"
    ERROR = "error"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Costs:
    """The figures of one operation and ending; times in seconds, quantiles by nearest rank."""

    operation: str
    ending: Ending
    count: int
    items: int
    seconds: float
    cpu_seconds: float
    """CPU of the whole process meanwhile, children it waited for included."""
    minimum: float
    mean: float
    median: float
    p95: float
    p99: float
    maximum: float
    items_per_second: float
    """Items ÷ the sum of the times."""
    items_per_wall_second: float
    """Items ÷ the time from the first beginning to the last end: the figure of work that overlaps."""

    def document(self) -> dict[str, Any]:
        """The figures by name, to the microsecond."""
        return {
            name: round(value, 6) if isinstance(value, float) else value
            for name, value in asdict(self).items()
        }


@dataclass
class Series:
    """One operation and ending, added up as it goes."""

    times: RankSketch = field(default_factory=RankSketch)
    items: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    first_began: float = math.inf
    last_ended: float = -math.inf

    def add(self, began: float, ended: float, cpu_seconds: float, items: int) -> None:
        """One more, from when to when (seconds of one clock)."""
        self.times.add(ended - began)
        self.seconds += ended - began
        self.cpu_seconds += cpu_seconds
        self.items += items
        self.first_began = min(self.first_began, began)
        self.last_ended = max(self.last_ended, ended)

    def merge(self, other: "Series") -> None:
        """All that another series has seen."""
        self.times.merge(other.times)
        self.seconds += other.seconds
        self.cpu_seconds += other.cpu_seconds
        self.items += other.items
        self.first_began = min(self.first_began, other.first_began)
        self.last_ended = max(self.last_ended, other.last_ended)

    def costs(self, operation: str, ending: Ending) -> Costs:
        """The figures."""
        median, p95, p99 = self.times.quantiles(0.5, 0.95, 0.99)
        return Costs(
            operation,
            ending,
            self.times.count,
            self.items,
            self.seconds,
            self.cpu_seconds,
            self.times.minimum,
            self.seconds / self.times.count,
            median,
            p95,
            p99,
            self.times.maximum,
            _per(self.items, self.seconds),
            _per(self.items, self.last_ended - self.first_began),
        )


def _per(items: int, seconds: float) -> float:
    return items / seconds if seconds > 0 else 0.0
