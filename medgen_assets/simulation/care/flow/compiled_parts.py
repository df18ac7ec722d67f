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

# The events: a calendar of sheets, each of so many pages, each of so many slots of a few seconds. What is to happen on
# a later sheet, or a later page of the open sheet, lies in blocks, one event behind the other, since it is written once
# and read once: few places are written to, which stay in the caches, and what is read next is known. On the open page
# each event is an entry (key, whom, next) in the chain of its slot, in no order; the slot that is open is kept sorted,
# and what happens within it is put in its place. With few entries a slot, nearly all are sorted by having their slot.
TODAY, SLOT, FREE, UNUSED, LAST_SLOT, SLOT_BITS, FREE_BLOCK, SIZE, RUNS = range(9)
"""Head of `events`: first entry of the open slot, its number, free entries, unused room, the number of the first slot
that begins after the end, the n of the 2^n seconds of a slot, free blocks, numbers in all, and sorted runs of a slot,
each for twice as many entries as the one before."""
MOST_RUNS: Final = 32
SLOTS: Final = RUNS + MOST_RUNS
"""Where the slots of the open page begin."""
SLOTS_BITS: Final = 2
SLOTS_A_PAGE: Final = 1 << SLOTS_BITS
PAGES_BITS: Final = 8
PAGES_A_SHEET: Final = 1 << PAGES_BITS
PAGES: Final = SLOTS + SLOTS_A_PAGE
"""Where the pages of the open sheet begin: of each the place behind its last event, 0 if it has none."""
SHEETS: Final = PAGES + PAGES_A_SHEET
"""Where the sheets begin, alike."""
KEY, WHOM, NEXT = range(3)
ENTRY_SIZE = 3
BLOCK_BITS: Final = 5
BLOCK_SIZE: Final = 1 << BLOCK_BITS
"""Numbers of a block, which begins at a multiple of this: the place behind the last event of the block before, one that
is not used, and 15 events (key, whom)."""
EVENTS_A_BLOCK: Final = 6
"""Events that surely find room in a block, be they on a page and then on its slots: of 15 there, of 10 entries here."""
OLDER: Final = 0
FIRST_EVENT, EVENT_SIZE = 2, 2
LAST_ENTRY: Final = BLOCK_SIZE // ENTRY_SIZE * ENTRY_SIZE - ENTRY_SIZE
"""Place of the last of the entries that a block is cut into."""
LINE_OF_EVENTS: Final = 8
"""Numbers of `events` that a processor fetches at a time."""
FEW = 12
"""Entries of a slot that are put in their place one by one. Assumption: 12, because beyond, merging compares less."""


def push(events: Events, second: int, number: int, kind: int, whom: int) -> None:
    """As `clock.push`; what is after the end never happens and is not noted."""
    moment = min(second, LATEST)
    slot = moment >> events[SLOT_BITS]
    if slot >= events[LAST_SLOT]:
        return
    key = (((moment << ID_BITS) | number) << KIND_BITS) | kind
    page, open_page = slot >> SLOTS_BITS, events[SLOT] >> SLOTS_BITS
    if page == open_page:
        note_on_open_page(events, slot, key, whom)
    elif page >> PAGES_BITS == open_page >> PAGES_BITS:
        note(events, PAGES + (page & (PAGES_A_SHEET - 1)), key, whom)
    else:
        note(events, SHEETS + (page >> PAGES_BITS), key, whom)


def note(events: Events, page: int, key: int, whom: int) -> None:
    """Write an event behind the last of a page, or of a sheet."""
    place = events[page]
    if place & (BLOCK_SIZE - 1) == 0:
        block = new_block(events)
        events[block + OLDER] = place
        place = block + FIRST_EVENT
    events[place + KEY] = key
    events[place + WHOM] = whom
    events[page] = place + EVENT_SIZE


def note_on_open_page(events: Events, slot: int, key: int, whom: int) -> None:
    """Hang an event on its slot, or put it among those of the open slot."""
    entry = new_entry(events)
    events[entry + KEY] = key
    events[entry + WHOM] = whom
    if slot > events[SLOT]:
        chain = SLOTS + (slot & (SLOTS_A_PAGE - 1))
        events[entry + NEXT] = events[chain]
        events[chain] = entry
        return
    put_in_place(events, entry)


def new_block(events: Events) -> int:
    """A block that was read, or a new one."""
    block = events[FREE_BLOCK]
    if block == NONE:
        block = events[UNUSED]
        events[UNUSED] = block + BLOCK_SIZE
    else:
        events[FREE_BLOCK] = events[block + OLDER]
    return block


def new_entry(events: Events) -> int:
    """A free entry; a block is cut into entries where there is none."""
    entry = events[FREE]
    if entry == NONE:
        entry = new_block(events)
        for place in range(entry, entry + LAST_ENTRY, ENTRY_SIZE):
            events[place + NEXT] = place + ENTRY_SIZE
        events[entry + LAST_ENTRY + NEXT] = NONE
    events[FREE] = events[entry + NEXT]
    return entry


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


