"""Worker processes for tasks of asyncio; one that dies takes its own item along and no other.

The item is then tried once more in a fresh worker: the end may have come from outside, for want of memory perhaps.
The second time it is the item's own fault.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from types import TracebackType
from typing import Self, TypeVar

from medgen_assets.concurrency.outcomes import positive
from medgen_assets.concurrency.worker import Raised, Tell, Told, Worker, WorkerEnded
from medgen_assets.errors import Cancelled, DependencyDown

Item = TypeVar("Item")
Result = TypeVar("Result")
ATTEMPTS = 2
"""Once more than once: the second time it is known whose fault the end of the worker was."""


class WorkerDied(DependencyDown):
    """The worker process of this item was ended, twice: by the item, or from outside."""


def attempts_of(error: BaseException) -> int:
    """How often an item was tried whose task raised this."""
    return ATTEMPTS if isinstance(error, WorkerDied) else 1


class ProcessWorkers:
    """So many spawned processes, open inside `async with`.

    The end waits for the items in work; an error or Ctrl-C ends them at once, so work must leave nothing behind.
    """

    def __init__(self, workers: int) -> None:
        positive(workers=workers)
        self._alive, self._idle = set[Worker](), list[Worker]()
        self._is_stopped = False
        self._threads = ThreadPoolExecutor(workers)  # one waits at each worker's pipe

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_stopped = kind is not None
        await asyncio.to_thread(self._end)

    def task(self, work: Callable[[Item], Result]) -> Callable[[Item], Awaitable[Result]]:
        """The work as a task that waits for a worker; work, items and results must be picklable."""

        async def in_a_worker(item: Item) -> Result:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._threads, self._done, work, item)

        return in_a_worker

    def _done(self, work: Callable[[Item], Result], item: Item) -> Result:
        for _ in range(1, ATTEMPTS):
            with suppress(WorkerEnded):
                return self._tried(work, item)
        try:
            return self._tried(work, item)
        except WorkerEnded as ended:
            raise WorkerDied(f"The worker process of {item!r:.200} was ended {ATTEMPTS} times.") from ended

    def _tried(self, work: Callable[[Item], Result], item: Item) -> Result:
        worker = self._worker()
        try:
            worker.begin(partial(_silent, work), item)
            while isinstance(said := worker.hear(), Told):
                pass
        except BaseException:
            self._let_go(worker)
            raise
        self._idle.append(worker)
        if isinstance(said, Raised):
            raise said.error
        result: Result = said.result
        return result

    def _worker(self) -> Worker:
        if self._is_stopped:
            raise Cancelled("The caller has stopped this work.")
        try:
            return self._idle.pop()
        except IndexError:
            self._alive.add(worker := Worker())
            return worker

    def _let_go(self, worker: Worker) -> None:
        worker.dismiss()
        worker.join()
        self._alive.discard(worker)

    def _end(self) -> None:
        if self._is_stopped:
            for worker in tuple(self._alive):
                worker.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in tuple(self._alive):
            self._let_go(worker)


def _silent(work: Callable[[Item], Result], item: Item, _: Tell) -> Result:
    return work(item)
