"""Worker processes for tasks of asyncio; one that dies takes its own item along and no other.

When a worker dies, the pool is broken and cannot say whose item it was. All that were in work are then tried
once more, one at a time in a process of their own: the one that kills again is found, the others are done.
"""

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self, TypeVar

from medgen_assets.concurrency.outcomes import positive
from medgen_assets.concurrency.processes import begin_work
from medgen_assets.errors import DependencyDown

Item = TypeVar("Item")
Result = TypeVar("Result")
ATTEMPTS = 2
"""With the others, then alone: the second time it is known whose fault the end of the worker was."""


class WorkerDied(DependencyDown):
    """The worker process of this item was ended, twice: by the item, or from outside."""


def attempts_of(error: BaseException) -> int:
    """How often an item was tried whose task raised this."""
    return ATTEMPTS if isinstance(error, WorkerDied) else 1


class ProcessWorkers:
    """A pool of spawned processes, open inside `async with`; the end waits for the items in work."""

    def __init__(self, workers: int) -> None:
        positive(workers=workers)
        self._workers = workers
        self._pool = _pool(workers)
        self._alone = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await _closed(self._pool)

    def task(self, work: Callable[[Item], Result]) -> Callable[[Item], Awaitable[Result]]:
        """The work as a task that waits for a worker; work, items and results must be picklable."""

        async def in_a_worker(item: Item) -> Result:
            pool = self._pool
            try:
                return await _in(pool, work, item)
            except BrokenProcessPool:
                if pool is self._pool:
                    self._pool = _pool(self._workers)
                    await _closed(pool)
                return await self._tried_alone(work, item)

        return in_a_worker

    async def _tried_alone(self, work: Callable[[Item], Result], item: Item) -> Result:
        async with self._alone:
            pool = _pool(1)
            try:
                return await _in(pool, work, item)
            except BrokenProcessPool as broken:
                raise WorkerDied(
                    f"The worker process of {item!r:.200} was ended {ATTEMPTS} times."
                ) from broken
            finally:
                await _closed(pool)


async def _in(pool: ProcessPoolExecutor, work: Callable[[Item], Result], item: Item) -> Result:
    return await asyncio.get_running_loop().run_in_executor(pool, work, item)


async def _closed(pool: ProcessPoolExecutor) -> None:
    await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), initializer=begin_work)