def open_sheet(events: Events, sheet: int) -> None:
    """Write the events of a sheet on its pages."""
    place = events[sheet]
    events[sheet] = 0
    while place != 0:
        block = (place - 1) >> BLOCK_BITS << BLOCK_BITS
        older = events[block + OLDER]
        fetch_block(events, older)
        for at in range(block + FIRST_EVENT, place, EVENT_SIZE):
            key = events[at + KEY]
            page = key >> (ID_BITS + KIND_BITS) >> events[SLOT_BITS] >> SLOTS_BITS
            note(events, PAGES + (page & (PAGES_A_SHEET - 1)), key, events[at + WHOM])
        give_back(events, block)
        place = older


def open_page(memory: Memory, events: Events, page: int) -> None:
    """Hang the events of a page on its slots, and let the processor fetch whom they are about."""
    place = events[page]
    events[page] = 0
    while place != 0:
        block = (place - 1) >> BLOCK_BITS << BLOCK_BITS
        older = events[block + OLDER]
        fetch_block(events, older)
        for at in range(block + FIRST_EVENT, place, EVENT_SIZE):
            entry = new_entry(events)
            key, whom = events[at + KEY], events[at + WHOM]
            slot = SLOTS + (key >> (ID_BITS + KIND_BITS) >> events[SLOT_BITS] & (SLOTS_A_PAGE - 1))
            events[entry + KEY] = key
            events[entry + WHOM] = whom
            events[entry + NEXT] = events[slot]
            events[slot] = entry
            fetch_person(memory, whom if key & ((1 << KIND_BITS) - 1) < VEHICLE_IS_BACK else 0)
        give_back(events, block)
        place = older


def give_back(events: Events, block: int) -> None:
    """A block has been read."""
    events[block + OLDER] = events[FREE_BLOCK]
    events[FREE_BLOCK] = block


def fetch_block(events: Events, place: int) -> None:
    """Let the processor fetch the block that ends at a place."""
    first = max(place - BLOCK_SIZE, 0)
    for line in range(first, first + BLOCK_SIZE, LINE_OF_EVENTS):
        prefetch(events, line)


def open_slot(events: Events, chain: int) -> None:
    """Sort the entries of a slot, when nothing is left of the one before.

    A few at a time are put in their place; of many, such runs are merged in pairs of about the same length.
    """
    longest = NONE
    while chain != NONE:
        chain = put_few_in_place(events, chain)
        if chain == NONE and longest == NONE:
            return
        run, place = events[TODAY], RUNS
        events[TODAY] = NONE
        while events[place] != NONE:
            run = merged(events, events[place], run)
            events[place] = NONE
            place += 1
        events[place] = run
        longest = max(longest, place)
    for place in range(RUNS, longest + 1):
        events[TODAY] = merged(events, events[place], events[TODAY])
        events[place] = NONE


def put_few_in_place(events: Events, chain: int) -> int:
    """Put so many entries of a chain in their place at most; returns the first of the rest."""
    for _ in range(FEW):
        entry = chain
        chain = events[entry + NEXT]
        put_in_place(events, entry)
        if chain == NONE:
            return NONE
    return chain


def turn_to_next(memory: Memory, events: Events, last: int) -> None:
    """Turn to the next slot, or past a page that is empty, but not beyond slot `last`."""
    slot = events[SLOT] + 1
    place = SLOTS + (slot & (SLOTS_A_PAGE - 1))
    if place == SLOTS:
        number = slot >> SLOTS_BITS
        page = PAGES + (number & (PAGES_A_SHEET - 1))
        if page == PAGES:
            open_sheet(events, SHEETS + (number >> PAGES_BITS))
        if events[page] == 0:
            events[SLOT] = min(slot + SLOTS_A_PAGE - 1, last)
            return
        open_page(memory, events, page)
        fetch_block(events, (events[page + 1] + BLOCK_SIZE - 1) >> BLOCK_BITS << BLOCK_BITS)
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


def fetch_person(memory: Memory, person: int) -> None:
    """As `clock.fetch_person`."""
    for place in range(0, PERSON_SIZE, CACHE_LINE):
        prefetch(memory, person + place)


def prefetch(memory: Memory, place: int) -> None:
    """Let the processor fetch a number soon; machine code has an instruction for this, and nothing else changes."""


def room_for_events(events: Events) -> int:
    """As `clock.room_for_events`; an array does not grow by itself.

    Events take a block each EVENTS_A_BLOCK of them, and one more for each page and sheet that has none yet. Opening
    a page cuts blocks into entries before it gives back those it has read: half as much again is kept for that.
    """
    blocks = (events[SIZE] - events[UNUSED] - (events[UNUSED] >> 1)) >> BLOCK_BITS
    return (blocks - blocks_begun(events)) * EVENTS_A_BLOCK


def blocks_begun(events: Events) -> int:
    """Blocks that may be begun at once: one for each page of a sheet, each sheet, and the entries."""
    return (events[LAST_SLOT] >> SLOTS_BITS + PAGES_BITS) + PAGES_A_SHEET + 3
