"""Tasks that tell what went on while they worked, and a run that cannot hang."""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from typing import Any, TypeVar

Result = TypeVar("Result")

PATIENCE_SECONDS = 20.0


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end; raises TimeoutError for work that hangs."""
    return asyncio.run(asyncio.wait_for(work, PATIENCE_SECONDS))


class Probe:
    """A task that takes a while and knows how many were in work at once."""

    def __init__(self, seconds: float = 0.01) -> None:
        self.seconds = seconds
        self.in_work = self.peak = self.calls = self.ended = 0

    async def __call__(self, number: int) -> int:
        """The square of the number."""
        self.calls += 1
        self.in_work += 1
        self.peak = max(self.peak, self.in_work)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.in_work -= 1
            self.ended += 1
        return number * number


class Source:
    """A stream that knows how far it was read and whether it was closed."""

    def __init__(self, length: int | None, error: Exception | None = None) -> None:
        self.length, self.error = length, error
        self.read, self.is_closed = 0, False

    async def numbers(self) -> AsyncIterator[int]:
        """0, 1, 2 …, for ever if no length is given, then the error if one is."""
        try:
            while self.length is None or self.read < self.length:
                self.read += 1
                yield self.read - 1
                await asyncio.sleep(0)
            if self.error:
                raise self.error
        finally:
            self.is_closed = True


def counting(length: int, read: list[int]) -> Iterator[int]:
    """Numbers that are noted when they are read."""
    for number in range(length):
        read.append(number)
        yield number


def others() -> set["asyncio.Task[Any]"]:
    """The tasks of this loop beside the current one and the one that watches the time."""
    return {task for task in asyncio.all_tasks() if not task.done()} - {asyncio.current_task()}  # type: ignore[return-value]
