"""One waiting task on each item of a stream: several at once, a bounded number of items ahead of the reader."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable
from contextlib import aclosing
from typing import Generic, TypeVar

from medgen_assets.concurrency.outcomes import Done, Failed, Outcome, positive
from medgen_assets.concurrency.workers import attempts_of

Item = TypeVar("Item")
Result = TypeVar("Result")

DEFAULT_BUFFER = 100
"""Items read ahead of the reader beside those in work. Source: the plan of the findings catalogue."""
DEFAULT_CONCURRENCY = 10
"""Items in work at once. Source: the same plan."""


class StreamProcessor:
    """Maps streams; at most `max_buffer` items wait for the reader while others are in work."""

    def __init__(self, max_buffer: int = DEFAULT_BUFFER) -> None:
        positive(max_buffer=max_buffer)
        self._max_buffer = max_buffer

    async def map_stream(
        self,
        items: AsyncIterable[Item] | Iterable[Item],
        task: Callable[[Item], Awaitable[Result]],
        concurrency: int = DEFAULT_CONCURRENCY,
        *,
        in_order: bool = True,
    ) -> AsyncGenerator[Outcome[Item, Result], None]:
        """Give the outcome of each item, in the order of the items or as they come.

        An error of a task is the outcome of its item; an error of the stream is raised after the outcomes of the
        items before it. A reader that stops early ends all work and closes the stream; with `contextlib.aclosing`
        it has ended before the next statement. Raises BadInput for a concurrency below 1.
        """
        flow = Flow(items, task, concurrency, self._max_buffer)
        async with aclosing(flow.outcomes(in_order=in_order)) as outcomes:
            async for _, outcome in outcomes:
                yield outcome


class Flow(Generic[Item, Result]):
    """One stream on its way through the task: the workers, and what is read, in work and waiting."""

    def __init__(
        self,
        items: AsyncIterable[Item] | Iterable[Item],
        task: Callable[[Item], Awaitable[Result]],
        concurrency: int,
        max_buffer: int,
    ) -> None:
        positive(concurrency=concurrency, max_buffer=max_buffer)
        self._source, self._task, self._concurrency = _each(items), task, concurrency
        self._room = asyncio.Semaphore(concurrency + max_buffer)
        self._reading, self._came = asyncio.Lock(), asyncio.Event()
        self._waiting: dict[int, Outcome[Item, Result]] = {}
        self._read = self._given = 0
        self._error: BaseException | None = None
        self.is_at_end = False
        """Whether the last item was read."""

    async def outcomes(self, *, in_order: bool) -> AsyncGenerator[tuple[int, Outcome[Item, Result]], None]:
        """The number of each item, from 0, and its outcome; nothing is left running when this is closed."""
        workers = [asyncio.create_task(self._work()) for _ in range(self._concurrency)]
        try:
            while (number := await self._next_number(in_order=in_order)) is not None:
                yield number, self._waiting.pop(number)
                self._room.release()
            if self._error is not None:
                raise self._error
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.wait(workers)
            await self._source.aclose()

    async def _next_number(self, *, in_order: bool) -> int | None:
        """The number of the next outcome to give, when it is there; None after the last."""
        while True:
            self._came.clear()
            number = self._given if in_order else next(iter(self._waiting), self._given)
            if number in self._waiting:
                self._given += 1
                return number
            if self.is_at_end and self._given == self._read:
                return None
            await self._came.wait()

    async def _work(self) -> None:
        """Take items and do the task on them, until there are no more."""
        while True:
            await self._room.acquire()
            async with self._reading:
                if self.is_at_end or (item := await self._next_item()) is None:
                    return
                number, self._read = self._read, self._read + 1
            self._waiting[number] = await self._outcome(item[0])
            self._came.set()

    async def _next_item(self) -> tuple[Item] | None:
        """The next item, or None where the stream ends or fails."""
        try:
            return (await anext(self._source),)
        except StopAsyncIteration:
            self.is_at_end = True
        except (Exception, asyncio.CancelledError) as error:
            if _is_cancelled(error):
                raise
            self.is_at_end, self._error = True, error
        self._came.set()
        return None

    async def _outcome(self, item: Item) -> Outcome[Item, Result]:
        try:
            return Done(item, await self._task(item))
        except (Exception, asyncio.CancelledError) as error:
            if _is_cancelled(error):
                raise
            return Failed(item, error, attempts_of(error))


def _is_cancelled(error: BaseException) -> bool:
    """Whether this worker itself was cancelled, and not something that it waited for."""
    worker = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and worker is not None and worker.cancelling() > 0


async def _each(items: AsyncIterable[Item] | Iterable[Item]) -> AsyncGenerator[Item, None]:
    """The items of either kind of stream, which is closed in the end if it can be."""
    if isinstance(items, AsyncIterable):
        iterator = aiter(items)
        try:
            async for item in iterator:
                yield item
        finally:
            if isinstance(iterator, AsyncGenerator):
                await iterator.aclose()
    else:
        for item in items:
            yield item
