"""Times counted by how long they were, in the bounds that Prometheus adds up over processes."""

import threading
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from medgen_assets.telemetry.families import Sample

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds. Assumption: a search takes milliseconds, a hundred a tenth of a second, and 10 s is where one is stopped."""
SUM = "sum"


class Buckets:
    """How many times fell between two bounds since they were last taken; for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._begin()

    def _begin(self) -> None:
        self._counts, self._sum = [0] * (len(BOUNDS) + 1), 0.0

    def add(self, seconds: float) -> None:
        """Count one time."""
        with self._lock:
            self._counts[bisect_left(BOUNDS, seconds)] += 1
            self._sum += seconds

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count how long the block takes, unless it fails."""
        began = time.perf_counter()
        yield
        self.add(time.perf_counter() - began)

    def taken(self) -> dict[str, float]:
        """The counts by upper bound, and the sum; from now on they begin at 0."""
        with self._lock:
            found = dict(zip(map(str, (*BOUNDS, "+Inf")), map(float, self._counts), strict=True))
            found[SUM] = self._sum
            self._begin()
        return found


def bucket_samples(counts: Mapping[str, float], labels: Mapping[str, str]) -> Iterator[Sample]:
    """Counts as the samples of a histogram: each bucket counts all that are not above its bound."""
    seen = 0.0
    for bound in map(str, (*BOUNDS, "+Inf")):
        seen += counts.get(bound, 0.0)
        yield Sample(seen, {**labels, "le": bound}, "_bucket")
    yield Sample(seen, dict(labels), "_count")
    yield Sample(counts.get(SUM, 0.0), dict(labels), "_sum")
