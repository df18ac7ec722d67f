"""One task on many items, in this process or in several, with the results in the order of the items.

Workers are spawned, not forked: Polars, gRPC and Postgres clients keep threads that a fork would break.
What a worker tells while it works is heard by the caller, in the caller's thread, and the caller
stops every worker by raising there.
"""

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from multiprocessing.connection import wait as wait_for_end
from typing import TYPE_CHECKING, Any, TypeVar

from medgen_assets.errors import Cancelled, DependencyDown

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue
    from multiprocessing.synchronize import Event

Item = TypeVar("Item")
Result = TypeVar("Result")
Tell = Callable[[Any], None]
Task = Callable[[Item, Tell], Result]

LISTEN_SECONDS = 0.1
"""How long the caller waits for a result before it listens to the workers again.
Assumption: 0.1 s, because a progress line that moves ten times a second looks alive."""
ITEMS_AHEAD_PER_WORKER = 2
"""Items handed out per worker: one in work and one waiting, so that no worker idles and none hoards."""


def ordered_map(
    task: "Task[Item, Result]", items: Iterable[Item], *, workers: int = 1, hear: Tell = lambda _: None
) -> Iterator[Result]:
    """Give the task's result for each item, in order; `hear` gets what the task tells meanwhile."""
    if workers == 1:
        return (task(item, hear) for item in items)
    return _map_in_processes(task, items, workers, hear)


def _map_in_processes(
    task: "Task[Item, Result]", items: Iterable[Item], workers: int, hear: Tell
) -> Iterator[Result]:
    context = multiprocessing.get_context("spawn")
    told: SimpleQueue[Any] = context.SimpleQueue()
    stop = context.Event()
    pool = ProcessPoolExecutor(workers, context, initializer=begin_work, initargs=(told, stop))
    try:
        yield from _results(pool, task, iter(items), workers * ITEMS_AHEAD_PER_WORKER, told, hear)
    except BrokenProcessPool as broken:
        raise DependencyDown(
            "A worker process was ended from outside, perhaps for want of memory. Use fewer workers."
        ) from broken
    finally:
        stop.set()
        pool.shutdown(wait=True, cancel_futures=True)


def _results(
    pool: ProcessPoolExecutor,
    task: "Task[Item, Result]",
    items: Iterator[Item],
    ahead: int,
    told: "SimpleQueue[Any]",
    hear: Tell,
) -> Iterator[Result]:
    handed_out = deque(pool.submit(_work, task, item) for item in islice(items, ahead))
    while handed_out:
        result = _awaited(handed_out.popleft(), told, hear)
        handed_out.extend(pool.submit(_work, task, item) for item in islice(items, 1))
        yield result


def _awaited(future: "Future[Result]", told: "SimpleQueue[Any]", hear: Tell) -> Result:
    while True:
        is_done = bool(wait([future], timeout=LISTEN_SECONDS).done)
        while not told.empty():
            hear(told.get())
        if is_done:
            return future.result()


_told: "SimpleQueue[Any] | None" = None
_stop: "Event | None" = None


def begin_work(told: "SimpleQueue[Any] | None" = None, stop: "Event | None" = None) -> None:
    """Set a worker up: it leaves Ctrl-C to its caller, and ends when the caller is gone."""
    global _told, _stop
    _told, _stop = told, stop
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the caller answers it
    threading.Thread(target=_end_with_the_caller, daemon=True).start()


def _end_with_the_caller() -> None:
    caller = multiprocessing.parent_process()
    if caller is not None:
        wait_for_end([caller.sentinel])
        os._exit(1)


def _work(task: "Task[Item, Result]", item: Item) -> Result:
    _refuse_when_stopped()
    return task(item, _tell)


def _tell(message: Any) -> None:
    _refuse_when_stopped()
    if _told is not None:
        _told.put(message)


def _refuse_when_stopped() -> None:
    if _stop is not None and _stop.is_set():
        raise Cancelled("The caller has stopped this work.")
