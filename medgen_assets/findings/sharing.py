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
from typing import TypeVar

import medgen_assets
from medgen_assets.findings.messages import received, send

Piece = TypeVar("Piece")
Result = TypeVar("Result")
PROGRAM = "medgen_assets.findings.working_for_another"


def core_count() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def shared_out(
    prepared: Callable[[], Callable[[Piece], Result]], pieces: Sequence[Piece], workers: int, needs: str
) -> list[Result]:
    """The result of each piece, in the order of the pieces; `workers` counts this process.

    The work is prepared here while the others start and import the module that it `needs`. Work, pieces and results
    go there and back as pickles, between processes of one user and one program.
    """
    results: dict[int, Result] = {}
    waiting = deque(range(len(pieces)))
    with _others(min(workers, len(pieces)) - 1, needs) as others:
        work = prepared()
        threads = [
            threading.Thread(target=_ask, args=(other, work, pieces, waiting, results), daemon=True)
            for other in others
        ]
        for thread in threads:
            thread.start()
        _work_here(work, pieces, waiting, results)
        for thread in threads:
            thread.join()
    _work_here(work, pieces, deque(number for number in range(len(pieces)) if number not in results), results)
    return [results[number] for number in range(len(pieces))]


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
    work: Callable[[Piece], Result],
    pieces: Sequence[Piece],
    waiting: deque[int],
    results: dict[int, Result],
) -> None:
    """Let another process work until nothing waits; one that ends leaves its piece undone."""
    if other.stdin is None or other.stdout is None:
        return
    try:
        send(other.stdin, work)
        while waiting:
            number = waiting.popleft()
            send(other.stdin, pieces[number])
            result = received(other.stdout)
            if result is None:
                return
            results[number] = result
    except (IndexError, OSError, EOFError, MemoryError, pickle.UnpicklingError):
        return


@contextmanager
def _others(count: int, needs: str) -> "Iterator[list[subprocess.Popen[bytes]]]":
    """Processes that serve, ended at the end of the block at the latest."""
    root = str(Path(medgen_assets.__file__).parents[1])
    path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": path}
    started: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            started.append(  # noqa: PERF401, those started before one fails are to be ended too
                subprocess.Popen(
                    [sys.executable, "-m", PROGRAM, needs],
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
