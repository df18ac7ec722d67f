"""A batch gives one outcome per item, keeps to its limits, and can be stopped without a trace."""

import asyncio
import logging
import multiprocessing
import os
import random
import signal
import time

import pytest

from medgen_assets.concurrency import (
    BatchLimits,
    BatchProcessor,
    Done,
    Failed,
    ProcessWorkers,
    RateLimit,
    TooManyFailed,
    WorkerDied,
)
from medgen_assets.errors import BadInput
from medgen_tests.concurrency.probes import Probe, Source, counting, others, run


async def thirds_are_bad(number: int) -> None:
    await asyncio.sleep(0)
    if number % 3 == 0:
        raise ValueError(f"{number} is bad")


def test_each_item_has_its_outcome_in_its_place() -> None:
    result = run(BatchProcessor(thirds_are_bad).run(range(7)))

    assert [outcome.item for outcome in result.outcomes] == list(range(7))
    assert [failed.item for failed in result.failures()] == [0, 3, 6]
    assert result.values() == [None] * 4


def test_counts_add_up() -> None:
    assert run(BatchProcessor(thirds_are_bad).run(range(7))).counts() == {"items": 7, "done": 4, "failed": 3}


@pytest.mark.parametrize(("allowed", "failures"), [(0, 1), (2, 3)])
def test_a_run_stops_when_more_fail_than_may(allowed: int, failures: int) -> None:
    probe = Source(None)

    with pytest.raises(TooManyFailed, match="is bad") as stopped:
        run(BatchProcessor(thirds_are_bad, BatchLimits(max_failures=allowed)).run(probe.numbers()))
    assert len(stopped.value.failures) == failures
    assert probe.is_closed


@pytest.mark.parametrize("items", [100, 2])
def test_no_more_are_in_work_than_may_be(items: int) -> None:
    probe = Probe(0.002)
    run(BatchProcessor(probe, BatchLimits(max_concurrency=20)).run(range(items)))

    assert probe.peak == min(items, 20)


def test_a_slow_item_keeps_nobody_else_from_working() -> None:
    seconds = [0.5] + [0.01] * 100
    begun = time.monotonic()
    run(BatchProcessor(asyncio.sleep, BatchLimits(max_concurrency=4, batch_size=1)).run(seconds))

    assert time.monotonic() - begun < sum(seconds) / 4 + max(seconds)


class Clock:
    """Moves on by what is slept, each time a little longer than asked."""

    def __init__(self) -> None:
        self.now, self.chance = 0.0, random.Random(5)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds + self.chance.choice([0.0, 0.001, 0.25])
        await asyncio.sleep(0)


@pytest.mark.parametrize("burst", [1, 5])
def test_no_window_holds_more_starts_than_the_rate_allows(burst: int) -> None:
    clock, starts = Clock(), list[float]()

    async def start(_: int) -> None:
        starts.append(clock.now)
        await clock.sleep(0.0)

    rate = RateLimit(10, burst, clock=clock, sleep=clock.sleep)
    run(BatchProcessor(start, rate=rate).run(range(60)))
    too_many = [
        (first, last)
        for first in range(60)
        for last in range(first, 60)
        if last - first + 1 > 10 * (starts[last] - starts[first]) + burst + 1e-6
    ]

    assert too_many == []


def test_forty_starts_at_ten_a_second_take_four_seconds() -> None:
    clock = Clock()
    clock.chance.choice = lambda _: 0.0  # type: ignore[method-assign,assignment]
    rate = RateLimit(10, clock=clock, sleep=clock.sleep)
    run(BatchProcessor(Probe(0.0), rate=rate).run(range(40)))

    assert clock.now == pytest.approx(3.9)


def test_the_rate_of_a_run_holds_on_the_real_clock() -> None:
    begun = time.monotonic()
    run(BatchProcessor(Probe(0.0), BatchLimits(rate_limit=50)).run(range(11)))

    assert time.monotonic() - begun >= 0.2


