"""Answers kept while they hold: bounded, for a while, and only as long as nothing they rest on has changed.

Each request first reads the *generation* of what its answer depends on: a number that the writer raises in the
same transaction as the data, wherever it is kept (a row, a file). An entry carries the generation read *before*
it was worked out, and counts only while that is the current one. So a reader that began before a write may
finish after it: what it keeps is already outdated, and the next request after a commit sees the commit, in every
process. Answers that any number of threads and tasks ask for at once are worked out once.
"""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Generic, TypeVar

from medgen_assets.caching.counts import CacheCounts
from medgen_assets.caching.entries import Entries, Generation
from medgen_assets.caching.flights import Abandoned, Flight
from medgen_assets.caching.limits import CacheLimits
from medgen_assets.caching.safekeeping import Safe, safe

Value = TypeVar("Value")
Generations = Callable[[tuple[str, ...]], Generation]
"""The current generation of the named tables or collections."""


def unchanging(_: tuple[str, ...]) -> Generation:
    """The generation of what never changes."""
    return 0


class AnswerCache(Generic[Value]):
    """A cache of answers for the threads and tasks of one process."""

    def __init__(
        self,
        limits: CacheLimits | None = None,
        *,
        generations: Generations = unchanging,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits = limits or CacheLimits()
        self._generations, self._clock = generations, clock
        self._counts = CacheCounts()
        self._entries: Entries[Value] = Entries(self._limits, self._counts)
        self._flights: dict[Hashable, Flight[Value]] = {}
        self._lock = threading.Lock()

    def answer(self, key: Hashable, work: Callable[[], Value], depends_on: tuple[str, ...] = ()) -> Value:
        """The answer kept under this key, or what the work gives; its error is raised and not kept.

        None, empty lists and zeros are answers like any other. What can change is given as a copy.
        """
        if not self._limits.is_on:
            return work()
        generation = self._generations(depends_on)
        while True:
            found = self._kept_or_flight(key, generation)
            if isinstance(found, Safe):
                return found.taken()
            if found.is_mine:
                return work()
            if found.takes_lead():
                with self._led(found):
                    return self._landed(found, work())
            with suppress(Abandoned):
                return found.landed.result().taken()

    async def answer_soon(
        self, key: Hashable, work: Callable[[], Awaitable[Value]], depends_on: tuple[str, ...] = ()
    ) -> Value:
        """The same for tasks of asyncio; the generation is read in a thread, for it may ask a server."""
        if not self._limits.is_on:
            return await work()
        generation = await asyncio.to_thread(self._generations, depends_on)
        while True:
            found = self._kept_or_flight(key, generation)
            if isinstance(found, Safe):
                return found.taken()
            if found.is_mine:
                return await work()
            if found.takes_lead():
                with self._led(found):
                    return self._landed(found, await work())
            with suppress(Abandoned):
                return (await asyncio.wrap_future(found.landed)).taken()

    def counts(self) -> CacheCounts:
        """What the cache did so far and what it keeps."""
        with self._lock:
            return replace(self._counts)

    def clear(self) -> None:
        """Forget all answers; what is being worked out now is kept when it is there."""
        with self._lock:
            self._entries.clear()

    def _kept_or_flight(self, key: Hashable, generation: Generation) -> Safe[Value] | Flight[Value]:
        with self._lock:
            kept = self._entries.find(key, generation, self._clock())
            if kept is not None:
                self._counts.hits += 1
                return kept
            flight = self._flights.get((key, generation))
            if flight is None:
                self._counts.misses += 1
                flight = self._flights[key, generation] = Flight(key, generation)
            elif not flight.is_mine:
                self._counts.joined += 1
            return flight

    @contextmanager
    def _led(self, flight: Flight[Value]) -> Iterator[None]:
        """Lead a flight; one that fails is joined by nobody from before its error is known."""
        try:
            with flight.worked_on():
                yield
        except BaseException as error:
            with self._lock:
                self._flights.pop((flight.key, flight.generation))
            flight.crash(error)
            raise

    def _landed(self, flight: Flight[Value], value: Value) -> Value:
        """Keep the value and give it to all who wait; no request comes between the two."""
        kept = safe(value)
        with self._lock:
            self._entries.put(flight.key, kept, flight.generation, self._clock())
            self._flights.pop((flight.key, flight.generation))
        flight.landed.set_result(kept)
        return value
