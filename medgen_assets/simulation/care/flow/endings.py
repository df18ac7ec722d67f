"""What is written down and given back when a visit or a whole journey is over."""

from medgen_assets.simulation.care.flow.clock import push
from medgen_assets.simulation.care.flow.layout import (
    AIM,
    ARRIVED,
    AT_THE_DOOR,
    AVERTED,
    BACK,
    BED,
    BED_FROM,
    BED_IS_FREE,
    BED_KIND,
    CAME_BY,
    CATEGORIES,
    CATEGORY,
    CAUSE,
    DEATH,
    DEPARTED,
    DNBI_DEATH,
    DOOR,
    DOW,
    END,
    EVACUATED,
    FACILITY,
    FATE_COUNT,
    FATE_SIZE,
    FATES,
    FIRST_AID,
    FIRST_FACILITY,
    FIRST_ROW,
    FLAGS,
    FLEET_SIZE,
    FLEETS,
    FOR_BED,
    FOR_FIRST_AID,
    FOR_PICKUP,
    FOR_SURGERY,
    FOR_TRANSPORT,
    FOUR_LINES,
    FREE_PERSON,
    FREE_SITE,
    HAS_PLACE,
    HAS_VENTILATOR,
    HEAD,
    ICU_BED,
    ICU_FREE,
    ICU_STACK,
    ID,
    IN_TRANSIT,
    INJURED,
    IS_BATTLE,
    KIA,
    NEXT_FREE,
    NONE,
    NOT_WAITING,
    NUMBER,
    OF_FRONT,
    OF_SITE,
    ORDINARY_FREE,
    ORDINARY_STACK,
    OWN_ROLE,
    PLACE_IS_FREE,
    PLACE_LINES,
    PLACES,
    POI,
    RETRIAGE_COUNT,
    RETRIAGE_SIZE,
    RETRIAGES,
    ROLE,
    ROLE_4,
    SITE,
    SITE_LINES,
    STATE,
    STAY_IS_OVER,
    STILL_THERE,
    STOPPED,
    SURGE_BED,
    SURGE_FREE,
    SURGE_STACK,
    SURGERY_FROM,
    SURGERY_TO,
    TABLE,
    TABLE_WANTED,
    TARGET,
    THOUGHT_BITS,
    TRIAGE,
    TRIAGE_ON_ARRIVAL,
    UNDER_TREATMENT,
    UNDER_WAY,
    UNLIMITED_BED,
    VEHICLE,
    VEHICLE_BITS,
    VENTILATORS_FREE,
    VISIT,
    VISIT_COUNT,
    VISIT_SIZE,
    VISITS,
    WAITS_FOR_PLACE,
    WAITS_FOR_TABLE,
    WAITS_FOR_TRANSPORT,
    WANTED,
    Events,
    Memory,
)
from medgen_assets.simulation.care.flow.lines import line_of, quit_line

BED_BITS = 24
"""Bits for the number of a bed: 16 million a facility."""


def write_visit(memory: Memory, person: int, arrived: int, left: int) -> None:
    """Write the visit that is over; `arrived` is NONE for those who never did."""
    row = memory[VISITS] + memory[VISIT_COUNT] * VISIT_SIZE
    memory[VISIT_COUNT] += 1
    on_the_way = memory[person + STATE] == UNDER_WAY
    memory[row] = memory[person + ID]
    memory[row + 1] = memory[person + VISIT]
    memory[row + 2] = memory[person + AIM] if on_the_way else memory[person + ROLE]
    facility = memory[person + TARGET] if on_the_way else memory[person + FACILITY]
    memory[row + 3] = memory[facility + NUMBER]
    memory[row + 4] = row_of_vehicle(memory, memory[person + VEHICLE])
    memory[row + 5] = memory[person + CAME_BY]
    memory[row + 6] = memory[person + DEPARTED]
    memory[row + 7] = arrived
    memory[row + 8] = memory[person + BACK]
    memory[row + 9] = arrived
    memory[row + 10] = memory[person + BED_FROM]
    memory[row + 11] = memory[person + BED_KIND]
    memory[row + 12] = memory[person + BED]
    memory[row + 13] = memory[person + TABLE_WANTED]
    memory[row + 14] = memory[person + SURGERY_FROM]
    memory[row + 15] = memory[person + SURGERY_TO]
    memory[row + 16] = memory[person + TABLE]
    memory[row + 17] = left
    memory[row + 18] = memory[person + TRIAGE_ON_ARRIVAL]


