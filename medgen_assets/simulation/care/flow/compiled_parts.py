"""What machine code does in its own way: the events are kept in a calendar of plain numbers.

Its functions stand in for those of the same names in `clock`; a test holds both to the same results.
"""

from medgen_assets.simulation.care.flow.clock import ID_BITS, KIND_BITS
from medgen_assets.simulation.care.flow.layout import (
    CACHE_LINE,
    EMPTY,
    LATEST,
    NONE,
    PERSON_SIZE,
    ROOM,
    Events,
    Memory,
)

# The events: a calendar with a page for every 2^n seconds. A page is a chain of entries (key, whom, next), in no order;
# the page that is open is kept sorted, and what happens within it is put in its place. With few entries a page, nearly
# all are sorted by having their page.
TODAY, PAGE, FREE, UNUSED, PAGES, PAGE_COUNT, PAGE_BITS, AHEAD, SIZE = range(9)
"""Head of `events`: first entry of the open page, its number, free entries, unused room, where pages begin, how many
there are, the n of their 2^n seconds, the entry of the next page that was fetched last, and numbers in all."""
KEY, WHOM, NEXT = range(3)
ENTRY_SIZE = 3
FEW = 24
"""Entries of a page that are put in their place one by one. Assumption: beyond, merging is faster."""


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
    number_of_page = min(moment >> events[PAGE_BITS], events[PAGE_COUNT] - 1)
    if number_of_page > events[PAGE]:
        page = events[PAGES] + number_of_page
        events[entry + NEXT] = events[page]
        events[page] = entry
        return
    put_in_place(events, entry)


def put_in_place(events: Events, entry: int) -> None:
    """Put an entry among those of the open page."""
    key, before, after = events[entry + KEY], TODAY - NEXT, events[TODAY]
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


def open_page(events: Events, chain: int) -> None:
    """Sort the entries of a page."""
    for _ in range(FEW):
        entry = chain
        chain = events[entry + NEXT]
        put_in_place(events, entry)
        if chain == NONE:
            return
    events[TODAY] = merged(events, events[TODAY], in_order(events, chain))


def first_key(events: Events, until: int) -> int:
    """As `clock.first_key`; turns to the next page that is not empty."""
    last_page = min(until >> events[PAGE_BITS], events[PAGE_COUNT] - 1)
    while events[TODAY] == NONE and events[PAGE] < last_page:
        events[PAGE] += 1
        page = events[PAGES] + events[PAGE]
        if events[page] != NONE:
            open_page(events, events[page])
            events[page] = NONE
            events[AHEAD] = events[page + 1]
            prefetch(events, max(events[AHEAD], 0))
    return EMPTY if events[TODAY] == NONE else events[events[TODAY] + KEY]


def pop(events: Events) -> int:
    """As `clock.pop`."""
    entry = events[TODAY]
    events[TODAY] = events[entry + NEXT]
    events[entry + NEXT] = events[FREE]
    events[FREE] = entry
    return events[entry + WHOM]


def fetch_next(memory: Memory, events: Events) -> None:
    """As `clock.fetch_next`: what lies in the memory of the next one in line is on its way before it is asked for.

    With each event one entry of the next page is fetched as well, and whom it is about.
    """
    if events[TODAY] != NONE:
        fetch_person(memory, max(events[events[TODAY] + WHOM], 0))
    ahead = events[AHEAD]
    if ahead != NONE:
        fetch_person(memory, max(events[ahead + WHOM], 0))
        ahead = events[ahead + NEXT]
        events[AHEAD] = ahead
        prefetch(events, max(ahead, 0))


def fetch_person(memory: Memory, person: int) -> None:
    """As `clock.fetch_person`."""
    for place in range(0, PERSON_SIZE, CACHE_LINE):
        prefetch(memory, person + place)


def prefetch(memory: Memory, place: int) -> None:
    """Let the processor fetch a number soon; machine code has an instruction for this, and nothing else changes."""


def is_crowded(events: Events) -> bool:
    """As `clock.is_crowded`; an array does not grow by itself."""
    return events[UNUSED] + 4 * ROOM * ENTRY_SIZE > events[SIZE]
