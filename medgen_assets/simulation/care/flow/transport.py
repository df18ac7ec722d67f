"""Who is taken next: casualties look for vehicles, and vehicles for casualties."""

from medgen_assets.simulation.care.flow.admission import watch_while_waiting
from medgen_assets.simulation.care.flow.clock import push
from medgen_assets.simulation.care.flow.layout import (
    AIM,
    BUS,
    BUS_BATCH,
    BUS_HOLD,
    CATEGORIES,
    FLAGS,
    FLIGHT_BATCH,
    FLIGHT_HOLD,
    HEAD,
    HELD_LONG_ENOUGH,
    HELICOPTER,
    ID,
    IDLE,
    IDLE_STACK,
    KINDS,
    LENGTH,
    LINE,
    LONGEST_WALK,
    METRES,
    NONE,
    OF_FRONT,
    OF_SITE,
    POI,
    ROLE,
    ROLE_1,
    ROLE_4,
    ROLES,
    SITE,
    STATE,
    STRATEGIC,
    STREAMS,
    T3,
    TACTICAL,
    TRIAGE,
    VEHICLE_BITS,
    WAITS_FOR_PLACE,
    WAITS_FOR_TRANSPORT,
    WALKS,
    WANTED,
    Events,
    Memory,
)
from medgen_assets.simulation.care.flow.lines import join, site_line, transport_line
from medgen_assets.simulation.care.flow.vehicles import (
    dispatch,
    fleet_of,
    flies,
    kind_for,
    leg_seconds,
    serves,
    set_out,
    stream_of,
)


def send_idle_vehicle(memory: Memory, events: Events, person: int, now: int) -> None:
    """Send the vehicle of the best kind that is idle for a casualty, if there is one."""
    stream = stream_of(memory[person + ROLE], memory[person + AIM])
    for choice in range(KINDS):
        kind = kind_for(memory, stream, memory[person + TRIAGE], choice)
        if kind == NONE:
            return
        fleet = fleet_of(memory, kind)
        if memory[fleet + IDLE] > 0 and (kind != HELICOPTER or flies(memory, now)):
            memory[fleet + IDLE] -= 1
            vehicle = memory[memory[fleet + IDLE_STACK] + memory[fleet + IDLE]]
            dispatch(memory, events, kind, vehicle, person, now)
            return


def next_lead(memory: Memory, kind: int) -> int:
    """Who of those waiting on the front a vehicle of this kind fetches next; NONE if nobody."""
    for category in range(CATEGORIES):
        best = NONE
        for stream in range(STREAMS):
            person = memory[transport_line(memory, stream, category) + HEAD]
            if person == NONE or not serves(memory, kind, stream, category):
                continue
            if best == NONE or memory[person + WANTED] < memory[best + WANTED]:
                best = person
        if best != NONE:
            return best
    return NONE


def employ(memory: Memory, events: Events, number: int, now: int) -> bool:
    """Send a free vehicle for whoever is first in line, or let it stand idle; whether it was sent."""
    kind, vehicle = number >> VEHICLE_BITS, number & ((1 << VEHICLE_BITS) - 1)
    lead = NONE
    if kind != HELICOPTER or flies(memory, now):
        lead = next_lead(memory, kind)
    if lead != NONE:
        dispatch(memory, events, kind, vehicle, lead, now)
        return True
    fleet = fleet_of(memory, kind)
    memory[memory[fleet + IDLE_STACK] + memory[fleet + IDLE]] = vehicle
    memory[fleet + IDLE] += 1
    return False


def longest_hold(memory: Memory, person: int) -> int:
    """How long a casualty waits for company: minor ones for a bus, everybody for the flight home; else 0."""
    stream = stream_of(memory[person + ROLE], memory[person + AIM])
    if stream == STRATEGIC:
        return memory[FLIGHT_HOLD]
    if stream == TACTICAL and memory[person + TRIAGE] == T3 and kind_for(memory, stream, T3, 0) == BUS:
        return memory[BUS_HOLD]
    return 0


def waits_for_company(memory: Memory, events: Events, person: int, now: int) -> bool:
    """Whether a casualty waits for company first; if so, notes when that has to end."""
    hold = longest_hold(memory, person)
    if hold == 0:
        return False
    aim, together = memory[person + AIM], 0
    if memory[person + SITE] == NONE:
        together = 1
    else:
        for category in range(CATEGORIES):
            together += memory[site_line(memory[person + SITE], aim, category) + LENGTH]
    if together >= (memory[FLIGHT_BATCH] if aim == ROLE_4 else memory[BUS_BATCH]):
        return False
    push(events, now + hold, memory[person + ID], HELD_LONG_ENOUGH, person)
    return True


def call_vehicle(memory: Memory, events: Events, person: int, now: int) -> None:
    """Ask the front for a vehicle; who gets none at once stands in line."""
    if memory[person + OF_FRONT + LINE] == NONE:
        stream = stream_of(memory[person + ROLE], memory[person + AIM])
        join(memory, OF_FRONT, person, transport_line(memory, stream, memory[person + TRIAGE]))
    send_idle_vehicle(memory, events, person, now)


def is_on_foot(memory: Memory, person: int) -> bool:
    """Whether a casualty walks: some of the lightly hurt, from the point of injury to a near Role 1."""
    if memory[person + ROLE] != POI or memory[person + AIM] != ROLE_1 or memory[person + TRIAGE] != T3:
        return False
    near = memory[memory[METRES] + POI * ROLES + ROLE_1] <= memory[LONGEST_WALK]
    return near and memory[person + FLAGS] & WALKS != 0


def ask_for_transport(memory: Memory, events: Events, person: int, now: int) -> None:
    """Walk, or wait for a vehicle: alone, or until enough are together."""
    if memory[person + STATE] != WAITS_FOR_PLACE:
        memory[person + WANTED] = now
    memory[person + STATE] = WAITS_FOR_TRANSPORT
    if is_on_foot(memory, person):
        set_out(memory, events, person, now, NONE, now + leg_seconds(memory, NONE, person, now), NONE)
        return
    if memory[person + SITE] != NONE:
        line = site_line(memory[person + SITE], memory[person + AIM], memory[person + TRIAGE])
        join(memory, OF_SITE, person, line)
    if not waits_for_company(memory, events, person, now):
        call_vehicle(memory, events, person, now)
    if memory[person + STATE] == WAITS_FOR_TRANSPORT:
        watch_while_waiting(memory, events, person, now)


def hurry(memory: Memory, events: Events, person: int, now: int) -> None:
    """Call a vehicle for a casualty that has been held for company long enough, if it still waits."""
    waits = memory[person + STATE] == WAITS_FOR_TRANSPORT
    if waits and now - memory[person + WANTED] >= longest_hold(memory, person):
        call_vehicle(memory, events, person, now)
