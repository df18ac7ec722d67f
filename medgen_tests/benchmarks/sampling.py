"""What a server looks like while something works: its sessions every 20 ms, and times by rank."""

import math
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, Self

import psycopg

SAMPLE_SECONDS = 0.02
ONLOOKER = "onlooker"
"""Name of the sessions of those who measure; they are not counted."""
SESSIONS = """
SELECT coalesce(datname, ''), count(*) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND application_name <> %s GROUP BY 1
"""


class Sampler:
    """Counts the client sessions of a server every 20 ms, those of onlookers left out."""

    def __init__(self, url: str, seconds: float = SAMPLE_SECONDS) -> None:
        self._url, self._seconds = url, seconds
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.totals: Counter[int] = Counter()
        """How often so many sessions were seen."""
        self.peaks: dict[str, int] = {}
        """The most sessions of each database."""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    @property
    def peak(self) -> int:
        """The most sessions of all databases together."""
        return max(self.totals, default=0)

    def document(self) -> dict[str, Any]:
        """The figures as JSON."""
        samples = self.totals.total()
        mean = sum(sessions * count for sessions, count in self.totals.items()) / max(samples, 1)
        return {"peak": self.peak, "mean": round(mean, 2), "samples": samples, "by_database": self.peaks}

    def _sample(self) -> None:
        with psycopg.connect(self._url, autocommit=True, application_name=ONLOOKER) as connection:
            while not self._is_over.wait(self._seconds):
                rows = dict(connection.execute(SESSIONS, [ONLOOKER]).fetchall())
                self.totals[sum(rows.values())] += 1
                for name, sessions in rows.items():
                    self.peaks[name] = max(self.peaks.get(name, 0), sessions)


def times(work: Callable[[], object], repetitions: int) -> list[float]:
    """How long each call takes, in milliseconds, sorted."""
    found = []
    for _ in range(repetitions):
        began = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - began))
    return sorted(found)


def ranks(found: Sequence[float]) -> dict[str, float]:
    """Median, 95 and 99 of a hundred, and the longest of sorted times (ms), by nearest rank."""
    at = {name: found[math.ceil(share * len(found)) - 1] for name, share in RANKS.items()}
    return {name: round(value, 3) for name, value in at.items()}


RANKS = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99, "max_ms": 1.0}
