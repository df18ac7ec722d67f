"""Few connections for Dagster's own storage: one small pool per process, given up when idle or wanted.

Dagster's Postgres storage opens a connection per question. Its questions are short, so that a process gets
along with very few, and an idle process with none.
"""

import select
import threading
import time
from typing import Any, Self

import sqlalchemy
from sqlalchemy.engine import Engine
from sqlalchemy.pool import ConnectionPoolEntry, Pool

from medgen_assets.store.address import Address, Url
from medgen_assets.store.budget import Budget, home_budget
from medgen_assets.store.connecting import Admission
from medgen_assets.store.dagster_connections import DagsterConnection, dagster_connection
from medgen_assets.store.forking import begin_again_in_forked_children
from medgen_assets.store.gate import Gate
from medgen_assets.store.options import PoolOptions
from medgen_assets.store.problems import PoolExhausted
from medgen_assets.store.supply import session_parameters

DAGSTER_OPTIONS = PoolOptions(
    # Assumption: 3, because the daemon's threads ask at the same time, and each question takes milliseconds.
    max_size=3,
    # Assumption: one minute, because a question of the webserver over a large event log may take seconds.
    wait_seconds=60.0,
    lookup_seconds=60.0,
)

TRUSTED_SECONDS = 0.002
"""A connection that answered so lately, and has not said goodbye since, is not asked first whether it is alive.

A generation of ten batches borrows a connection 870 times, 650 of them in a row, and each took two ways to the server.
Assumption: two milliseconds, the time of such a question, whose answer is no younger when the real one is asked.
"""


class SharingPool(Pool):
    """A pool that holds at most so many connections and keeps none that others want or nobody uses."""

    def __init__(self, creator: Any, *, budget: Budget, options: PoolOptions, **settings: Any) -> None:
        super().__init__(creator, **settings)
        self._budget = budget
        self._options = options
        self.begin()
        begin_again_in_forked_children(self)

    def begin(self) -> None:
        """Hold nothing, as a new process does."""
        # A forked child drops what it inherits without a word to the server; psycopg2 sees to that.
        self._gate = Gate(self._options.max_size, self._options.max_waiting)
        self._guard = threading.Lock()
        self._idle: list[tuple[float, ConnectionPoolEntry]] = []
        self._is_disposed = False

    def recreate(self) -> Self:
        """The same pool, empty."""
        return type(self)(
            self._creator,
            budget=self._budget,
            options=self._options,
            pre_ping=self._pre_ping,
            recycle=self._recycle,
            echo=self.echo,
            logging_name=self._orig_logging_name,
            reset_on_return=self._reset_on_return,
            _dispatch=self.dispatch,
            dialect=self._dialect,
        )

    def dispose(self) -> None:
        """Close what is idle; what is in use closes when it comes back."""
        self._is_disposed = True
        self._close_idle()

    def status(self) -> str:
        """For people: connections in use and idle."""
        return f"in use: {self._gate.in_use}, idle: {len(self._idle)}, at most: {self._options.max_size}"

    def _do_get(self) -> ConnectionPoolEntry:
        try:
            self._gate.enter(self._options.wait_seconds)
        except TimeoutError:
            raise PoolExhausted(
                f"All {self._options.max_size} connections of this process to Dagster's storage stayed "
                f"in use for {self._options.wait_seconds:g} s. Run less at once."
            ) from None
        try:
            return self._idle_entry() or self._create_connection()
        except BaseException:
            self._gate.leave()
            raise

    def _idle_entry(self) -> ConnectionPoolEntry | None:
        """The connection returned last, so that those that are not needed grow old and close."""
        with self._guard:
            if not self._idle:
                return None
            returned_at, entry = self._idle.pop()
        is_trusted = time.monotonic() - returned_at < TRUSTED_SECONDS and is_silent(entry)
        entry.fresh = is_trusted  # type: ignore[attr-defined]  # declared by the record alone
        return entry

    def _do_return_conn(self, record: ConnectionPoolEntry) -> None:
        with self._guard:
            self._idle.append((time.monotonic(), record))
        self._budget.add_owner(self, self._tick)  # again each time: idle connections must have an owner
        self._gate.leave()
        if self._is_disposed:
            self._close_idle()

    def _tick(self, *, is_wanted: bool) -> None:
        self._close_idle(0.0 if is_wanted else self._options.max_idle_seconds)

    def _close_idle(self, seconds: float = 0.0) -> None:
        """Close what has been idle for so many seconds."""
        latest = time.monotonic() - seconds
        with self._guard:
            old = [entry for returned_at, entry in self._idle if returned_at <= latest]
            self._idle = [(returned_at, entry) for returned_at, entry in self._idle if returned_at > latest]
        for entry in old:
            entry.close()
        if not self._idle and not self._gate.in_use:
            self._budget.remove_owner(self)


def is_silent(entry: ConnectionPoolEntry) -> bool:
    """Whether the server has said nothing on an idle connection; the last it says is that it ends it."""
    connection: Any = entry.dbapi_connection
    if connection is None or connection.closed:
        return False
    ear = select.poll()
    ear.register(connection, select.POLLIN)
    return not ear.poll(0)


def dagster_engine(
    url: Url, options: PoolOptions = DAGSTER_OPTIONS, *, budget: Budget | None = None
) -> Engine:
    """The way of this process to Dagster's storage, by a plain Postgres URL or what finds it."""
    address, budget = Address(url), budget or home_budget()
    admission = Admission(budget, options.slot_wait_seconds)

    def connect() -> DagsterConnection:
        return dagster_connection(lambda: session_parameters(address.parameters(), options), admission)

    pool = SharingPool(
        connect, budget=budget, options=options, pre_ping=True, recycle=options.max_lifetime_seconds
    )
    # The dialect is named without place or password: `connect` knows them, and nobody can print them.
    return sqlalchemy.create_engine("postgresql+psycopg2://", pool=pool, isolation_level="AUTOCOMMIT")
