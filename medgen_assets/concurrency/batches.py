"""A waiting task on many items: so many at once, so many a second, one outcome per item.

Work that computes belongs into processes: give `ProcessWorkers.task` as the task.
"""

import logging
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable, Iterable, Sized
from contextlib import aclosing
from dataclasses import dataclass
from typing import Generic, TypeVar

from medgen_assets.concurrency.outcomes import Done, Failed, Outcome, TooManyFailed, positive
from medgen_assets.concurrency.rates import RateLimit
from medgen_assets.concurrency.streams import Flow

Item = TypeVar("Item")
Result = TypeVar("Result")
Progress = Callable[[int, int | None], object]
"""Hears how many items are done, and of how many; None while nobody knows."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BatchLimits:
    """What a run may use; raises BadInput unless all are positive (max_failures: 0 or more)."""

    max_concurrency: int = 20
    """Items in work at once. Source: the plan of the findings catalogue."""
    batch_size: int = 100
    """Outcomes that may wait for a reader that takes them in order. Source: the same plan."""
    rate_limit: float | None = None
    """Starts per second, at most; None for no limit."""
    burst: int = 1
    """Starts that may come together when there were none for a while."""
    max_failures: int | None = None
    """Failures the run may lose; one more stops it. 0 stops at the first, None never."""

    def __post_init__(self) -> None:
        rate = {} if self.rate_limit is None else {"rate_limit": self.rate_limit}
        positive(max_concurrency=self.max_concurrency, batch_size=self.batch_size, burst=self.burst, **rate)
        if self.max_failures is not None:
            positive(**{"max_failures + 1": self.max_failures + 1})


@dataclass(frozen=True)
class BatchResult(Generic[Item, Result]):
    """The outcome of each item, in the order of the items."""

    outcomes: list[Outcome[Item, Result]]

    def values(self) -> list[Result]:
        """What the tasks that succeeded gave."""
        return [outcome.value for outcome in self.outcomes if isinstance(outcome, Done)]

    def failures(self) -> list[Failed[Item]]:
        """The items that failed, each with its error."""
        return [outcome for outcome in self.outcomes if isinstance(outcome, Failed)]

    def counts(self) -> dict[str, int]:
        """Items in all, done and failed."""
        failed = len(self.failures())
        return {"items": len(self.outcomes), "done": len(self.outcomes) - failed, "failed": failed}


class BatchProcessor(Generic[Item, Result]):
    """Runs a task on every item of a run; no error of one item touches another."""

    def __init__(
        self,
        task: Callable[[Item], Awaitable[Result]],
        limits: BatchLimits | None = None,
        *,
        rate: RateLimit | None = None,
    ) -> None:
        self._work, self._limits, self._rate = task, limits or BatchLimits(), rate

    async def run(
        self, items: AsyncIterable[Item] | Iterable[Item], progress: Progress | None = None
    ) -> BatchResult[Item, Result]:
        """Work on all items, as many as may be at once until the end; raises TooManyFailed."""
        async with aclosing(self._numbered(items, progress, in_order=False)) as numbered:
            found = {number: outcome async for number, outcome in numbered}
        return BatchResult([found[number] for number in range(len(found))])

    async def outcomes(
        self, items: AsyncIterable[Item] | Iterable[Item], progress: Progress | None = None
    ) -> AsyncGenerator[Outcome[Item, Result], None]:
        """The outcomes in the order of the items while the work goes on; memory does not grow with the items.

        Raises TooManyFailed.
        """
        async with aclosing(self._numbered(items, progress, in_order=True)) as numbered:
            async for _, outcome in numbered:
                yield outcome

    async def _numbered(
        self,
        items: AsyncIterable[Item] | Iterable[Item],
        progress: Progress | None,
        *,
        in_order: bool,
    ) -> AsyncGenerator[tuple[int, Outcome[Item, Result]], None]:
        limits, failures = self._limits, list[Failed[Item]]()
        flow = Flow(items, self._timed(), limits.max_concurrency, limits.batch_size)
        tally = _Tally(progress, len(items) if isinstance(items, Sized) else None)
        async with aclosing(flow.outcomes(in_order=in_order)) as numbered:
            async for number, outcome in numbered:
                tally.add()
                if isinstance(outcome, Failed) and limits.max_failures is not None:
                    failures.append(outcome)
                    if len(failures) > limits.max_failures:
                        raise TooManyFailed(failures, limits.max_failures)
                yield number, outcome
        tally.end()

    def _timed(self) -> Callable[[Item], Awaitable[Result]]:
        """The task, each start of which waits for its turn under the limit of this run or the one that was given."""
        work, rate = self._work, self._rate
        if rate is None and self._limits.rate_limit is not None:
            rate = RateLimit(self._limits.rate_limit, self._limits.burst)
        if rate is None:
            return work

        async def in_turn(item: Item) -> Result:
            await rate.start()
            return await work(item)

        return in_turn


class _Tally:
    """Tells once per item how many are done; of an unknown number the last is told when the end is known."""

    def __init__(self, progress: Progress | None, total: int | None) -> None:
        self._progress, self._total = progress, total
        self._done = self._told = 0

    def add(self) -> None:
        """One more is done."""
        if self._total is None:
            self._tell(None)
        self._done += 1
        if self._total is not None:
            self._tell(self._total)

    def end(self) -> None:
        """All are done."""
        self._tell(self._done)

    def _tell(self, total: int | None) -> None:
        if self._progress is None or self._done == self._told:
            return
        self._told = self._done
        try:
            self._progress(self._done, total)
        except Exception:
            log.exception("Progress could not be told; the work goes on.")
