"""Where a process's connections come from: one psycopg pool, opened at first use and given up when idle."""

import logging
import threading
import time
from collections import Counter
from dataclasses import dataclass

import psycopg
from psycopg_pool import ConnectionPool, PoolTimeout

from medgen_assets.store.address import Address
from medgen_assets.store.budget import Budget
from medgen_assets.store.connecting import Admission, PooledConnection
from medgen_assets.store.options import PoolOptions
from medgen_assets.store.problems import DatabaseClosed, DatabaseDown, SlotsExhausted

RAISING_SECONDS = 0.1
"""Kept back from the time a server may take to start, so that the error comes within it (assumption)."""
NO_WAIT_SECONDS = 0.001
"""The pool takes no wait of zero; a thousandth of a second stops no event loop."""
KEPT_SECONDS = 0.2
"""An open pool is kept at least so long when others wait. Assumption: fifty times what opening costs."""
COUNTED = ("connections_num", "connections_errors", "connections_lost", "returns_bad")

# What fails is said by the errors that are raised; unless somebody listens, the pool's own lines are twice too much.
logging.getLogger("psycopg.pool").addHandler(logging.NullHandler())

Pool = ConnectionPool[PooledConnection]


@dataclass(frozen=True)
class Source:
    """An open pool and what lets its connections open."""

    pool: Pool
    admission: Admission
    opened_at: float


class Supply:
    """The connections of one process to one database."""

    def __init__(self, address: Address, options: PoolOptions, budget: Budget) -> None:
        self._address = address
        self._options = options
        self._budget = budget
        self._lock = threading.Lock()
        self._source: Source | None = None
        self._users = 0
        self._last_used = time.monotonic()
        self._past: Counter[str] = Counter()
        self._is_closed = False
        budget.add_owner(self, self._tick)

    def enter(self) -> Source:
        """Open the pool when it is not open, and keep it open until `leave`."""
        with self._lock:
            if self._is_closed:
                raise DatabaseClosed(f"The connections to {self._address} have been closed.")
            if self._source is None:
                self._source = self._opened()
            self._users += 1
            return self._source

    def leave(self) -> None:
        """The counterpart of `enter`."""
        with self._lock:
            self._users -= 1
            self._last_used = time.monotonic()

    def connection(self, source: Source) -> PooledConnection:
        """A live connection, waiting as long as the server may need to start or a slot to come free."""
        while True:
            connection = self._waited_for(source)
            if is_alive(connection):
                return connection
            self.give_back(source, connection)

    def ready(self, source: Source) -> PooledConnection | None:
        """A connection that lies ready, not looked at yet; None rather than a wait."""
        if not source.pool.get_stats()["pool_available"]:
            return None
        try:
            return source.pool.getconn(timeout=NO_WAIT_SECONDS)
        except PoolTimeout:
            return None

    def give_back(self, source: Source, connection: PooledConnection) -> None:
        """Return a connection to its pool, which replaces it when it is broken."""
        source.pool.putconn(connection)

    def _waited_for(self, source: Source) -> PooledConnection:
        options, started = self._options, time.monotonic()
        while True:
            is_first = not source.admission.has_opened
            seconds = options.startup_seconds - RAISING_SECONDS if is_first else options.wait_seconds
            asked = time.monotonic()
            try:
                return source.pool.getconn(timeout=seconds)
            except PoolTimeout:
                if not source.admission.has_waited_since(asked):
                    raise DatabaseDown(self._why_down(source.admission)) from None
                if time.monotonic() - started >= options.slot_wait_seconds:
                    raise SlotsExhausted(self._why_no_slot()) from None

    def stats(self) -> Counter[str]:
        """The pool's figures by psycopg_pool's names; counts include pools that were given up."""
        source, stats = self._source, Counter(self._past)
        if source is not None:
            stats.update(source.pool.get_stats())
        return stats

    def release_when_wanted(self) -> None:
        """Give idle connections up when another process waits for one."""
        source = self._source
        is_fresh = source is None or time.monotonic() - source.opened_at < KEPT_SECONDS
        if not is_fresh and self._budget.is_wanted():
            self._release(is_forced=False)

    def close(self) -> None:
        """Close all; a connection that is in use closes when it comes back."""
        self._is_closed = True
        self._budget.remove_owner(self)
        self._release(is_forced=True)

    def _tick(self, *, is_wanted: bool) -> None:
        is_idle = time.monotonic() - self._last_used > self._options.max_idle_seconds
        if is_wanted or (is_idle and self._options.min_size == 0):
            self._release(is_forced=False)

    def _release(self, *, is_forced: bool) -> None:
        with self._lock:
            source = self._source
            if source is None or (self._users and not is_forced):
                return
            self._source = None
            stats = source.pool.get_stats()
            self._past.update({name: stats[name] for name in COUNTED if name in stats})
        source.admission.stop()
        source.pool.close()

    def _opened(self) -> Source:
        options, admission = self._options, Admission(self._budget, self._options.slot_wait_seconds)
        pool = ConnectionPool(
            connection_class=PooledConnection,
            kwargs={"admission": admission, "find": self._session},
            min_size=options.min_size,
            max_size=options.max_size,
            timeout=options.wait_seconds,
            max_lifetime=options.max_lifetime_seconds,
            max_idle=options.max_idle_seconds,
            reconnect_timeout=options.wait_seconds,
            name="medgen",
            open=True,
        )
        return Source(pool, admission, time.monotonic())

    def _session(self) -> dict[str, str]:
        return session_parameters(self._address.parameters(), self._options)

    def _why_down(self, admission: Admission) -> str:
        reason = admission.last_error or "it did not answer in time"
        return (
            f"The database {self._address} does not answer: {reason}. "
            "Start it with `medgen db start`, or correct MEDGEN_POSTGRES_URL."
        )

    def _why_no_slot(self) -> str:
        return (
            f"All {self._budget.total} database connections of all medgen processes stayed in use "
            f"for {self._options.slot_wait_seconds:g} s. "
            "Wait for other runs to end, or raise MEDGEN_MAX_CONNECTIONS."
        )


def is_alive(connection: PooledConnection) -> bool:
    """Whether the server answers on this connection; one round trip."""
    try:
        ConnectionPool.check_connection(connection)
    except psycopg.Error:
        return False
    return True


def session_parameters(parameters: dict[str, str], options: PoolOptions) -> dict[str, str]:
    """The parameters of a connection with medgen's time limits; what the URL says wins."""
    limits = {
        "connect_timeout": str(round(options.connect_seconds)),
        "tcp_user_timeout": str(round(options.tcp_user_seconds * 1000)),
        "application_name": "medgen",
    }
    lookup = f"-c statement_timeout={round(options.lookup_seconds * 1000)}"
    return {**limits, **parameters, "options": f"{lookup} {parameters.get('options', '')}".strip()}
