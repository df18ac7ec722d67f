"""One front, event by event: the only loop of the model that knows time."""

from medgen_assets.simulation.care.flow.blood import receive_blood
from medgen_assets.simulation.care.flow.clock import (
    ID_BITS,
    KIND_BITS,
    first_key,
    pop,
    room_for_events,
)
from medgen_assets.simulation.care.flow.endings import BED_BITS, die, give_bed_back, missed, outlast
from medgen_assets.simulation.care.flow.entering import enter
from medgen_assets.simulation.care.flow.journey import (
    arrive,
    ask_for_table,
    be_ready,
    leave_table,
    move_on,
    offer_place,
    worsen,
)
from medgen_assets.simulation.care.flow.layout import (
    ARRIVES,
    ASKS_FOR_TABLE,
    AT_ONCE,
    AT_THE_DOOR,
    BED_IS_FREE,
    BLOOD_ARRIVES,
    DEATH,
    DIES,
    END,
    ENTERED,
    EVENTS_A_ROW,
    FACILITIES_ARE_LOST,
    FATE_COUNT,
    HELD_LONG_ENOUGH,
    HELICOPTER,
    HURT,
    HURT_SIZE,
    ID,
    IDLE,
    IDLE_STACK,
    INJURED,
    LEAVES,
    LEAVES_TABLE,
    MADE_BEFORE,
    MEMORY_END,
    MEMORY_SIZE,
    NEVER,
    NONE,
    PEOPLE_LOOK_ELSEWHERE,
    PERSON_SIZE,
    PLACE_IS_FREE,
    READY,
    RETRIAGE_COUNT,
    ROWS,
    SITE_ROOM,
    STATE,
    STAY_IS_OVER,
    SURGE_BED_OPENS,
    T1,
    TEAM_HAS_RESTED,
    TRIAGE,
    VEHICLE_BITS,
    VEHICLE_IS_BACK,
    VISIT_COUNT,
    WAITS_FOR_PLACE,
    WAITS_FOR_TABLE,
    WAITS_FOR_TRANSPORT,
    WORSENS,
    Events,
    Memory,
)
from medgen_assets.simulation.care.flow.losses import lose_facilities, send_next_elsewhere
from medgen_assets.simulation.care.flow.surge import open_surge_bed
from medgen_assets.simulation.care.flow.surgery import operate_on_next, stand_ready
from medgen_assets.simulation.care.flow.transport import employ, hurry
from medgen_assets.simulation.care.flow.vehicles import fleet_of


def waits_and_dies(memory: Memory, person: int) -> bool:
    """Whether somebody who is dying waits: for means, or at the point of injury until somebody comes."""
    state = memory[person + STATE]
    return memory[person + DEATH] < NEVER and (state == HURT or lacks_means(state))


def lacks_means(state: int) -> bool:
    """Whether a person in this state waits for means."""
    return state in (WAITS_FOR_TRANSPORT, WAITS_FOR_PLACE, AT_THE_DOOR, WAITS_FOR_TABLE)


def happen_to_person(memory: Memory, events: Events, kind: int, person: int, now: int) -> None:
    """One event of a casualty who is still there."""
    if kind == READY:
        be_ready(memory, events, person, now)
    elif kind == ARRIVES:
        arrive(memory, events, person, now)
    elif kind == ASKS_FOR_TABLE:
        ask_for_table(memory, events, person, now)
    elif kind == LEAVES_TABLE:
        leave_table(memory, events, person, now)
    elif kind == LEAVES:
        move_on(memory, events, person, now)
    elif kind == HELD_LONG_ENOUGH:
        hurry(memory, events, person, now)
    elif kind == WORSENS and memory[person + TRIAGE] != T1 and waits_and_dies(memory, person):
        worsen(memory, events, person, now)
    elif kind == DIES and memory[person + DEATH] == now and lacks_means(memory[person + STATE]):
        die(memory, events, person, now, missed(memory[person + STATE]))


def end_stay(memory: Memory, events: Events, what: int, now: int) -> None:
    """A stay whose end was known has ended: the bed is free again, and perhaps a ventilator."""
    bed, kind = what & ((1 << BED_BITS) - 1), what >> BED_BITS & 7
    facility = what >> (BED_BITS + 3)
    give_bed_back(memory, facility, kind >> 1, kind & 1, bed)
    offer_place(memory, events, facility, now)