def row_of_vehicle(memory: Memory, vehicle: int) -> int:
    """Row of a vehicle among those of the exercise; NONE for who walked."""
    if vehicle == NONE:
        return NONE
    fleet = memory[FLEETS] + (vehicle >> VEHICLE_BITS) * FLEET_SIZE
    return memory[fleet + FIRST_ROW] + (vehicle & ((1 << VEHICLE_BITS) - 1))


def write_fate(memory: Memory, person: int, outcome: int, at: int, waits_for: int) -> None:
    """Write how a journey ended."""
    row = memory[FATES] + memory[FATE_COUNT] * FATE_SIZE
    memory[FATE_COUNT] += 1
    memory[row] = memory[person + ID]
    memory[row + 1] = memory[person + FIRST_AID]
    memory[row + 2] = memory[person + FIRST_FACILITY]
    memory[row + 3] = outcome
    memory[row + 4] = at
    memory[row + 5] = place_of(memory, person)
    memory[row + 6] = memory[person + ROLE]
    memory[row + 7] = waits_for
    memory[row + 8] = waiting_since(memory, person, waits_for)
    memory[row + 9] = memory[person + STOPPED]
    memory[row + 10] = memory[person + AVERTED]
    memory[row + 11] = memory[person + CAUSE]
    memory[row + 12] = (memory[person + FLAGS] >> THOUGHT_BITS & CATEGORY) - 1


def missed(state: int) -> int:
    """What a person in this state waits for."""
    if state == WAITS_FOR_TRANSPORT:
        return FOR_TRANSPORT
    if state == WAITS_FOR_TABLE:
        return FOR_SURGERY
    return FOR_BED if state in (WAITS_FOR_PLACE, AT_THE_DOOR) else NOT_WAITING


def waiting_since(memory: Memory, person: int, waits_for: int) -> int:
    """Second since which a person has waited for what it waits for; NONE for who does not wait."""
    if waits_for == NOT_WAITING:
        return NONE
    if waits_for == FOR_SURGERY:
        return memory[person + TABLE_WANTED]
    if waits_for == FOR_FIRST_AID:
        return memory[person + INJURED]
    if waits_for == FOR_PICKUP:
        return memory[person + FIRST_AID]
    at_the_door = memory[person + STATE] == AT_THE_DOOR
    return memory[person + ARRIVED] if at_the_door else memory[person + WANTED]


def place_of(memory: Memory, person: int) -> int:
    """Number of the facility where a person is; -1 at the point of injury, -2 on the way."""
    if memory[person + STATE] == UNDER_WAY:
        return IN_TRANSIT
    facility = memory[person + FACILITY]
    return NONE if facility == NONE else memory[facility + NUMBER]


def write_retriage(memory: Memory, person: int, now: int) -> None:
    """Write that a waiting casualty was triaged anew."""
    row = memory[RETRIAGES] + memory[RETRIAGE_COUNT] * RETRIAGE_SIZE
    memory[RETRIAGE_COUNT] += 1
    memory[row] = memory[person + ID]
    memory[row + 1] = now
    memory[row + 2] = memory[person + TRIAGE]
    memory[row + 3] = place_of(memory, person)


def give_bed_back(memory: Memory, facility: int, kind: int, has_ventilator: int, bed: int) -> None:
    """Put a bed on its stack again, and its ventilator."""
    memory[facility + VENTILATORS_FREE] += has_ventilator
    if kind == ICU_BED:
        memory[memory[facility + ICU_STACK] + memory[facility + ICU_FREE]] = bed
        memory[facility + ICU_FREE] += 1
    elif kind == SURGE_BED:
        memory[memory[facility + SURGE_STACK] + memory[facility + SURGE_FREE]] = bed
        memory[facility + SURGE_FREE] += 1
    else:
        memory[memory[facility + ORDINARY_STACK] + memory[facility + ORDINARY_FREE]] = bed
        memory[facility + ORDINARY_FREE] += 1


