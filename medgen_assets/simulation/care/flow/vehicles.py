"""Vehicles: by what a casualty is taken, how long it takes, and who comes along."""

from medgen_assets.simulation.care.flow.chance import drawn, spread, wide
from medgen_assets.simulation.care.flow.clock import push
from medgen_assets.simulation.care.flow.endings import quit_incident, vacate, write_visit
from medgen_assets.simulation.care.flow.home import be_taken_home
from medgen_assets.simulation.care.flow.layout import (
    AIM,
    ARRIVED,
    ARRIVES,
    ATTACKED,
    BACK,
    BED_FROM,
    CAME_BY,
    CATEGORIES,
    DELAYED,
    DEPARTED,
    FLEET_SIZE,
    FLEETS,
    FLIES,
    FORWARD,
    HANDLING,
    HEAD,
    HOUR,
    HOURS,
    ID,
    IS_HOME,
    KINDS,
    KINDS_BY_STREAM,
    LATEST,
    LEAST_LEG,
    LEG,
    LITTER,
    METRES,
    NEVER,
    NONE,
    OF_FRONT,
    OF_SITE,
    POI,
    ROLE,
    ROLE_4,
    ROLES,
    SCATTER,
    SITE,
    SLOWED,
    SPEED,
    STATE,
    STRATEGIC,
    T3,
    TACTICAL,
    TARGET,
    THREAT,
    TRIAGE,
    TRIAGE_ON_ARRIVAL,
    UNDER_WAY,
    VEHICLE,
    VEHICLE_BITS,
    VEHICLE_IS_BACK,
    VISIT,
    WALKING,
    WALKING_SCATTER,
    WALKING_SPEED,
    WANTED,
    WAY_HOUR,
    WAY_LENGTH,
    WAYS,
    Events,
    Memory,
)
from medgen_assets.simulation.care.flow.lines import quit_line, site_line


def stream_of(role: int, aim: int) -> int:
    """Stream of evacuation of a leg."""
    if aim == ROLE_4:
        return STRATEGIC
    return FORWARD if role == POI else TACTICAL


def fleet_of(memory: Memory, kind: int) -> int:
    """Address of the fleet of a kind."""
    return memory[FLEETS] + kind * FLEET_SIZE


def hour_of(memory: Memory, now: int) -> int:
    """Hour whose weather holds; after the fighting that of its last hour stays."""
    return min(now // HOUR, memory[HOURS] - 1)


def flies(memory: Memory, now: int) -> bool:
    """Whether the weather lets helicopters fly."""
    return memory[memory[FLIES] + hour_of(memory, now)] != 0


def kind_for(memory: Memory, stream: int, category: int, choice: int) -> int:
    """Kind of vehicle that a category in a stream would take, best first; NONE when there are no more."""
    return memory[memory[KINDS_BY_STREAM] + (stream * CATEGORIES + category) * KINDS + choice]


def serves(memory: Memory, kind: int, stream: int, category: int) -> bool:
    """Whether a kind of vehicle takes a category in a stream."""
    for choice in range(KINDS):  # noqa: SIM110, machine code has no generators
        if kind_for(memory, stream, category, choice) == kind:
            return True
    return False


def leg_seconds(memory: Memory, kind: int, person: int, now: int) -> int:
    """Length of a leg: way over speed in this weather, with handling and scatter, plus delay; NONE walks."""
    role, hour = memory[person + ROLE], hour_of(memory, now)
    scatter, handling = memory[WALKING_SCATTER], 0
    if kind != NONE:
        scatter, handling = memory[fleet_of(memory, kind) + SCATTER], memory[HANDLING]
    way = way_seconds(memory, kind, role * ROLES + memory[person + AIM], hour)
    draw = drawn(memory, LEG, role, memory[person + ID])
    scattered = (way + handling) * spread(draw, 1000 - scatter, 1001 + scatter) // 1000
    return max(scattered + memory[memory[DELAYED] + hour], memory[LEAST_LEG])


def way_seconds(memory: Memory, kind: int, leg: int, hour: int) -> int:
    """Way over speed in the weather of an hour; kept for who goes the same way by the same means in that hour."""
    known = memory[WAYS] + ((kind + 1) * ROLES * ROLES + leg) * 2
    if memory[known + WAY_HOUR] == hour:
        return memory[known + WAY_LENGTH]
    speed = memory[WALKING_SPEED] if kind == NONE else memory[fleet_of(memory, kind) + SPEED]
    way = memory[memory[METRES] + leg] * HOUR * 1000 // (speed * memory[memory[SLOWED] + hour])
    if way < NEVER:
        memory[known + WAY_HOUR] = hour
        memory[known + WAY_LENGTH] = way
    return way


def set_out(
    memory: Memory, events: Events, person: int, now: int, vehicle: int, arrival: int, back: int
) -> None:
    """Leave: close the visit before, free the bed, and be under way."""
    quit_line(memory, OF_FRONT, person)
    quit_line(memory, OF_SITE, person)
    if memory[person + VISIT] >= 0:
        write_visit(memory, person, memory[person + ARRIVED], now)
        vacate(memory, events, person, now)
    quit_incident(memory, person)
    memory[person + VISIT] += 1
    memory[person + STATE] = UNDER_WAY
    memory[person + CAME_BY] = memory[person + WANTED]
    memory[person + DEPARTED] = now
    memory[person + ARRIVED] = arrival
    memory[person + BACK] = back
    memory[person + VEHICLE] = vehicle
    for field in range(BED_FROM, TRIAGE_ON_ARRIVAL):
        memory[person + field] = NONE
    memory[person + TRIAGE_ON_ARRIVAL] = memory[person + TRIAGE]
    if memory[memory[person + TARGET] + IS_HOME]:
        be_taken_home(memory, events, person, arrival)
    else:
        push(events, arrival, memory[person + ID], ARRIVES, person)


def is_attacked(memory: Memory, fleet: int, lead: int) -> bool:
    """Whether a trip is attacked: it goes on by other means in twice the time, and its vehicle never comes back."""
    threat = wide(memory, fleet + THREAT)
    return threat > 0 and drawn(memory, ATTACKED, memory[lead + ROLE], memory[lead + ID]) < threat


def dispatch(memory: Memory, events: Events, kind: int, vehicle: int, lead: int, now: int) -> None:
    """Send a vehicle for a casualty, and for others who wait at the same place for the same facility."""
    fleet, number = fleet_of(memory, kind), (kind << VEHICLE_BITS) | vehicle
    arrival = now + leg_seconds(memory, kind, lead, now)
    back = arrival + (arrival - now)
    if is_attacked(memory, fleet, lead):
        arrival, back = back, LATEST
    site, aim, target = memory[lead + SITE], memory[lead + AIM], memory[lead + TARGET]
    litter, walking = memory[fleet + LITTER], memory[fleet + WALKING]
    if walking > 0 and (memory[lead + TRIAGE] == T3 or litter == 0):
        walking -= 1
    else:
        litter -= 1
    set_out(memory, events, lead, now, number, arrival, back)
    if back < LATEST:
        push(events, back, number, VEHICLE_IS_BACK, NONE)
    if site == NONE:
        return
    for category in range(CATEGORIES):
        line = site_line(site, aim, category)
        seats = walking if category == T3 else litter
        while seats > 0 and memory[line + HEAD] != NONE and memory[memory[line + HEAD] + TARGET] == target:
            set_out(memory, events, memory[line + HEAD], now, number, arrival, back)
            seats -= 1
        if category == T3:
            walking = seats
        else:
            litter = seats
