"""What machine code does in its own way: the events are kept in a calendar of plain numbers.

Its functions stand in for those of the same names in `clock`; a test holds both to the same results.
"""

from typing import Final

from medgen_assets.simulation.care.flow.clock import ID_BITS, KIND_BITS
from medgen_assets.simulation.care.flow.layout import (
    CACHE_LINE,
    EMPTY,
    LATEST,
    NONE,
    PERSON_SIZE,
    VEHICLE_IS_BACK,
    Events,
    Memory,
)

# The events: a calendar with a page for every so many seconds, and the open page has slots, a few seconds each. Pages
# and slots are chains of entries (key, whom, next), in no order; the slot that is open is kept sorted, and what happens
# within it is put in its place. With few entries a slot, nearly all are sorted by having their slot.
TODAY, SLOT, FREE, UNUSED, LAST_SLOT, SLOT_BITS, AHEAD, SIZE, SLOTS = range(9)
"""Head of `events`: first entry of the open slot, its number, free entries, unused room, the number of the last slot
(which begins after the end), the n of the 2^n seconds of a slot, the entry of the next page that was fetched last,
numbers in all, and the slots of the open page."""
SLOTS_BITS: Final = 5
SLOTS_A_PAGE: Final = 1 << SLOTS_BITS
PAGES: Final = SLOTS + SLOTS_A_PAGE
"""Where the pages begin."""
KEY, WHOM, NEXT = range(3)
ENTRY_SIZE = 3
FEW = 24
"""Entries of a slot that are put in their place one by one. Assumption: beyond, merging is faster."""


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
    slot = min(moment >> events[SLOT_BITS], events[LAST_SLOT])
    if slot > events[SLOT]:
        is_near = slot >> SLOTS_BITS == events[SLOT] >> SLOTS_BITS
        chain = SLOTS + (slot & (SLOTS_A_PAGE - 1)) if is_near else PAGES + (slot >> SLOTS_BITS)
        events[entry + NEXT] = events[chain]
        events[chain] = entry
        return
    put_in_place(events, entry)


def put_in_place(events: Events, entry: int) -> None:
    """Put an entry among those of the open slot."""
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


def open_page(memory: Memory, events: Events, page: int) -> None:
    """Put the entries of a page into its slots, and let the processor fetch whom they are about."""
    entry = events[page]
    events[page] = NONE
    while entry != NONE:
        second, after = events[entry + KEY] >> (ID_BITS + KIND_BITS), events[entry + NEXT]
        slot = SLOTS + (min(second >> events[SLOT_BITS], events[LAST_SLOT]) & (SLOTS_A_PAGE - 1))
        events[entry + NEXT] = events[slot]
        events[slot] = entry
        is_person = events[entry + KEY] & ((1 << KIND_BITS) - 1) < VEHICLE_IS_BACK
        fetch_person(memory, events[entry + WHOM] if is_person else 0)
        entry = after


def open_slot(events: Events, chain: int) -> None:
    """Sort the entries of a slot."""
    for _ in range(FEW):
        entry = chain
        chain = events[entry + NEXT]
        put_in_place(events, entry)
        if chain == NONE:
            return
    events[TODAY] = merged(events, events[TODAY], in_order(events, chain))


def turn_to_next(memory: Memory, events: Events, last: int) -> None:
    """Turn to the next slot, or past a page that is empty, but not beyond slot `last`."""
    slot = events[SLOT] + 1
    place = SLOTS + (slot & (SLOTS_A_PAGE - 1))
    if place == SLOTS:
        page = PAGES + (slot >> SLOTS_BITS)
        if events[page] == NONE:
            events[SLOT] = min(slot + SLOTS_A_PAGE - 1, last)
            return
        open_page(memory, events, page)
        events[AHEAD] = events[page + 1]
        prefetch(events, max(events[AHEAD], 0))
    events[SLOT] = slot
    if events[place] != NONE:
        open_slot(events, events[place])
        events[place] = NONE


def first_key(memory: Memory, events: Events, until: int) -> int:
    """As `clock.first_key`; turns to the next slot that is not empty."""
    if events[TODAY] == NONE:
        last = min(until >> events[SLOT_BITS], events[LAST_SLOT])
        while events[TODAY] == NONE and events[SLOT] < last:
            turn_to_next(memory, events, last)
    return EMPTY if events[TODAY] == NONE else events[events[TODAY] + KEY]


def pop(events: Events) -> int:
    """As `clock.pop`."""
    entry = events[TODAY]
    events[TODAY] = events[entry + NEXT]
    events[entry + NEXT] = events[FREE]
    events[FREE] = entry
    return events[entry + WHOM]


def fetch_next(events: Events) -> None:
    """As `clock.fetch_next`: with each event one entry of the next page."""
    ahead = events[AHEAD]
    if ahead != NONE:
        ahead = events[ahead + NEXT]
        events[AHEAD] = ahead
        prefetch(events, max(ahead, 0))


def fetch_person(memory: Memory, person: int) -> None:
    """As `clock.fetch_person`."""
    for place in range(0, PERSON_SIZE, CACHE_LINE):
        prefetch(memory, person + place)


def prefetch(memory: Memory, place: int) -> None:
    """Let the processor fetch a number soon; machine code has an instruction for this, and nothing else changes."""


def room_for_events(events: Events) -> int:
    """As `clock.room_for_events`; an array does not grow by itself, and `merged` takes an entry for a moment."""
    return (events[SIZE] - events[UNUSED]) // ENTRY_SIZE - 1
