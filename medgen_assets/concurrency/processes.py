"""One task on many items, in this process or in several, with the results in the order of the items.

What a worker tells while it works is heard by the caller, in the caller's thread, and the caller
stops every worker by raising there.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from multiprocessing.connection import Connection, wait
from typing import Any, TypeVar, cast

from medgen_assets.concurrency.worker import Gave, Raised, Tell, Told, Worker

Item = TypeVar("Item")
Result = TypeVar("Result")
Task = Callable[[Item, Tell], Result]

ITEMS_AHEAD_PER_WORKER = 2
"""Items handed out per worker whose results nobody took yet: one in work and one done, so that none hoards."""


def ordered_map(
    task: "Task[Item, Result]", items: Iterable[Item], *, workers: int = 1, hear: Tell = lambda _: None
) -> Iterator[Result]:
    """Give the task's result for each item, in order; `hear` gets what the task tells meanwhile.

    Raises WorkerEnded when a worker process was ended from outside.
    """
    if workers == 1:
        return (task(item, hear) for item in items)
    return _map_in_processes(task, items, workers, hear)


def _map_in_processes(
    task: "Task[Item, Result]", items: Iterable[Item], workers: int, hear: Tell
) -> Iterator[Result]:
    with _crew(task, workers) as crew:
        results = dict[int, Result]()
        waiting, taken = iter(items), 0
        while True:
            crew.hand_out(waiting, up_to=taken + workers * ITEMS_AHEAD_PER_WORKER)
            if taken in results:
                yield results.pop(taken)
                taken += 1
            elif crew.at_work:
                results.update(crew.listen(hear))
            else:
                return


class _Crew:
    """The workers of one map, each started when there is work for it."""

    def __init__(self, task: "Task[Any, Any]", size: int) -> None:
        self._task, self._size = task, size
        self._idle = list[Worker]()
        self._handed_out = 0
        self.at_work = dict[Connection, tuple[Worker, int]]()
        """By pipe, the worker and the number of the item it works on."""

    def hand_out(self, waiting: Iterator[Any], up_to: int) -> None:
        """Give each worker without work the next waiting item, until so many items are handed out in all."""
        free = min(self._size - len(self.at_work), up_to - self._handed_out)
        for item in islice(waiting, free):
            worker = self._idle.pop() if self._idle else Worker()
            self.at_work[worker.pipe] = worker, self._handed_out
            self._handed_out += 1
            worker.begin(self._task, item)

    def listen(self, hear: Tell) -> Iterator[tuple[int, Any]]:
        """Wait until some workers say something; give the numbers and results of those that are done."""
        for pipe in wait(list(self.at_work)):
            worker, number = self.at_work[cast("Connection", pipe)]
            match worker.hear():
                case Told(message):
                    hear(message)
                case Gave(result):
                    del self.at_work[worker.pipe]
                    self._idle.append(worker)
                    yield number, result
                case Raised(error):
                    raise error

    def end(self) -> None:
        """Stop all work and wait for the ends of the workers."""
        workers = [*self._idle, *(worker for worker, _ in self.at_work.values())]
        for worker in workers:
            worker.dismiss()
        for worker in workers:
            worker.join()


@contextmanager
def _crew(task: "Task[Any, Any]", size: int) -> Iterator[_Crew]:
    crew = _Crew(task, size)
    try:
        yield crew
    finally:
        crew.end()
