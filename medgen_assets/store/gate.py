"""First come, first served: threads and coroutines in one queue for a fixed number of permits."""

import asyncio
import threading
from collections import deque
from concurrent.futures import Future, InvalidStateError


class GateFull(Exception):
    """So many are waiting already that one more would be hopeless."""


class Gate:
    """A semaphore that serves threads and coroutines of any event loop in the order they came."""

    def __init__(self, permits: int, max_waiting: int) -> None:
        self._lock = threading.Lock()
        self._permits = permits
        self._free = permits
        self._max_waiting = max_waiting
        self._queue: deque[Future[None]] = deque()

    @property
    def in_use(self) -> int:
        """Permits that are out now."""
        return self._permits - self._free

    @property
    def waiting(self) -> int:
        """How many stand in the queue."""
        return len(self._queue)

    def enter(self, seconds: float) -> None:
        """Take a permit; TimeoutError when none comes free in time."""
        turn = self._turn()
        try:
            turn.result(seconds)
        except BaseException:
            self._step_out(turn)
            raise

    async def enter_async(self, seconds: float) -> None:
        """Take a permit without blocking the event loop; TimeoutError when none comes free in time."""
        turn = self._turn()
        if turn.done():
            return
        try:
            await asyncio.wait_for(asyncio.wrap_future(turn), seconds)
        except BaseException:
            self._step_out(turn)
            raise

    def leave(self) -> None:
        """Give the permit back; the longest waiting gets it."""
        with self._lock:
            while self._queue:
                if _call(self._queue.popleft()):
                    return
            self._free += 1

    def _turn(self) -> "Future[None]":
        turn: Future[None] = Future()
        with self._lock:
            if self._free > 0:
                self._free -= 1
                turn.set_result(None)
            elif len(self._queue) >= self._max_waiting:
                raise GateFull
            else:
                self._queue.append(turn)
        return turn

    def _step_out(self, turn: "Future[None]") -> None:
        """Leave the queue; a permit that came in the very last moment goes to the next."""
        if not turn.cancel():
            self.leave()
            return
        with self._lock:
            if turn in self._queue:
                self._queue.remove(turn)


def _call(turn: "Future[None]") -> bool:
    try:
        turn.set_result(None)
    except InvalidStateError:
        return False
    return True
