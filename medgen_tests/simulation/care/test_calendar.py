"""The calendar of machine code gives events in the order in which a heap gives them, however crowded a second is."""

from heapq import heappop, heappush

import numpy as np
import pytest

from medgen_assets.simulation.care.flow import compiled_parts
from medgen_assets.simulation.care.flow.clock import ID_BITS, KIND_BITS
from medgen_assets.simulation.care.flow.compiled_parts import FEW, PAGES_A_SHEET, SLOTS_A_PAGE, UNUSED
from medgen_assets.simulation.care.flow.layout import EMPTY, NEVER, Events
from medgen_assets.simulation.care.passage import empty_calendar
from medgen_assets.simulation.draws import splitmix64

END = 3 * SLOTS_A_PAGE * PAGES_A_SHEET
"""Seconds of a calendar of three sheets, where a slot is a second."""
ROOM = 400_000
Event = tuple[int, int]


def planned(count: int) -> list[tuple[int, int, int, int]]:
    """Second, number, kind and whom of so many events, some of them after the end."""
    draws = np.random.default_rng(7)
    seconds = np.where(
        draws.random(count) < 0.02, NEVER, (draws.random(count) ** 2 * 1.2 * END).astype(np.int64)
    )
    return [
        (int(second), int(draws.integers(0, 2**24)), turn % 18, turn) for turn, second in enumerate(seconds)
    ]


def following(key: int, whom: int) -> list[tuple[int, int, int, int]]:
    """What an event brings: nothing, something at once, soon, or on a later sheet; the same for the same event."""
    draw = int(splitmix64(np.uint64(whom), np.array([key], dtype=np.uint64))[0])
    delay = (0, 1 + draw % 9, draw % END)[draw // 64 % 3]
    second = (key >> ID_BITS + KIND_BITS) + delay
    return [(second, draw >> 40, draw % 18, whom)] if draw % 16 < 9 else []


def by_heap(count: int) -> list[Event]:
    """Key and whom of all that happens before the end."""
    heap: list[Event] = []
    waiting, happened = planned(count), []
    while waiting or heap:
        for second, number, kind, whom in waiting:
            heappush(heap, ((second << ID_BITS | number) << KIND_BITS | kind, whom))
        key, whom = heappop(heap)
        if key >> ID_BITS + KIND_BITS >= END:
            break
        happened.append((key, whom))
        waiting = following(key, whom)
    return happened


def by_calendar(count: int, slot_bits: int, step: int) -> tuple[list[Event], Events]:
    """The same by the calendar, which turns its leaves so many seconds at a time, and the calendar."""
    events: Events = empty_calendar(END, slot_bits, ROOM).tolist()  # type: ignore[attr-defined]
    memory, happened = [0] * 200, []
    for event in planned(count):
        compiled_parts.push(events, *event)
    for until in range(0, END + step, step):
        while (key := compiled_parts.first_key(memory, events, min(until, END))) != EMPTY:
            if key >> ID_BITS + KIND_BITS >= min(until, END):
                break
            whom = compiled_parts.pop(events)
            happened.append((key, whom))
            for event in following(key, whom):
                compiled_parts.push(events, *event)
    return happened, events


@pytest.mark.parametrize("count", [1, FEW + 1, 700, 6_000])
@pytest.mark.parametrize(("slot_bits", "step"), [(0, END), (0, 97), (3, 500), (9, 1_000)])
def test_events_come_in_the_order_in_which_a_heap_gives_them(count: int, slot_bits: int, step: int):
    happened, _ = by_calendar(count, slot_bits, step)

    assert sorted(happened) == sorted(by_heap(count))
    assert [key for key, _ in happened] == [key for key, _ in by_heap(count)]


def test_a_crowded_second_is_sorted_whatever_its_number_of_events():
    for count in range(1, 5 * FEW + 2):
        events: Events = empty_calendar(END, 0, ROOM).tolist()  # type: ignore[attr-defined]
        numbers = np.random.default_rng(count).permutation(count).tolist()
        for number in numbers:
            compiled_parts.push(events, 3_000, number, 0, number)
        given = []
        while compiled_parts.first_key([0] * 200, events, END) != EMPTY:
            given.append(compiled_parts.pop(events))

        assert given == list(range(count))


def test_room_of_what_has_happened_is_used_again():
    events: Events = empty_calendar(END, 0, ROOM).tolist()  # type: ignore[attr-defined]
    first = events[UNUSED]
    for second in range(END):
        for number in range(20):
            compiled_parts.push(events, second + number * 40, number, 8, 0)
        while compiled_parts.first_key([0] * 200, events, second + 1) >> ID_BITS + KIND_BITS <= second:
            compiled_parts.pop(events)
        if second == 1_000:
            first = events[UNUSED]

    assert events[UNUSED] < 1.5 * first  # 60,000 events without it: eight times


def test_as_many_events_as_room_was_promised_for_find_room():
    events: Events = empty_calendar(END, 0, 40_000).tolist()  # type: ignore[attr-defined]
    draws = np.random.default_rng(7)
    noted = 0
    while (room := compiled_parts.room_for_events(events)) > 0:
        for second in draws.integers(0, END, room).tolist():
            compiled_parts.push(events, second, noted, 8, 0)
            noted += 1
    given = 0
    while compiled_parts.first_key([0] * 200, events, END) != EMPTY:
        compiled_parts.pop(events)
        given += 1

    assert noted == given > 8_000
