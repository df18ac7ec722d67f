"""One piece of work for all who ask for it at the same time: the first works, the others wait.

A flight is over for everybody when its answer or its error is there. When its leader leaves before that
(cancelled, interrupted), the flight is abandoned and one of those who waited leads the next.
"""

import threading
from collections.abc import Hashable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Generic, TypeVar

from medgen_assets.errors import Cancelled

if TYPE_CHECKING:
    from medgen_assets.caching.safekeeping import Safe

Value = TypeVar("Value")

_mine: ContextVar[frozenset[object]] = ContextVar("flights led by this thread or task", default=frozenset())


class Abandoned(Exception):
    """The leader left before there was an answer."""


@dataclass(eq=False)
class Flight(Generic[Value]):
    """One answer being worked out, as of one generation."""

    key: Hashable
    generation: Hashable
    landed: "Future[Safe[Value]]" = field(default_factory=Future)
    lead: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.landed.set_running_or_notify_cancel()  # so that one who stops waiting cancels it for nobody

    def takes_lead(self) -> bool:
        """Whether the caller is the first to ask, and so the one to work."""
        return self.lead.acquire(blocking=False)

    @property
    def is_mine(self) -> bool:
        """Whether this very thread or task works on it: to wait for it would be to wait for ever."""
        return self in _mine.get()

    @contextmanager
    def worked_on(self) -> Iterator[None]:
        """Mark this thread or task as the one that works."""
        before = _mine.set(_mine.get() | {self})
        try:
            yield
        finally:
            _mine.reset(before)

    def crash(self, error: BaseException) -> None:
        """Give the error to all who wait; one that concerns the leader alone makes them try again."""
        is_for_all = isinstance(error, Exception) and not isinstance(error, Cancelled)
        self.landed.set_exception(error if is_for_all else Abandoned())
