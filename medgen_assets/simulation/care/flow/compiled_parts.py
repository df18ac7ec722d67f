"""What machine code does in its own way: the events are kept in a calendar of plain numbers.

Its functions stand in for those of the same names in `clock`; a test holds both to the same results.
"""

from medgen_assets.simulation.care.flow.clock import ID_BITS, KIND_BITS
from medgen_assets.simulation.care.flow.layout import EMPTY, LATEST, NONE, ROOM, Events

# The events: a calendar with a page for every minute. A page is a chain of entries (key, whom, next), in no order; the
# page of the minute that is running is kept sorted, and what happens within it is put in its place.
TODAY, MINUTE, FREE, UNUSED, PAGES, PAGE_COUNT, SIZE = range(7)
"""Head of `events`: first entry of the running minute, its number, free entries, unused room, where pages begin,
how many there are, and numbers in all."""
KEY, WHOM, NEXT = range(3)
ENTRY_SIZE = 3
MINUTE_SECONDS = 60


def push(events: Events, second: int, number: int, kind: int, whom: int) -> None:
    """As `clock.push`."""
    moment = min(second, LATEST)
    key = (((moment << ID_BITS) | number) << KIND_BITS) | kind
    entry = events[FREE]
    if entry == NONE:
        entry = events[UNUSED]
        events[UNUSED] = entry + ENTRY_SIZE
    else:
        events[FREE] = events[entry + NEXT]
    events[entry + KEY] = key
    events[entry + WHOM] = whom
    minute = min(moment // MINUTE_SECONDS, events[PAGE_COUNT] - 1)
    if minute > events[MINUTE]:
        page = events[PAGES] + minute
        events[entry + NEXT] = events[page]
        events[page] = entry
        return
    before, after = TODAY - NEXT, events[TODAY]
    while after != NONE and events[after + KEY] < key:
        before, after = after, events[after + NEXT]
    events[entry + NEXT] = after
    events[before + NEXT] = entry


def merged(events: Events, one: int, other: int) -> int:
    """First entry of two sorted chains made one."""
    last = events[UNUSED]  # a place to hang the first entry on
    events[last + NEXT] = NONE
    first = last
    while one != NONE and other != NONE:  # noqa: PLR1714, two comparisons compile to two instructions
        if events[one + KEY] <= events[other + KEY]:
            events[last + NEXT] = one
            last, one = one, events[one + NEXT]
        else:
            events[last + NEXT] = other
            last, other = other, events[other + NEXT]
    events[last + NEXT] = one if one != NONE else other
    return events[first + NEXT]


def cut_off(events: Events, entry: int, length: int) -> int:
    """End a chain after so many entries; returns the first of the rest."""
    for _ in range(length - 1):
        if entry == NONE or events[entry + NEXT] == NONE:
            return NONE
        entry = events[entry + NEXT]
    if entry == NONE:
        return NONE
    rest = events[entry + NEXT]
    events[entry + NEXT] = NONE
    return rest


def in_order(events: Events, chain: int) -> int:
    """First entry of a chain sorted by key: runs of 1, 2, 4 … entries are merged until there is one."""
    length, runs = 1, 2
    while runs > 1:
        rest, sorted_first, sorted_last, runs = chain, NONE, NONE, 0
        while rest != NONE:
            one = rest
            other = cut_off(events, one, length)
            rest = cut_off(events, other, length)
            run = merged(events, one, other)
            if sorted_last == NONE:
                sorted_first = run
            else:
                events[sorted_last + NEXT] = run
            while run != NONE:
                sorted_last, run = run, events[run + NEXT]
            runs += 1
        chain, length = sorted_first, length * 2
    return chain


def first_key(events: Events) -> int:
    """As `clock.first_key`; turns to the next page that is not empty."""
    while events[TODAY] == NONE and events[MINUTE] + 1 < events[PAGE_COUNT]:
        events[MINUTE] += 1
        page = events[PAGES] + events[MINUTE]
        if events[page] != NONE:
            events[TODAY] = in_order(events, events[page])
            events[page] = NONE
    return EMPTY if events[TODAY] == NONE else events[events[TODAY] + KEY]


def pop(events: Events) -> int:
    """As `clock.pop`."""
    entry = events[TODAY]
    events[TODAY] = events[entry + NEXT]
    events[entry + NEXT] = events[FREE]
    events[FREE] = entry
    return events[entry + WHOM]


def is_crowded(events: Events) -> bool:
    """As `clock.is_crowded`; an array does not grow by itself."""
    return events[UNUSED] + 4 * ROOM * ENTRY_SIZE > events[SIZE]
