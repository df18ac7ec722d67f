"""A worker can end at any moment, and nobody waits for it; what cannot travel is said."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from medgen_assets.concurrency import Tell, WorkerEnded, ordered_map
from medgen_assets.errors import BadInput, Problem

ABANDONED = """
from medgen_assets.concurrency import ordered_map
from medgen_tests.concurrency.test_worker import doubled
if __name__ == "__main__":
    results = ordered_map(doubled, range(4), workers=2)
    print(next(results))
"""


def doubled(number: int, _: Tell) -> int:
    return 2 * number


def slept(seconds: float, _: Tell) -> float:
    time.sleep(seconds)
    return seconds


def lambda_of(_: int, __: Tell) -> object:
    return lambda: None


def raised_with_a_lock(_: int, __: Tell) -> None:
    raise ValueError("it holds a lock", threading.Lock())


def refused(number: int, _: Tell) -> None:
    raise BadInput([Problem("beds", str(number), "must be more.")])


def telling_from_threads(number: int, tell: Tell) -> int:
    threads = [threading.Thread(target=lambda: [tell("x" * 100_000) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return number


@pytest.mark.parametrize("milliseconds", range(0, 100, 20))
def test_a_worker_killed_while_another_starts_is_said_at_once(milliseconds: int) -> None:
    known = set(multiprocessing.active_children())

    def kill_the_first() -> None:
        while not (new := set(multiprocessing.active_children()) - known):
            time.sleep(0.001)
        time.sleep(milliseconds / 1000)
        os.kill(int(new.pop().pid or 0), signal.SIGKILL)

    killer = threading.Thread(target=kill_the_first, daemon=True)
    killer.start()
    begun = time.monotonic()
    with pytest.raises(WorkerEnded, match="fewer workers"):
        list(ordered_map(slept, [0.5, 0.5, 0.5], workers=3))
    killer.join()

    assert time.monotonic() - begun < 30
    assert set(multiprocessing.active_children()) <= known


def test_a_result_that_cannot_travel_is_said() -> None:
    with pytest.raises(RuntimeError, match="pickle"):
        list(ordered_map(lambda_of, [1], workers=2))


def test_an_error_that_cannot_travel_is_said_in_its_words() -> None:
    with pytest.raises(RuntimeError, match=r"ValueError: .*it holds a lock"):
        list(ordered_map(raised_with_a_lock, [1], workers=2))


def test_an_error_arrives_whole_and_with_the_place_where_it_was_raised() -> None:
    with pytest.raises(BadInput) as raised:
        list(ordered_map(refused, [3], workers=2))

    assert raised.value.lines() == ["beds is 3: must be more."]
    assert "in refused" in "".join(raised.value.__notes__)


def test_threads_of_a_task_may_tell_at_once() -> None:
    heard: list[str] = []

    assert list(ordered_map(telling_from_threads, [7], workers=2, hear=heard.append)) == [7]
    assert [len(message) for message in heard] == [100_000] * 80


def test_items_are_taken_only_as_they_are_needed() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            taken.append(number)
            yield number

    results = ordered_map(doubled, items(), workers=2)
    first = next(results)

    assert first == 0
    assert len(taken) <= 4


def test_a_program_that_leaves_a_map_behind_ends(tmp_path: Path) -> None:
    script = tmp_path / "abandoned.py"
    script.write_text(ABANDONED)
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}

    ended = subprocess.run([sys.executable, script], env=path, timeout=60, capture_output=True, check=False)

    assert (ended.returncode, ended.stdout) == (0, b"0\n")
    assert ended.stderr == b""
