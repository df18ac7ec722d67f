"""First come, first served: threads and coroutines in one queue for a fixed number of permits."""

import asyncio
import threading
import time
from collections import deque
from concurrent.futures import Future, InvalidStateError
from dataclasses import dataclass


class GateFull(Exception):
    """So many are waiting already that one more would be hopeless."""


@dataclass
class GateCounts:
    """What happened at a gate since it was made."""

    requests: int = 0
    queued: int = 0
    errors: int = 0
    wait_seconds: float = 0.0


class Gate:
    """A semaphore that serves threads and coroutines of any event loop in the order they came."""

    def __init__(self, permits: int, max_waiting: int) -> None:
        self._lock = threading.Lock()
        self._permits = permits
        self._free = permits
        self._max_waiting = max_waiting
        self._queue: deque[Future[None]] = deque()
        self.counts = GateCounts()

    @property
    def in_use(self) -> int:
        """Permits that are out now."""
        return self._permits - self._free

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        return len(self._queue)

    def enter(self, seconds: float) -> None:
        """Take a permit; TimeoutError when none comes free in time, GateFull when too many wait."""
        started, turn = time.monotonic(), self._turn()
        try:
            turn.result(seconds)
        except BaseException:
            self._step_out(turn)
            raise
        finally:
            self._waited(started)

    async def enter_async(self, seconds: float) -> None:
        """Take a permit without blocking the event loop; the same errors."""
        started, turn = time.monotonic(), self._turn()
        if turn.done():
            return
        try:
            await asyncio.wait_for(asyncio.wrap_future(turn), seconds)
        except BaseException:
            self._step_out(turn)
            raise
        finally:
            self._waited(started)

    def leave(self) -> None:
        """Give the permit back; the longest waiting gets it."""
        with self._lock:
            while self._queue:
                if _is_called(self._queue.popleft()):
                    return
            self._free += 1

    def _turn(self) -> "Future[None]":
        turn: Future[None] = Future()
        with self._lock:
            self.counts.requests += 1
            if self._free > 0:
                self._free -= 1
                turn.set_result(None)
            elif len(self._queue) >= self._max_waiting:
                self.counts.errors += 1
                raise GateFull
            else:
                self.counts.queued += 1
                self._queue.append(turn)
        return turn

    def _step_out(self, turn: "Future[None]") -> None:
        """Leave the queue; a permit that came in the very last moment goes to the next."""
        came_late = not turn.cancel()
        with self._lock:
            self.counts.errors += 1
            if turn in self._queue:
                self._queue.remove(turn)
        if came_late:
            self.leave()

    def _waited(self, started: float) -> None:
        with self._lock:
            self.counts.wait_seconds += time.monotonic() - started


def _is_called(turn: "Future[None]") -> bool:
    try:
        turn.set_result(None)
    except InvalidStateError:
        return False
    return True
