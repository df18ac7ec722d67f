"""Facilities that are lost on a day: they take nobody in any more, and who was bound for them looks elsewhere."""

from medgen_assets.simulation.care.flow.clock import push
from medgen_assets.simulation.care.flow.journey import look_elsewhere
from medgen_assets.simulation.care.flow.layout import (
    AIM,
    AT_THE_DOOR,
    BY_ROLE,
    CSU,
    EXISTING,
    FACILITY,
    FACILITY_SIZE,
    ID,
    IS_LOST,
    LAST_PERSON,
    MADE_BEFORE,
    NONE,
    PEOPLE_LOOK_ELSEWHERE,
    ROLE_2,
    ROLE_3,
    ROLES,
    STATE,
    TARGET,
    WAITS_FOR_PLACE,
    WAITS_FOR_TRANSPORT,
    Events,
    Memory,
)


def lose_facilities(memory: Memory, events: Events, role: int, lost: int, now: int) -> None:
    """Close the last `lost` facilities of a role; a role without any is passed over from now on."""
    first, count = memory[memory[BY_ROLE] + role * 2], memory[memory[BY_ROLE] + role * 2 + 1]
    left = max(0, count - lost)
    memory[memory[BY_ROLE] + role * 2 + 1] = left
    for facility in range(first + left * FACILITY_SIZE, first + count * FACILITY_SIZE, FACILITY_SIZE):
        memory[facility + IS_LOST] = 1
    if left == 0 and role != CSU:
        above = memory[memory[EXISTING] + (ROLE_3 if role == ROLE_2 else role + 1)]
        for wanted in range(ROLES):
            if memory[memory[EXISTING] + wanted] == role:
                memory[memory[EXISTING] + wanted] = above
    push(events, now, role, PEOPLE_LOOK_ELSEWHERE, memory[LAST_PERSON])


def is_bound_for_lost(memory: Memory, person: int) -> bool:
    """Whether a casualty waits for a way, a place or a bed that there is no more."""
    state = memory[person + STATE]
    if memory[person + ID] == NONE:
        return False
    if state == WAITS_FOR_TRANSPORT:
        return memory[memory[person + TARGET] + IS_LOST] != 0
    if state == AT_THE_DOOR:
        return memory[memory[person + FACILITY] + IS_LOST] != 0
    return state == WAITS_FOR_PLACE and memory[memory[BY_ROLE] + memory[person + AIM] * 2 + 1] == 0


def send_next_elsewhere(memory: Memory, events: Events, role: int, person: int, now: int) -> None:
    """Send the next such casualty elsewhere, one an event, since each may fill a vehicle."""
    while person != NONE:
        if is_bound_for_lost(memory, person):
            look_elsewhere(memory, events, person, now)
            push(events, now, role, PEOPLE_LOOK_ELSEWHERE, memory[person + MADE_BEFORE])
            return
        person = memory[person + MADE_BEFORE]
