"""Replications are the same in worker processes as in this one, in the order of their seeds, and told one by one."""

import multiprocessing
import os
import signal
import threading
import time

import pytest

from medgen_assets.defs import comparison_work
from medgen_assets.defs.comparison_work import replications
from medgen_assets.defs.progress import Progress
from medgen_assets.scenario.loading import preset
from medgen_assets.simulation.comparison.replications import Replication

PAIR = (preset("small").with_seed(7).resolved(), preset("small").with_seed(7).resolved())


def are_same(some: list[Replication], others: list[Replication]) -> bool:
    """Whether the replications are the same, row by row."""
    pairs = list(zip(some, others, strict=True))
    return all((x.seed, x.a, x.b) == (y.seed, y.a, y.b) and x.turned.equals(y.turned) for x, y in pairs)


@pytest.fixture(autouse=True)
def _always_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes pay from one casualty on."""
    monkeypatch.setattr(comparison_work, "APART_FROM", 0)


def test_worker_processes_find_what_this_process_finds_and_tell_of_each(own_home: object) -> None:
    heard: list[tuple[int, int]] = []

    def hear(progress: Progress) -> None:
        heard.append((progress.done, progress.total))

    here = list(replications(*PAIR, 3, 1, hear))
    apart = list(replications(*PAIR, 3, 2, hear))

    assert are_same(apart, here)
    assert len({one.seed for one in here}) == 3
    assert heard == [(1, 3), (2, 3), (3, 3)] * 2


def test_a_worker_that_is_ended_from_outside_costs_no_replication(own_home: object) -> None:
    def end_the_first_worker() -> None:
        while not (workers := multiprocessing.active_children()):
            time.sleep(0.01)
        os.kill(int(workers[0].pid or 0), signal.SIGKILL)

    here = list(replications(*PAIR, 2, 1, lambda _: None))
    killer = threading.Thread(target=end_the_first_worker, daemon=True)
    killer.start()
    apart = list(replications(*PAIR, 2, 2, lambda _: None))
    killer.join()

    assert are_same(apart, here)