def send_helicopters(memory: Memory, events: Events, now: int) -> None:
    """The sky has cleared: helicopters that stood idle look for casualties."""
    fleet, sent = fleet_of(memory, HELICOPTER), True
    while sent and memory[fleet + IDLE] > 0:
        memory[fleet + IDLE] -= 1
        vehicle = memory[memory[fleet + IDLE_STACK] + memory[fleet + IDLE]]
        sent = employ(memory, events, (HELICOPTER << VEHICLE_BITS) | vehicle, now)


def happen_to_means(memory: Memory, events: Events, kind: int, number: int, what: int, now: int) -> None:
    """One event of a bed, a vehicle, a team or the sky."""
    if kind == STAY_IS_OVER:
        end_stay(memory, events, what, now)
    elif kind in (BED_IS_FREE, PLACE_IS_FREE):
        offer_place(memory, events, what, now)
    elif kind == VEHICLE_IS_BACK:
        employ(memory, events, number, now)
    elif kind == TEAM_HAS_RESTED:
        stand_ready(memory, what, number)
        operate_on_next(memory, events, what, now)
    elif kind == BLOOD_ARRIVES:
        receive_blood(memory, events, number, what, now)
    elif kind == SURGE_BED_OPENS:
        open_surge_bed(memory, events, number, what, now)
    elif kind == FACILITIES_ARE_LOST:
        lose_facilities(memory, events, number, what, now)
    elif kind == PEOPLE_LOOK_ELSEWHERE:
        send_next_elsewhere(memory, events, number, what, now)
    else:
        send_helicopters(memory, events, now)


def next_injury(memory: Memory, hurt: Memory, count: int) -> int:
    """Second of injury of the next casualty to be let in; NEVER if there is none."""
    return hurt[memory[ENTERED] * HURT_SIZE + INJURED] if memory[ENTERED] < count else NEVER


def advance(memory: Memory, events: Events, hurt: Memory, count: int, until: int) -> bool:
    """Let everything before second `until` happen; False when a table is full before that.

    `hurt` is `count` casualties in order of injury; each is let in when its second has come, so that who is not hurt
    yet takes no memory.
    """
    last, injured = min(until, memory[END]), next_injury(memory, hurt, count)
    steps = steps_with_room(memory, events)
    while True:
        key = first_key(memory, events, min(injured, last))
        now = min(key >> (ID_BITS + KIND_BITS), last)
        if steps == 0:
            steps = steps_with_room(memory, events)
            if steps == 0:
                return False
        steps -= 1
        if injured <= now:
            enter(memory, events, hurt, memory[ENTERED] * HURT_SIZE)
            memory[ENTERED] += 1
            injured = next_injury(memory, hurt, count)
        elif now == last:
            return True
        else:
            happen(memory, events, key)


def happen(memory: Memory, events: Events, key: int) -> None:
    """Let the first event happen, whose key this is."""
    whom, now = pop(events), key >> (ID_BITS + KIND_BITS)
    kind, number = key & ((1 << KIND_BITS) - 1), key >> KIND_BITS & ((1 << ID_BITS) - 1)
    if kind >= VEHICLE_IS_BACK:
        happen_to_means(memory, events, kind, number, whom, now)
    elif memory[whom + ID] == number:
        happen_to_person(memory, events, kind, whom, now)


def steps_with_room(memory: Memory, events: Events) -> int:
    """For how many more events, or casualties let in, the memory and its tables are surely large enough."""
    rows = memory[ROWS] - max(memory[VISIT_COUNT], memory[FATE_COUNT], memory[RETRIAGE_COUNT])
    people = (memory[MEMORY_SIZE] - memory[MEMORY_END]) // (PERSON_SIZE + SITE_ROOM)
    return min(min(rows, room_for_events(events) // EVENTS_A_ROW) // memory[AT_ONCE], people)


def close(memory: Memory, events: Events, person: int) -> int:
    """End the journeys of who is still in the chain, from a person on to those made before it.

    Returns whom to go on with when the tables of results are full, NONE when all is done.
    """
    while person != NONE and steps_with_room(memory, events) > 0:
        if memory[person + ID] != NONE:
            outlast(memory, person)
        person = memory[person + MADE_BEFORE]
    return person
