"""What machine code does in its own way: the draws in 64-bit words, and the events in a heap of plain numbers.

They stand in for the functions of the same names in `chance` and `clock`; a test holds both to the same results.
"""

import numpy as np

from medgen_assets.simulation.care.flow.chance import FIRST_MULTIPLIER, GOLDEN_GAMMA, SECOND_MULTIPLIER
from medgen_assets.simulation.care.flow.clock import ID_BITS, KIND_BITS
from medgen_assets.simulation.care.flow.layout import EMPTY, KEYS, LATEST, ROLES, ROOM, Events, Memory


def drawn(memory: Memory, decision: int, role: int, patient_id: int) -> int:
    """As `chance.drawn`."""
    key = np.uint64(memory[memory[KEYS] + decision * ROLES + role])
    bits = key + (np.uint64(patient_id) + np.uint64(1)) * np.uint64(GOLDEN_GAMMA)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(FIRST_MULTIPLIER)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(SECOND_MULTIPLIER)
    return np.int64((bits ^ (bits >> np.uint64(31))) >> np.uint64(12))  # type: ignore[return-value]


def push(events: Events, second: int, number: int, kind: int, whom: int) -> None:
    """As `clock.push`; events[0] counts them, entry n lies at 2 n - 1."""
    key = (((min(second, LATEST) << ID_BITS) | number) << KIND_BITS) | kind
    events[0] += 1
    place = events[0]
    while place > 1 and events[place // 2 * 2 - 1] > key:
        events[place * 2 - 1] = events[place // 2 * 2 - 1]
        events[place * 2] = events[place // 2 * 2]
        place //= 2
    events[place * 2 - 1] = key
    events[place * 2] = whom


def first_key(events: Events) -> int:
    """As `clock.first_key`."""
    return events[1] if events[0] > 0 else EMPTY


def pop(events: Events) -> int:
    """As `clock.pop`."""
    whom, size = events[2], events[0] - 1
    key, last = events[size * 2 + 1], events[size * 2 + 2]
    events[0] = size
    place, child = 1, 2
    while child <= size:
        if child < size and events[child * 2 + 1] < events[child * 2 - 1]:
            child += 1
        if key <= events[child * 2 - 1]:
            break
        events[place * 2 - 1] = events[child * 2 - 1]
        events[place * 2] = events[child * 2]
        place, child = child, child * 2
    events[place * 2 - 1] = key
    events[place * 2] = last
    return whom


def is_crowded(events: Events) -> bool:
    """As `clock.is_crowded`; an array does not grow by itself."""
    return (events[0] + 4 * ROOM) * 2 > len(events)
