"""Work on many pieces shared between this process and others; this one works too, so their slow start costs nothing.

The others take pieces from the front, this process from the back, until they meet. What another leaves undone,
because it could not start or was ended, is done here. The others are programs of their own that never see the
caller's main module, so any script may cause them to start.
"""

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

import medgen_assets

Piece = TypeVar("Piece")
Result = TypeVar("Result")
LENGTH_BYTES = 8
"""Of the number before each message, which says how long it is."""


def core_count() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_out(
    work: Callable[[Piece], Result], pieces: Sequence[Piece], workers: int, program: str
) -> list[Result]:
    """The result of each piece, in the order of the pieces; `workers` counts this process.

    `program` is the module that does the same work for others (see `serve`); pieces and results go there and back
    as pickles, between processes of one user and one program.
    """
    results: dict[int, Result] = {}
    waiting = deque(range(len(pieces)))
    with _others(min(workers, len(pieces)) - 1, program) as others:
        threads = [
            threading.Thread(target=_ask, args=(other, pieces, waiting, results), daemon=True)
            for other in others
        ]
        for thread in threads:
            thread.start()
        _work_here(work, pieces, waiting, results)
        for thread in threads:
            thread.join()
    _work_here(work, pieces, deque(number for number in range(len(pieces)) if number not in results), results)
    return [results[number] for number in range(len(pieces))]


def serve(work: Callable[[Any], Any]) -> None:
    """Do the work for another process: pieces come in at standard input, results go out at standard output."""
    while (piece := _received(sys.stdin.buffer)) is not None:
        _send(sys.stdout.buffer, work(piece))


def _work_here(
    work: Callable[[Piece], Result], pieces: Sequence[Piece], waiting: deque[int], results: dict[int, Result]
) -> None:
    while waiting:
        try:
            number = waiting.pop()
        except IndexError:  # somebody else took the last one
            return
        results[number] = work(pieces[number])


def _ask(
    other: "subprocess.Popen[bytes]",
    pieces: Sequence[Piece],
    waiting: deque[int],
    results: dict[int, Result],
) -> None:
    """Let another process work until nothing waits; one that ends leaves its piece undone."""
    if other.stdin is None or other.stdout is None:
        return
    while waiting:
        try:
            number = waiting.popleft()
            _send(other.stdin, pieces[number])
            result = _received(other.stdout)
        except (IndexError, OSError, EOFError, MemoryError, pickle.UnpicklingError):
            return
        if result is None:
            return
        results[number] = result


@contextmanager
def _others(count: int, program: str) -> "Iterator[list[subprocess.Popen[bytes]]]":
    """Processes that serve, ended at the end of the block at the latest."""
    root = str(Path(medgen_assets.__file__).parents[1])
    path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
    environment = {
        **os.environ,
        "PYTHONPATH": path,
        "PYDANTIC_DISABLE_PLUGINS": "__all__",
    }  # a tenth of the start
    started: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            started.append(  # noqa: PERF401, those started before one fails are to be ended too
                subprocess.Popen(
                    [sys.executable, "-m", program],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    env=environment,
                    start_new_session=True,  # Ctrl-C is answered by the caller, whose end is theirs
                )
            )
        yield started
    finally:
        for process in started:
            process.kill()
            process.communicate()


def _send(stream: IO[bytes], message: Any) -> None:
    content = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    stream.write(len(content).to_bytes(LENGTH_BYTES, "big"))
    stream.write(content)
    stream.flush()


def _received(stream: IO[bytes]) -> Any:
    """The next message; None at the end."""
    length = stream.read(LENGTH_BYTES)
    if len(length) < LENGTH_BYTES:
        return None
    return pickle.loads(stream.read(int.from_bytes(length, "big")))  # noqa: S301, from a process that we started
