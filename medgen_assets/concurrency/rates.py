"""So many starts a second and no more, whoever asks: in any window of w seconds at most rate × w + burst."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from medgen_assets.concurrency.outcomes import positive


class RateLimit:
    """Lets tasks of one event loop start one after the other, at a rate (per second).

    Times count from when a start really happened, not from when it was due: after a late one the next is late
    too, so that no window ever holds more than it may. `burst` starts may come together after a pause.
    """

    def __init__(
        self,
        per_second: float,
        burst: int = 1,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        positive(per_second=per_second, burst=burst)
        self._interval = 1.0 / per_second
        self._tolerance = (burst - 1) * self._interval
        self._clock, self._sleep = clock, sleep
        self._due = float("-inf")
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Wait for one's turn; what follows without another wait has started in time."""
        async with self._turn:
            while (wait := self._due - self._tolerance - self._clock()) > 0:
                await self._sleep(wait)
            self._due = max(self._due, self._clock()) + self._interval
