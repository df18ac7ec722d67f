"""Times operations by name, in any number of threads and tasks, and adds up what other processes measured."""

import asyncio
import copy
import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any, Self

from medgen_assets.errors import Cancelled
from medgen_assets.telemetry.costs import Costs, Ending, Series
from medgen_assets.telemetry.families import MetricFamily, cost_families
from medgen_assets.telemetry.process import cpu_seconds
from medgen_assets.telemetry.text import cost_lines

CANCELLATIONS = (asyncio.CancelledError, Cancelled, KeyboardInterrupt, GeneratorExit)


class Measurement:
    """One operation while it runs; `items` may be set inside the block, when the work is known."""

    __slots__ = ("_began", "_cpu", "_monitor", "_operation", "items")

    def __init__(self, monitor: "PerformanceMonitor", operation: str, items: int) -> None:
        self._monitor, self._operation, self.items = monitor, operation, items

    def __enter__(self) -> Self:
        self._cpu, self._began = self._monitor.cpu(), self._monitor.clock()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        monitor, ended = self._monitor, self._monitor.clock()
        monitor.note(
            self._operation, ending_of(error), self._began, ended, monitor.cpu() - self._cpu, self.items
        )


class PerformanceMonitor:
    """Costs by operation and ending. It travels to other processes and back, and can be merged.

    Times of processes are merged by one clock: the default counts from the start of the machine on Linux and
    macOS, so processes of one machine agree on it.
    """

    def __init__(
        self, clock: Callable[[], float] = time.perf_counter, cpu: Callable[[], float] = cpu_seconds
    ) -> None:
        self.clock, self.cpu = clock, cpu
        self._series: dict[tuple[str, Ending], Series] = {}
        self._lock = threading.Lock()

    def measure(self, operation: str, items: int = 0) -> Measurement:
        """Time the block of a `with`, which may contain `await`; its errors pass unchanged."""
        return Measurement(self, operation, items)

    def note(
        self, operation: str, ending: Ending, began: float, ended: float, cpu: float, items: int = 0
    ) -> None:
        """Add an operation that was timed elsewhere, from when to when by this monitor's clock."""
        with self._lock:
            series = self._series.get((operation, ending))
            if series is None:
                series = self._series[operation, ending] = Series()
            series.add(began, ended, cpu, items)

    def merge(self, other: "PerformanceMonitor") -> None:
        """Add all that another monitor has measured so far."""
        measured = other.snapshot()
        with self._lock:
            for key, series in measured.items():
                self._series.setdefault(key, Series()).merge(series)

    def costs(self) -> list[Costs]:
        """What each operation cost, in the order in which they were first measured."""
        with self._lock:
            return [series.costs(*key) for key, series in self._series.items()]

    def wall_seconds(self) -> dict[str, float]:
        """Seconds by operation, however it ended, to the millisecond."""
        seconds: dict[str, float] = {}
        for cost in self.costs():
            seconds[cost.operation] = seconds.get(cost.operation, 0.0) + cost.seconds
        return {operation: round(total, 3) for operation, total in seconds.items()}

    def document(self) -> list[dict[str, Any]]:
        """The costs as JSON."""
        return [cost.document() for cost in self.costs()]

    def report(self) -> str:
        """The costs as a table of text."""
        return "\n".join(cost_lines(self.costs()))

    def families(self) -> Iterator[MetricFamily]:
        """The costs as Prometheus counts them."""
        return cost_families(self.costs())

    def snapshot(self) -> dict[tuple[str, Ending], Series]:
        """A copy of what was measured, by operation and ending."""
        with self._lock:
            return copy.deepcopy(self._series)

    def __getstate__(self) -> dict[str, Any]:
        return {"clock": self.clock, "cpu": self.cpu, "_series": self.snapshot()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        vars(self).update(state)
        self._lock = threading.Lock()


def ending_of(error: BaseException | None) -> Ending:
    """How a block ended that was left by this error."""
    if error is None:
        return Ending.OK
    return Ending.CANCELLED if isinstance(error, CANCELLATIONS) else Ending.ERROR
