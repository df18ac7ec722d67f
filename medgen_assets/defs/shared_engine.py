"""One small pool of connections for all three of Dagster's storages."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from dagster_postgres.utils import create_pg_connection
from sqlalchemy import text
from sqlalchemy.engine import Connection, Engine

PLACEHOLDER = "postgresql+psycopg2://"
"""The URL that Dagster's classes are given; they never connect by it, nor can they print a password."""

COLUMNS = text(
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(:table) AND attnum > 0 AND NOT attisdropped"
)


class Lent(threading.local):
    """The connection that a thread holds now, and whether it is in a transaction of Dagster's making."""

    connection: Connection | None = None
    is_in_transaction = False


class SeenOnce:
    """Tables and columns that have been seen: a process does not look for them again before each question.

    What was missing is looked for again, because another process may make it.
    """

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def has(self, name: str, look: Callable[[], bool]) -> bool:
        """Whether there is such a table or column."""
        if name not in self._seen and look():
            self._seen.add(name)
        return name in self._seen


class SharedEngine:
    """What the three storages have instead of an engine of their own.

    A question asked while the same thread holds a connection uses that one: Dagster asks inside of questions,
    and threads that each hold one connection and wait for a second would wait for each other.
    """

    _engine: Engine

    def __init__(self, engine: Engine, lent: Lent) -> None:
        super().__init__(PLACEHOLDER, should_autocreate_tables=False)  # type: ignore[call-arg]
        self._engine.dispose()
        self._engine = engine
        self._lent = lent
        self._schema = SeenOnce()

    def optimize_for_webserver(self, statement_timeout: int, pool_recycle: int, max_overflow: int) -> None:
        """Keep the shared engine, which has a pool and a statement timeout already."""

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        lent = self._lent
        if lent.connection is not None:
            yield lent.connection
            return
        with create_pg_connection(self._engine) as connection:
            lent.connection = connection
            try:
                yield connection
            finally:
                lent.connection = None


def columns_of(connection: Connection, table: str) -> set[str]:
    """The columns of a table of Dagster's, in one short question; Dagster asks for all that is known of each."""
    return set(connection.execute(COLUMNS, {"table": table}).scalars())
