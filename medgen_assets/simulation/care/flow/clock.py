"""The events to come, in order of second, casualty and kind: ties fall the same way everywhere."""

from heapq import heappop, heappush

from medgen_assets.simulation.care.flow.layout import EMPTY, LATEST, NEVER, Events, Memory

KIND_BITS = 5
ID_BITS = 31
"""2^31 casualties; with 5 bits for the kind, 26 are left for seconds below EMPTY: two years."""


def push(events: Events, second: int, number: int, kind: int, whom: int) -> None:
    """Add an event of casualty `number` (or of a resource of that number); `whom` is its address, or what it is."""
    heappush(events, ((((min(second, LATEST) << ID_BITS) | number) << KIND_BITS) | kind, whom))  # type: ignore[arg-type]


def first_key(_memory: Memory, events: Events, _: int) -> int:
    """Second, number and kind of the next event in one; EMPTY if there is none, perhaps if none up to a second."""
    return events[0][0] if events else EMPTY  # type: ignore[index]


def pop(events: Events) -> int:
    """Take the next event away; returns whom it is about."""
    return heappop(events)[1]  # type: ignore[arg-type]


def fetch_person(memory: Memory, person: int) -> None:
    """Tell the processor who is dealt with soon; a list does not care."""


def room_for_events(_: Events) -> int:
    """Events that surely find room; a list always makes room."""
    return NEVER
