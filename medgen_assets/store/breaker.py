"""A circuit breaker: after several failures in a row, say no at once for a while, then try one again."""

import threading
import time
from collections.abc import Callable
from typing import Literal

State = Literal["closed", "open", "half-open"]

FAILURES = 3
"""Failures in a row that open the breaker. Assumption: one may be chance and two a restart."""
PAUSE_SECONDS = 2.0
"""How long it stays open. Assumption: a server restarts in about that time."""


class Breaker:
    """One dependency's breaker; the clock (seconds, monotonic) is given for tests."""

    def __init__(
        self,
        failures: int = FAILURES,
        pause_seconds: float = PAUSE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit = failures
        self._pause = pause_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at: float | None = None
        self._is_trying = False

    @property
    def state(self) -> State:
        """Closed: all pass. Open: none passes. Half-open: one may try."""
        if self._opened_at is None:
            return "closed"
        return "half-open" if self._clock() - self._opened_at >= self._pause else "open"

    def allows(self) -> bool:
        """Whether an attempt may be made now; half-open lets a single one through."""
        with self._lock:
            if self.state == "closed":
                return True
            if self.state == "open" or self._is_trying:
                return False
            self._is_trying = True
            return True

    def succeeded(self) -> None:
        """An attempt went well: close."""
        with self._lock:
            self._failures, self._opened_at, self._is_trying = 0, None, False

    def failed(self) -> None:
        """An attempt failed: count it, and open at the limit or after a failed trial."""
        with self._lock:
            self._failures += 1
            if self._is_trying or self._failures >= self._limit:
                self._opened_at = self._clock()
            self._is_trying = False

    def gave_up(self) -> None:
        """An attempt ended without an answer about the dependency: let the next one try."""
        with self._lock:
            self._is_trying = False
