"""What many ask for at once is worked out once; an error is everybody's, a cancellation only one's."""

import asyncio
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from medgen_assets.caching import AnswerCache
from medgen_assets.errors import Cancelled

PATIENCE_SECONDS = 20.0


class SlowWork:
    """Counts its calls; each takes a little while, so that the others come meanwhile."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.calls, self.error = 0, error

    def __call__(self) -> str:
        self.calls += 1
        time.sleep(0.2)
        if self.error:
            raise self.error
        return "found"

    async def soon(self) -> str:
        self.calls += 1
        await asyncio.sleep(0.05)
        if self.error:
            raise self.error
        return "found"


def outcome(cache: AnswerCache[str], work: SlowWork) -> str:
    try:
        return cache.answer("q", work)
    except ValueError as error:
        return str(error)


def test_a_hundred_threads_that_ask_at_once_cost_one_call() -> None:
    cache: AnswerCache[str] = AnswerCache()
    work = SlowWork()
    with ThreadPoolExecutor(100) as threads:
        answers = Counter(threads.map(lambda _: outcome(cache, work), range(100)))

    assert (answers, work.calls) == (Counter(found=100), 1)
    counts = cache.counts()
    assert counts.hits + counts.misses + counts.joined == 100


def test_an_error_reaches_all_who_wait_and_is_not_kept() -> None:
    cache: AnswerCache[str] = AnswerCache()
    work = SlowWork(ValueError("broken"))
    with ThreadPoolExecutor(10) as threads:
        answers = Counter(threads.map(lambda _: outcome(cache, work), range(10)))
    calls = work.calls
    work.error = None

    assert (answers, calls) == (Counter(broken=10), 1)
    assert cache.answer("q", work) == "found"


def test_one_who_is_cancelled_leaves_the_work_to_the_next() -> None:
    cache: AnswerCache[str] = AnswerCache()
    begun, cancelled = threading.Event(), SlowWork(Cancelled("by the test"))

    def first() -> str:
        begun.set()
        return cancelled()

    with ThreadPoolExecutor(5) as threads:
        leader = threads.submit(cache.answer, "q", first)
        begun.wait(PATIENCE_SECONDS)
        work = SlowWork()
        waiters = list(threads.map(lambda _: outcome(cache, work), range(4)))

    assert isinstance(leader.exception(), Cancelled)
    assert (waiters, work.calls) == (["found"] * 4, 1)


def test_work_that_asks_for_itself_does_not_wait_for_itself() -> None:
    cache: AnswerCache[str] = AnswerCache()

    assert cache.answer("q", lambda: cache.answer("q", lambda: "inner") + " and outer") == "inner and outer"


def test_a_hundred_tasks_that_ask_at_once_cost_one_call() -> None:
    cache: AnswerCache[str] = AnswerCache()
    work = SlowWork()

    async def ask() -> list[str]:
        return await asyncio.gather(*(cache.answer_soon("q", work.soon) for _ in range(100)))

    assert asyncio.run(asyncio.wait_for(ask(), PATIENCE_SECONDS)) == ["found"] * 100
    assert work.calls == 1


def test_an_error_reaches_all_tasks_that_wait() -> None:
    cache: AnswerCache[str] = AnswerCache()
    work = SlowWork(ValueError("broken"))

    async def ask() -> list[str | BaseException]:
        asked = (cache.answer_soon("q", work.soon) for _ in range(10))
        return await asyncio.gather(*asked, return_exceptions=True)

    assert [str(answer) for answer in asyncio.run(ask())] == ["broken"] * 10
    assert work.calls == 1


@pytest.mark.parametrize("place", [0, 3])
def test_a_cancelled_task_fails_no_other(place: int) -> None:
    cache: AnswerCache[str] = AnswerCache()
    work = SlowWork()

    async def ask() -> list[str | BaseException]:
        tasks = [asyncio.create_task(cache.answer_soon("q", work.soon)) for _ in range(6)]
        await asyncio.sleep(0.03)
        tasks[place].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    answers = asyncio.run(asyncio.wait_for(ask(), PATIENCE_SECONDS))

    assert isinstance(answers.pop(place), asyncio.CancelledError)
    assert answers == ["found"] * 5