def is_wanted(memory: Memory, facility: int) -> bool:
    """Whether anybody waits for a place at a facility, or anywhere for one of its role."""
    elsewhere = memory[PLACE_LINES] + memory[facility + OWN_ROLE] * FOUR_LINES
    for category in range(CATEGORIES):
        if memory[line_of(facility + DOOR, category) + HEAD] != NONE:
            return True
        if memory[line_of(elsewhere, category) + HEAD] != NONE:
            return True
    return False


def vacate(memory: Memory, events: Events, person: int, now: int) -> None:
    """Give the bed back now, and with it the ventilator; who waits for it gets it as an event of its own."""
    if memory[person + BED_FROM] == NONE or memory[person + BED_KIND] == UNLIMITED_BED:
        return
    facility, ventilator = memory[person + FACILITY], memory[person + HAS_VENTILATOR]
    give_bed_back(memory, facility, memory[person + BED_KIND], ventilator, memory[person + BED])
    if is_wanted(memory, facility):
        push(events, now, memory[person + ID], BED_IS_FREE, facility)
    else:
        memory[facility + PLACES] += 1


def vacate_later(memory: Memory, events: Events, person: int, at: int) -> None:
    """Give the bed back at a moment to come."""
    if memory[person + BED_FROM] == NONE or memory[person + BED_KIND] == UNLIMITED_BED:
        return
    kind = memory[person + BED_KIND] * 2 + memory[person + HAS_VENTILATOR]
    what = (((memory[person + FACILITY] << 3) | kind) << BED_BITS) | memory[person + BED]
    push(events, at, memory[person + ID], STAY_IS_OVER, what)


def give_up_place(memory: Memory, events: Events, person: int, now: int) -> None:
    """Give back a place kept at the facility a casualty was bound for."""
    if memory[person + HAS_PLACE]:
        memory[person + HAS_PLACE] = 0
        push(events, now, memory[person + ID], PLACE_IS_FREE, memory[person + TARGET])


def quit_incident(memory: Memory, person: int) -> None:
    """Leave the place of an incident; the last one to leave closes it."""
    site = memory[person + SITE]
    if memory[person + ROLE] != POI or site == NONE:
        return
    memory[site + STILL_THERE] -= 1
    if memory[site + STILL_THERE] == 0:
        memory[site + SITE_LINES] = memory[FREE_SITE]
        memory[FREE_SITE] = site
    memory[person + SITE] = NONE


def finish(memory: Memory, person: int, outcome: int, at: int, waits_for: int) -> None:
    """End the journey of a casualty: the last visit, the fate, and its place in the memory."""
    quit_line(memory, OF_FRONT, person)
    quit_line(memory, OF_SITE, person)
    if memory[person + VISIT] >= 0:
        if memory[person + STATE] == UNDER_WAY:
            write_visit(memory, person, NONE, NONE)
        else:
            write_visit(memory, person, memory[person + ARRIVED], at)
    write_fate(memory, person, outcome, at, waits_for)
    quit_incident(memory, person)
    memory[person + ID] = NONE
    memory[person + NEXT_FREE] = memory[FREE_PERSON]
    memory[FREE_PERSON] = person


def die(memory: Memory, events: Events, person: int, now: int, waits_for: int) -> None:
    """End the journey of a casualty whose moment of death has come."""
    give_up_place(memory, events, person, now)
    at = memory[person + DEATH]
    if memory[person + STATE] != UNDER_WAY:
        if at > now:
            vacate_later(memory, events, person, at)
        else:
            vacate(memory, events, person, now)
    outcome = DNBI_DEATH
    if memory[person + FLAGS] & IS_BATTLE:
        outcome = KIA if memory[person + FIRST_FACILITY] == NONE else DOW
    finish(memory, person, outcome, at, waits_for)


def outlast(memory: Memory, person: int) -> None:
    """End the journey of a casualty who is still in the chain at the end of the exercise."""
    on_the_way = memory[person + STATE] == UNDER_WAY
    role = memory[person + AIM] if on_the_way else memory[person + ROLE]
    outcome = EVACUATED if role == ROLE_4 else UNDER_TREATMENT
    finish(memory, person, outcome, memory[END], missed(memory[person + STATE]))
