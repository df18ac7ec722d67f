"""One worker process and the pipe to it, which nobody else holds.

Each worker has a pipe of its own and no lock that it shares, so one that is ended at any moment, even while another
starts, is noticed as the end of its pipe and keeps nobody waiting (ADR 0052). Workers are spawned, not forked:
Polars, gRPC and Postgres clients keep threads that a fork would break.
"""

import atexit
import multiprocessing
import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.connection import wait as wait_for_end
from typing import Any

from medgen_assets.errors import Cancelled, DependencyDown

Tell = Callable[[Any], None]
Task = Callable[[Any, Tell], Any]


class WorkerEnded(DependencyDown):
    """The worker process was ended while it had work."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the task tells while it works."""

    message: Any


@dataclass(frozen=True, slots=True)
class Gave:
    """The result of the task."""

    result: Any


@dataclass(frozen=True, slots=True)
class Raised:
    """The error of the task."""

    error: BaseException


class Worker:
    """A process that does one task at a time; raises DependencyDown when none can be started."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        try:
            self.pipe, theirs = context.Pipe()
            with theirs:
                self._process = context.Process(target=serve, args=(theirs,))
                self._process.start()
        except OSError as error:
            raise DependencyDown(f"No worker process could be started: {error}.") from error
        atexit.register(self.pipe.close)  # else the interpreter would wait at its end for an idle worker

    def begin(self, task: Task, item: Any) -> None:
        """Hand the task and its item to an idle worker; both must be picklable."""
        with suppress(ConnectionError):  # it has been ended: `hear` says so
            self.pipe.send((task, item))

    def hear(self) -> Told | Gave | Raised:
        """Wait for what the worker says next; raises WorkerEnded."""
        try:
            said: Told | Gave | Raised = self.pipe.recv()
        except (EOFError, ConnectionError) as gone:
            raise WorkerEnded(
                "A worker process was ended from outside, perhaps for want of memory. Use fewer workers."
            ) from gone
        return said

    def dismiss(self) -> None:
        """Let the worker go: at once if it is idle, else when it next tells something or is done."""
        self.pipe.close()
        atexit.unregister(self.pipe.close)

    def kill(self) -> None:
        """End the worker now, whatever it does."""
        self._process.kill()

    def join(self) -> None:
        """Wait until the dismissed worker has ended."""
        self._process.join()


def serve(pipe: Connection) -> None:
    """Do what comes through the pipe, one task after the other, until the caller closes it or ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the caller answers it
    threading.Thread(target=_end_with_the_caller, daemon=True).start()
    with suppress(EOFError, ConnectionError):
        while True:
            order = pipe.recv_bytes()
            _answer(pipe, _outcome(order, pipe))


def _end_with_the_caller() -> None:
    caller = multiprocessing.parent_process()
    if caller is not None:
        wait_for_end([caller.sentinel])
        os._exit(1)


def _outcome(order: bytes, pipe: Connection) -> Gave | Raised:
    said = threading.Lock()  # a task may tell from threads of its own

    def tell(message: Any) -> None:
        try:
            with said:
                pipe.send(Told(message))
        except ConnectionError:
            raise Cancelled("The caller has stopped this work.") from None

    try:
        task, item = pickle.loads(order)  # noqa: S301, from the process that started this one
        return Gave(task(item, tell))
    except Exception as error:  # noqa: BLE001, whatever it was, it is the caller's to judge
        return _raised(error)


def _answer(pipe: Connection, outcome: Gave | Raised) -> None:
    try:
        pipe.send(outcome)
    except ConnectionError:
        raise
    except Exception as error:  # noqa: BLE001, it cannot be pickled, and nothing of it was sent
        what = outcome.error if isinstance(outcome, Raised) else error
        pipe.send(_raised(RuntimeError(f"{type(what).__name__}: {what}")))


def _raised(error: BaseException) -> Raised:
    """The error with the worker's traceback as a note, since a traceback cannot travel."""
    error.add_note("".join(traceback.format_exception(error)))
    return Raised(error)
