"""A cache of answers forgets the right ones, at the right time, and hands out nothing that others can change."""

import random
import time
from collections.abc import Hashable
from dataclasses import dataclass, field

import pytest

from medgen_assets.caching import AnswerCache, CacheCounts, CacheLimits
from medgen_assets.caching.entries import Entries
from medgen_assets.caching.safekeeping import safe
from medgen_assets.errors import BadInput


@dataclass
class Clock:
    """Stands until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Work:
    """Counts how often it is asked."""

    answer: object = "found"
    calls: int = 0

    def __call__(self) -> object:
        self.calls += 1
        return self.answer


@dataclass
class PlainCache:
    """The same promises, kept by searching through a list: least recently used first."""

    entries: int
    ttl: float
    kept: list[tuple[Hashable, object, float]] = field(default_factory=list)

    def answer(self, key: Hashable, work: Work, now: float) -> object:
        self.kept = [entry for entry in self.kept if now < entry[2]]
        for entry in self.kept:
            if entry[0] == key:
                self.kept.remove(entry)
                self.kept.append(entry)
                return entry[1]
        self.kept = [*self.kept, (key, work(), now + self.ttl)][-self.entries :]
        return self.kept[-1][1]


def test_it_gives_what_a_plain_cache_gives_whatever_is_asked() -> None:
    chance, clock, plain = random.Random(3), Clock(), PlainCache(5, 10.0)
    cache: AnswerCache[object] = AnswerCache(CacheLimits(5, 10.0), clock=clock)
    ours, theirs = Work(), Work()
    for step in range(20_000):
        clock.now += chance.choice([0.0, 0.1, 0.5, 4.0])
        if chance.random() < 0.001:
            cache.clear()
            plain.kept.clear()
        ours.answer = theirs.answer = step
        key = chance.randrange(9)

        assert cache.answer(key, ours) == plain.answer(key, theirs, clock.now)
    assert ours.calls == theirs.calls
    assert cache.counts().entries <= 5


def test_what_was_used_last_stays() -> None:
    cache: AnswerCache[object] = AnswerCache(CacheLimits(entries=2))
    cache.answer("a", Work())
    cache.answer("b", Work())
    cache.answer("a", Work())
    cache.answer("c", Work())
    again = Work()
    cache.answer("a", again)

    assert again.calls == 0


def test_an_answer_is_kept_up_to_its_time_and_not_at_it() -> None:
    clock, work = Clock(), Work()
    cache: AnswerCache[object] = AnswerCache(CacheLimits(ttl_seconds=300.0), clock=clock)
    cache.answer("a", work)
    clock.now = 299.999
    cache.answer("a", work)
    before = work.calls
    clock.now = 300.0
    cache.answer("a", work)

    assert (before, work.calls) == (1, 2)


def test_the_expired_leave_before_the_living() -> None:
    clock = Clock()
    cache: AnswerCache[object] = AnswerCache(CacheLimits(2, 10.0), clock=clock)
    cache.answer("old", Work())
    clock.now = 5.0
    cache.answer("young", Work())
    cache.answer("old", Work())
    clock.now = 12.0
    cache.answer("another", Work())
    still = Work()
    cache.answer("young", still)

    assert still.calls == 0
    assert (cache.counts().expiries, cache.counts().evictions) == (1, 0)


@pytest.mark.parametrize("nothing", [None, [], 0, "", False])
def test_nothing_found_is_an_answer_too(nothing: object) -> None:
    cache: AnswerCache[object] = AnswerCache()
    work = Work(nothing)
    cache.answer("a", work)

    assert cache.answer("a", work) == nothing
    assert work.calls == 1


def test_what_a_caller_does_to_an_answer_nobody_else_sees() -> None:
    cache: AnswerCache[list[str]] = AnswerCache()
    made = cache.answer("a", lambda: ["rib fracture"])
    made.append("changed by the maker")
    cache.answer("a", list).append("changed by a reader")

    assert cache.answer("a", list) == ["rib fracture"]


def test_what_cannot_change_is_not_copied() -> None:
    cache: AnswerCache[tuple[str, ...]] = AnswerCache()
    made = cache.answer("a", lambda: ("rib fracture",))

    assert cache.answer("a", tuple) is made


def test_it_keeps_no_more_bytes_than_it_may() -> None:
    cache: AnswerCache[bytes] = AnswerCache(CacheLimits(bytes=10_000))
    for number in range(50):
        cache.answer(number, lambda: bytes(1000))

    assert 8_000 < cache.counts().bytes <= 10_000


def test_an_answer_larger_than_the_cache_leaves_the_others_in_it() -> None:
    cache: AnswerCache[bytes] = AnswerCache(CacheLimits(bytes=10_000))
    cache.answer("small", lambda: b"1")
    cache.answer("large", lambda: bytes(20_000))

    assert cache.counts().entries == 1


def test_it_tells_what_it_did() -> None:
    clock = Clock()
    cache: AnswerCache[object] = AnswerCache(CacheLimits(2, 10.0), clock=clock)
    for key in ("a", "a", "b", "c"):
        cache.answer(key, Work(1))
    clock.now = 10.0
    cache.answer("c", Work(1))
    counts = cache.counts()

    assert counts == CacheCounts(1, 4, 0, evictions=1, expiries=2, entries=1, bytes=counts.bytes)
    assert counts.hit_share == 0.2


def test_one_that_is_off_asks_each_time() -> None:
    cache: AnswerCache[object] = AnswerCache(CacheLimits(is_on=False))
    work = Work()
    cache.answer("a", work)
    cache.answer("a", work)

    assert (work.calls, cache.counts()) == (2, CacheCounts())


def test_all_wrong_limits_are_named_at_once() -> None:
    with pytest.raises(BadInput) as refused:
        CacheLimits(entries=0, ttl_seconds=-1, bytes=0)

    assert len(refused.value.problems) == 3


def seconds_for(size: int) -> float:
    """CPU seconds of 10,000 entries written to and found in a full cache."""
    entries: Entries[int] = Entries(CacheLimits(size), CacheCounts())
    kept = safe(1)
    for key in range(size):
        entries.put(key, kept, 0, 0.0)
    begun = time.process_time()
    for key in range(size, size + 10_000):
        entries.put(key, kept, 0, 0.0)
        entries.find(key, 0, 0.0)
    return time.process_time() - begun


def test_a_hundred_times_as_many_entries_cost_no_more_per_request() -> None:
    small, large = (min(seconds_for(entries) for _ in range(3)) for entries in (1_000, 100_000))

    assert large < 3 * small
