"""The one way to the database: a pool of connections per process, for threads and for coroutines.

Both draw on the same connections: a coroutine gets an asynchronous face of a pooled connection, so the
pool belongs to no event loop. What opens is counted against the budget of all medgen processes.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from types import TracebackType
from typing import Any, Self, TypeVar

import psycopg

from medgen_assets.store.address import Address, Url
from medgen_assets.store.breaker import Breaker
from medgen_assets.store.budget import Budget, home_budget
from medgen_assets.store.connecting import PooledConnection
from medgen_assets.store.face import asynchronous, is_face_alive
from medgen_assets.store.forking import begin_again_in_forked_children
from medgen_assets.store.gate import Gate, GateFull
from medgen_assets.store.options import PoolOptions, Purpose
from medgen_assets.store.pool_status import PoolStatus
from medgen_assets.store.problems import DatabaseDown, PoolExhausted
from medgen_assets.store.retry import once_more
from medgen_assets.store.supply import Source, Supply

LIMIT = "SELECT set_config('statement_timeout', %s, true)"
"""Holds until the end of the transaction, so that no connection goes back with a limit left on it."""

Answer = TypeVar("Answer")
Connection = psycopg.Connection[Any]
AsyncConnection = psycopg.AsyncConnection[Any]


class Database:
    """Connections to one database; opens at first use, survives forks and event loops, closes to none."""

    def __init__(
        self,
        url: Url,
        options: PoolOptions | None = None,
        *,
        budget: Budget | None = None,
        breaker: Breaker | None = None,
    ) -> None:
        self.options = options or PoolOptions()
        self._address = Address(url)
        self._budget = budget or home_budget()
        self._breaker = breaker or Breaker()
        self.begin()
        begin_again_in_forked_children(self)

    def begin(self) -> None:
        """Hold nothing, as a new process does."""
        # A forked child keeps its parent's supply unused: ending it would join threads the child has not.
        self._parents_supply = getattr(self, "_supply", None)
        self._gate = Gate(self.options.max_size, self.options.max_waiting)
        self._supply = Supply(self._address, self.options, self._budget)
        self._threads = ThreadPoolExecutor(self.options.max_size, "medgen-connections")

    def __repr__(self) -> str:
        return f"Database({self._address})"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def connection(self, purpose: Purpose = "lookup") -> Iterator[Connection]:
        """A connection in a transaction: committed at the end, rolled back on an error.

        Raises PoolExhausted after `wait_seconds`, DatabaseDown, SlotsExhausted, DatabaseClosed.
        """
        with self._refusals():
            self._gate.enter(self.options.wait_seconds)
        try:
            with self._supplied() as source, self._lent(source) as connection, connection:
                if limit := self._own_limit(purpose):
                    connection.execute(LIMIT, [limit])
                yield connection
            self._supply.release_when_wanted()
        finally:
            self._gate.leave()

    @asynccontextmanager
    async def async_connection(self, purpose: Purpose = "lookup") -> AsyncIterator[AsyncConnection]:
        """The same for a coroutine, in whatever event loop it runs."""
        with self._refusals():
            await self._gate.enter_async(self.options.wait_seconds)
        try:
            with self._supplied() as source:
                connection = await self._lent_async(source)
                try:
                    async with asynchronous(connection) as face:
                        if limit := self._own_limit(purpose):
                            await face.execute(LIMIT, [limit])
                        yield face
                finally:
                    self._supply.give_back(source, connection)
        finally:
            self._gate.leave()

    def read(self, query: Callable[[Connection], Answer], purpose: Purpose = "lookup") -> Answer:
        """Run a query that changes nothing in a transaction of its own; once more if the connection broke."""
        return once_more(lambda: self._read_once(query, purpose), self.options.wait_seconds)

    def pool_status(self) -> PoolStatus:
        """Sizes now, and counts since this process first connected."""
        stats, counts = self._supply.stats(), self._gate.counts
        return PoolStatus(
            min_size=self.options.min_size,
            max_size=self.options.max_size,
            size=stats["pool_size"],
            in_use=self._gate.in_use,
            available=stats["pool_available"],
            waiting=self._gate.waiting,
            requests=counts.requests,
            requests_queued=counts.queued,
            requests_wait_ms=round(counts.wait_seconds * 1000, 3),
            request_errors=counts.errors,
            connections_opened=stats["connections_num"],
            connection_errors=stats["connections_errors"],
            connections_lost=stats["connections_lost"] + stats["returns_bad"],
            breaker=self._breaker.state,
        )

    def close(self) -> None:
        """Close every connection; one that is in use closes when it comes back."""
        self._supply.close()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _read_once(self, query: Callable[[Connection], Answer], purpose: Purpose) -> Answer:
        with self.connection(purpose) as connection:
            return query(connection)

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        options, place = self.options, self._address
        try:
            yield
        except TimeoutError:
            raise PoolExhausted(
                f"All {options.max_size} connections of this process to {place} stayed in use for "
                f"{options.wait_seconds:g} s. Use fewer at once, or raise max_size."
            ) from None
        except GateFull:
            raise PoolExhausted(
                f"{options.max_waiting} requests wait already for a connection to {place}. "
                "Use fewer at once, or raise max_waiting."
            ) from None

    @contextmanager
    def _supplied(self) -> Iterator[Source]:
        source = self._supply.enter()
        try:
            yield source
        finally:
            self._supply.leave()

    @contextmanager
    def _lent(self, source: Source) -> Iterator[PooledConnection]:
        connection = self._live_connection(source)
        try:
            yield connection
        finally:
            self._supply.give_back(source, connection)

    async def _lent_async(self, source: Source) -> PooledConnection:
        if (connection := self._supply.ready(source)) is not None:
            try:
                is_alive = await is_face_alive(asynchronous(connection))
            except BaseException:  # a cancelled coroutine leaves no connection behind
                self._supply.give_back(source, connection)
                raise
            if is_alive:
                return connection
            self._supply.give_back(source, connection)
        return await self._lent_by_thread(source)

    async def _lent_by_thread(self, source: Source) -> PooledConnection:
        """Get the connection in a thread, because opening and checking one would block the loop."""
        asked = self._threads.submit(self._live_connection, source)
        try:
            return await asyncio.shield(asyncio.wrap_future(asked))
        except asyncio.CancelledError:
            asked.add_done_callback(lambda late: self._give_back_late(source, late))
            raise

    def _give_back_late(self, source: Source, late: "Future[PooledConnection]") -> None:
        if not late.cancelled() and late.exception() is None:
            self._supply.give_back(source, late.result())

    def _live_connection(self, source: Source) -> PooledConnection:
        if not self._breaker.allows():
            raise DatabaseDown(
                f"The database {self._address} did not answer a moment ago. Try again in a few seconds."
            )
        try:
            connection = self._supply.connection(source)
        except DatabaseDown:
            self._breaker.failed()
            raise
        except BaseException:
            self._breaker.gave_up()
            raise
        self._breaker.succeeded()
        return connection

    def _own_limit(self, purpose: Purpose) -> str | None:
        """The statement timeout (ms) of a purpose, unless it is the one that every session starts with."""
        return None if purpose == "lookup" else str(round(self.options.statement_seconds(purpose) * 1000))
