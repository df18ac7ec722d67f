"""At most so many entries and bytes: the expired go first, then the one unused for longest.

Every operation takes the same time however much is kept. All entries live equally long, so the order in which
they were written is the order in which they expire. Not for several threads at once: its owner holds a lock.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from medgen_assets.caching.counts import CacheCounts
from medgen_assets.caching.limits import CacheLimits
from medgen_assets.caching.safekeeping import Safe

Value = TypeVar("Value")
Generation = Hashable
"""State of what an answer depends on; another one whenever that has changed."""


@dataclass(frozen=True, slots=True)
class Entry(Generic[Value]):
    """One answer, as of which generation, and when it expires (seconds of the cache's clock)."""

    kept: Safe[Value]
    generation: Generation
    expires_at: float


class Entries(Generic[Value]):
    """The answers that are kept, by key."""

    def __init__(self, limits: CacheLimits, counts: CacheCounts) -> None:
        self._limits, self._counts = limits, counts
        self._by_use: OrderedDict[Hashable, Entry[Value]] = OrderedDict()
        self._by_age: OrderedDict[Hashable, None] = OrderedDict()

    def find(self, key: Hashable, generation: Generation, now: float) -> Safe[Value] | None:
        """The answer kept under this key if it still holds; one that does not is dropped."""
        entry = self._by_use.get(key)
        if entry is None:
            return None
        if now >= entry.expires_at:
            self._counts.expiries += 1
        elif entry.generation != generation:
            self._counts.outdated += 1
        else:
            self._by_use.move_to_end(key)
            return entry.kept
        self.drop(key)
        return None

    def put(self, key: Hashable, kept: Safe[Value], generation: Generation, now: float) -> None:
        """Keep an answer in place of any under this key; one that is too large for the cache is not kept."""
        self.drop(key)
        if kept.bytes > self._limits.bytes:
            return
        self._drop_expired(now)
        while self._is_full_for(kept.bytes):
            self.drop(next(iter(self._by_use)))
            self._counts.evictions += 1
        self._by_use[key] = Entry(kept, generation, now + self._limits.ttl_seconds)
        self._by_age[key] = None
        self._counts.entries += 1
        self._counts.bytes += kept.bytes

    def drop(self, key: Hashable) -> None:
        """Forget the answer under this key, if there is one."""
        entry = self._by_use.pop(key, None)
        if entry is not None:
            del self._by_age[key]
            self._counts.entries -= 1
            self._counts.bytes -= entry.kept.bytes

    def clear(self) -> None:
        """Forget all answers."""
        for key in list(self._by_use):
            self.drop(key)

    def _is_full_for(self, size: int) -> bool:
        counts, limits = self._counts, self._limits
        return counts.entries >= limits.entries or counts.bytes + size > limits.bytes

    def _drop_expired(self, now: float) -> None:
        while self._by_age:
            oldest = next(iter(self._by_age))
            if now < self._by_use[oldest].expires_at:
                return
            self.drop(oldest)
            self._counts.expiries += 1
