"""Results come in the order of the items, whatever the number of workers; the caller hears and can stop."""

import os
import signal
import time

import pytest

from medgen_assets.concurrency import Tell, ordered_map
from medgen_assets.errors import Cancelled, DependencyDown


def squared(number: int, tell: Tell) -> int:
    time.sleep(0.05 if number % 2 == 0 else 0.0)
    tell(number)
    return number * number


def where(_: int, __: Tell) -> int:
    return os.getpid()


def patient(seconds: float, tell: Tell) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.02)
        tell("still there")


def killed(_: int, __: Tell) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stopping(_: object) -> None:
    raise Cancelled("Stopped by the test.")


@pytest.mark.parametrize("workers", [1, 2])
def test_results_are_in_the_order_of_the_items(workers: int) -> None:
    assert list(ordered_map(squared, range(7), workers=workers)) == [0, 1, 4, 9, 16, 25, 36]


@pytest.mark.parametrize("workers", [1, 2])
def test_the_caller_hears_all_that_is_told(workers: int) -> None:
    heard: list[int] = []
    list(ordered_map(squared, range(5), workers=workers, hear=heard.append))

    assert sorted(heard) == [0, 1, 2, 3, 4]


def test_one_worker_is_this_process() -> None:
    assert set(ordered_map(where, range(3))) == {os.getpid()}


def test_two_workers_are_other_processes() -> None:
    assert os.getpid() not in set(ordered_map(where, range(3), workers=2))


def test_raising_where_it_is_heard_stops_the_workers_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(Cancelled):
        list(ordered_map(patient, [30.0, 30.0], workers=2, hear=stopping))

    assert time.monotonic() - begun < 10


def test_a_worker_ended_from_outside_is_said() -> None:
    with pytest.raises(DependencyDown, match="fewer workers"):
        list(ordered_map(killed, range(2), workers=2))
