"""Connections that take a slot of the shared budget when they open and give it back when they close."""

import math
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any, Protocol, Self, TypeVar

import psycopg

from medgen_assets.store.budget import Budget, Slot

TOO_MANY = ("too many clients", "too many connections", "remaining connection slots")
"""What a full server answers at connect, where no error code is available. Source: PostgreSQL 15, 18."""
FULL_RETRY_SECONDS = 0.1
"""Pause before a full server is asked again. Assumption: other clients come and go within seconds."""


class Closing(Protocol):
    """An open connection that knows how to free its slot."""

    release_slot: Callable[[], object] | None


Opened = TypeVar("Opened", bound=Closing)


class Admission:
    """Lets connections open one by one as the budget allows, and remembers why the last one failed."""

    def __init__(self, budget: Budget, wait_seconds: float) -> None:
        self._budget = budget
        self._wait_seconds = wait_seconds
        self._stopped = threading.Event()
        self._lock = threading.Lock()
        self._waiting = 0
        self._waited_until = -math.inf
        self.last_error = ""
        self.has_opened = False

    def stop(self) -> None:
        """Let nothing more open, and end every wait for a slot."""
        self._stopped.set()

    def has_waited_since(self, instant: float) -> bool:
        """Whether a connection waits for a slot, or did so after an instant of the monotonic clock."""
        return self._waiting > 0 or self._waited_until > instant

    def opened(self, connect: Callable[[], Opened]) -> Opened:
        """Take a slot, connect, and tie the slot to the connection's life."""
        slot = self._slot()
        try:
            connection = self._connected(connect)
        except BaseException:
            self._budget.give_back(slot)
            raise
        connection.release_slot = weakref.finalize(connection, self._budget.give_back, slot)
        return connection

    def _slot(self) -> Slot:
        if (slot := self._budget.take_now()) is not None:
            return slot
        self._count(1)
        try:
            return self._budget.take(self._wait_seconds, self._stopped.is_set)
        finally:
            self._count(-1)

    def _count(self, step: int) -> None:
        with self._lock:
            self._waiting += step
            self._waited_until = time.monotonic()

    def _connected(self, connect: Callable[[], Opened]) -> Opened:
        deadline = time.monotonic() + self._wait_seconds
        while True:
            try:
                connection = connect()
            except Exception as error:  # of whichever driver
                self.last_error = " ".join(str(error).split())
                if not _is_full(error) or self._stopped.is_set() or time.monotonic() > deadline:
                    raise
                time.sleep(FULL_RETRY_SECONDS)
            else:
                self.last_error, self.has_opened = "", True
                return connection


def _is_full(error: Exception) -> bool:
    return any(words in str(error) for words in TOO_MANY)


class PooledConnection(psycopg.Connection[Any]):
    """A psycopg connection that holds one slot for as long as it is open."""

    release_slot: Callable[[], object] | None = None

    @classmethod
    def connect(cls, conninfo: str = "", **options: Any) -> Self:
        """Connect to where `find` among the options says, when the `admission` among them lets us."""
        admission: Admission = options.pop("admission")
        find: Callable[[], dict[str, Any]] = options.pop("find")
        connect = super().connect
        return admission.opened(lambda: connect(conninfo, **find(), **options))

    def close(self) -> None:
        """Close the connection, which frees its slot."""
        super().close()
        if self.release_slot is not None:
            self.release_slot()