def test_cancelling_a_run_ends_all_its_work_and_is_passed_on() -> None:
    probe = Probe(5.0)

    async def cancelled() -> tuple[bool, int]:
        before = others()
        work = asyncio.create_task(BatchProcessor(probe).run(range(100)))
        await asyncio.sleep(0.05)
        work.cancel()
        await asyncio.wait([work])
        return work.cancelled(), len(others() - before)

    assert run(cancelled()) == (True, 0)
    assert (probe.calls, probe.ended) == (20, 20)


def test_an_interrupt_ends_all_work() -> None:
    probe = Probe(5.0)

    async def interrupted() -> None:
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGINT)
        await BatchProcessor(probe).run(range(100))

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(interrupted())
    assert (probe.calls, probe.ended) == (20, 20)


@pytest.mark.parametrize("items", [[1, 2, 3], iter([1, 2, 3])])
def test_progress_is_told_once_per_item_and_ends_with_the_total(items: list[int]) -> None:
    told: list[tuple[int, int | None]] = []
    run(BatchProcessor(Probe(0.0)).run(items, lambda done, total: told.append((done, total))))

    assert [done for done, _ in told] == [1, 2, 3]
    assert told[-1] == (3, 3)


def test_progress_that_fails_is_logged_and_stops_nothing(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: int, __: int | None) -> None:
        raise ValueError("nobody listens")

    with caplog.at_level(logging.ERROR):
        result = run(BatchProcessor(Probe(0.0)).run(range(3), fail))

    assert len(result.values()) == 3
    assert "nobody listens" in caplog.text


def test_a_reader_in_order_holds_only_what_is_ahead_of_it() -> None:
    read: list[int] = []

    async def lead() -> int:
        largest, given = 0, 0
        limits = BatchLimits(max_concurrency=3, batch_size=4)
        async for outcome in BatchProcessor(Probe(0.0), limits).outcomes(counting(300, read)):
            assert isinstance(outcome, Done)
            assert outcome.item == given
            given += 1
            largest = max(largest, len(read) - given)
            await asyncio.sleep(0)
        return largest

    assert run(lead()) <= 3 + 4
    assert len(read) == 300


def test_runs_inside_tasks_of_a_run_do_not_wait_for_each_other() -> None:
    async def inner(number: int) -> int:
        result = await BatchProcessor(Probe(0.001)).run(range(number, number + 41))
        return len(result.values())

    assert run(BatchProcessor(inner).run(range(41))).values() == [41] * 41


def halved_or_killed(number: int) -> float:
    if number == 5:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 7:
        raise ValueError("seven")
    return number / 2


def test_an_item_that_kills_its_worker_fails_alone() -> None:
    async def work() -> list[Done[int, float] | Failed[int]]:
        async with ProcessWorkers(2) as workers:
            return (await BatchProcessor(workers.task(halved_or_killed)).run(range(12))).outcomes

    outcomes = asyncio.run(asyncio.wait_for(work(), 60))
    failed = {outcome.item: outcome for outcome in outcomes if isinstance(outcome, Failed)}

    assert set(failed) == {5, 7}
    assert isinstance(failed[5].error, WorkerDied)
    assert (failed[5].attempts, failed[7].attempts) == (2, 1)
    assert [outcome.value for outcome in outcomes if isinstance(outcome, Done)] == [
        number / 2 for number in range(12) if number not in {5, 7}
    ]


def slept(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def test_workers_end_at_once_when_their_caller_fails() -> None:
    async def work() -> None:
        async with ProcessWorkers(2) as workers:
            slow = [asyncio.ensure_future(workers.task(slept)(60.0)) for _ in range(3)]
            await asyncio.wait(slow, timeout=2)
            raise ValueError("the caller")

    begun = time.monotonic()
    with pytest.raises(ValueError, match="the caller"):
        asyncio.run(work())

    assert time.monotonic() - begun < 30
    assert multiprocessing.active_children() == []


def test_all_wrong_limits_are_named() -> None:
    with pytest.raises(BadInput) as refused:
        BatchLimits(max_concurrency=0, batch_size=-1, rate_limit=0)

    assert [problem.path for problem in refused.value.problems] == [
        "max_concurrency",
        "batch_size",
        "rate_limit",
    ]
