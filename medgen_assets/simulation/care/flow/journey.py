"""The way of a casualty through the chain: where it is taken, what happens when it arrives, and where it goes next."""

from medgen_assets.simulation.care.flow.admission import take_bed, take_place, watch_while_waiting
from medgen_assets.simulation.care.flow.chance import drawn, wide
from medgen_assets.simulation.care.flow.clock import push
from medgen_assets.simulation.care.flow.endings import die, write_retriage
from medgen_assets.simulation.care.flow.expectant import is_comforted
from medgen_assets.simulation.care.flow.healing import care_for, reveal, usual_end
from medgen_assets.simulation.care.flow.home import come_home, receive, stay_until_fit
from medgen_assets.simulation.care.flow.layout import (
    AIM,
    AT_THE_DOOR,
    BY_ROLE,
    CATEGORIES,
    CSU,
    DEATH,
    DOOR,
    EXISTING,
    FACILITY,
    FACILITY_SIZE,
    FIRST_AID,
    FOR_FIRST_AID,
    FOR_PICKUP,
    FOR_TABLES,
    HAS_PLACE,
    HEAD,
    HEALED,
    HOLDING,
    ID,
    INCIDENT,
    INJURED,
    IS_LOST,
    IS_UNLIMITED,
    LEAVES,
    NEXT_ROLES,
    NONE,
    NOT_WAITING,
    OF_FRONT,
    OF_SITE,
    OWN_ROLE,
    PLACES,
    POI,
    RECEIVED,
    REOPERATED,
    REOPERATION,
    ROLE,
    ROLE_2,
    ROLE_3,
    ROLE_4,
    STATE,
    SURGERY,
    T1,
    T2,
    T3,
    TABLE_WANTED,
    TARGET,
    TO_DUTY,
    TRIAGE,
    TRIAGE_ON_ARRIVAL,
    WAITS_FOR_PLACE,
    WAITS_FOR_TABLE,
    WAITS_FOR_TRANSPORT,
    WANTED,
    WHERE_NEXT,
    Events,
    Memory,
)
from medgen_assets.simulation.care.flow.lines import (
    change_line,
    join_for_means,
    line_of,
    place_line,
    quit_line,
)
from medgen_assets.simulation.care.flow.surgery import (
    begin_surgery,
    clear_table,
    free_team,
    operate_on_next,
)
from medgen_assets.simulation.care.flow.transport import ask_for_transport, call_vehicle


def usual_facility(memory: Memory, person: int, role: int) -> int:
    """Facility of a role that a casualty goes to: one for an incident, or the one its facility refers to."""
    first, count = memory[memory[BY_ROLE] + role * 2], memory[memory[BY_ROLE] + role * 2 + 1]
    own_role = memory[person + ROLE]
    if own_role == POI:
        turn = (drawn(memory, RECEIVED, role, memory[person + INCIDENT]) >> 26) * count >> 26
        return first + turn * FACILITY_SIZE
    own_first = memory[memory[BY_ROLE] + own_role * 2]
    own_count = memory[memory[BY_ROLE] + own_role * 2 + 1]
    own_turn = (memory[person + FACILITY] - own_first) // FACILITY_SIZE
    turn = own_turn * count // own_count if own_turn < own_count else count - 1  # its own may be lost
    return first + turn * FACILITY_SIZE


def with_place(memory: Memory, person: int, role: int) -> int:
    """The usual facility of a role if it has a place, else the one with most places; NONE if all are full."""
    usual = usual_facility(memory, person, role)
    if memory[usual + IS_UNLIMITED] or memory[usual + PLACES] > 0:
        return usual
    first, count = memory[memory[BY_ROLE] + role * 2], memory[memory[BY_ROLE] + role * 2 + 1]
    best, most = NONE, 0
    for facility in range(first, first + count * FACILITY_SIZE, FACILITY_SIZE):
        if memory[facility + PLACES] > most:
            best, most = facility, memory[facility + PLACES]
    return best


def keep_place(memory: Memory, events: Events, person: int, role: int, facility: int, now: int) -> None:
    """Be bound for a facility, with a place kept there."""
    memory[person + AIM] = role
    memory[person + TARGET] = facility
    if not memory[facility + IS_UNLIMITED]:
        memory[person + HAS_PLACE] = 1
        take_place(memory, events, facility, now)


def find_place(memory: Memory, events: Events, person: int, role: int, now: int) -> bool:
    """Keep a place at the wanted role, or one role further up where that is full; whether there was one."""
    facility = with_place(memory, person, role)
    if facility == NONE and role < ROLE_4:
        role = memory[memory[EXISTING] + (ROLE_3 if role == ROLE_2 else role + 1)]
        facility = with_place(memory, person, role)
    if facility == NONE:
        return False
    keep_place(memory, events, person, role, facility, now)
    return True


def help_missed(memory: Memory, person: int) -> int:
    """What who dies before anybody can fetch it waited for: first aid, then pickup; nothing if it died at once."""
    if memory[person + DEATH] == memory[person + INJURED]:
        return NOT_WAITING
    return FOR_FIRST_AID if memory[person + FIRST_AID] == NONE else FOR_PICKUP


def be_ready(memory: Memory, events: Events, person: int, now: int) -> None:
    """Whoever lives is taken to a facility with a place, or to the door of the usual one."""
    if memory[person + DEATH] <= now:
        die(memory, events, person, now, help_missed(memory, person))
        return
    leave_for(memory, events, person, memory[memory[EXISTING] + memory[person + AIM]], now)


def leave_for(memory: Memory, events: Events, person: int, role: int, now: int) -> None:
    """Ask for transport to a role where a place can be kept; else to its door from the point of injury, else wait."""
    if find_place(memory, events, person, role, now):
        ask_for_transport(memory, events, person, now)
        return
    memory[person + AIM] = role
    if memory[person + ROLE] == POI:
        memory[person + TARGET] = usual_facility(memory, person, role)
        ask_for_transport(memory, events, person, now)
        return
    if memory[person + STATE] != WAITS_FOR_PLACE:
        memory[person + WANTED] = now
    memory[person + STATE] = WAITS_FOR_PLACE
    join_for_means(memory, OF_FRONT, person, place_line(memory, role, memory[person + TRIAGE]), role)
    watch_while_waiting(memory, events, person, now)


def look_elsewhere(memory: Memory, events: Events, person: int, now: int) -> None:
    """Leave for another facility of the role, or for the next role up where that has none left."""
    quit_line(memory, OF_FRONT, person)
    quit_line(memory, OF_SITE, person)
    memory[person + HAS_PLACE] = 0
    if memory[person + STATE] == WAITS_FOR_TRANSPORT:
        memory[person + STATE] = WAITS_FOR_PLACE  # as one who has waited already
    role = ROLE_3 if memory[person + AIM] == CSU else memory[person + AIM]
    leave_for(memory, events, person, memory[memory[EXISTING] + role], now)


def arrive(memory: Memory, events: Events, person: int, now: int) -> None:
    """Be received: triaged anew, and given a bed where there is one."""
    if memory[person + DEATH] <= now:
        die(memory, events, person, now, NOT_WAITING)
        return
    receive(memory, person, now)
    role, facility, category = memory[person + ROLE], memory[person + FACILITY], memory[person + TRIAGE]
    if memory[facility + IS_LOST]:
        memory[person + STATE] = AT_THE_DOOR
        look_elsewhere(memory, events, person, now)
        return
    if not memory[person + HAS_PLACE] and memory[facility + PLACES] > 0:
        take_place(memory, events, facility, now)
        memory[person + HAS_PLACE] = 1
    if role == ROLE_4 and memory[facility + IS_UNLIMITED]:
        come_home(memory, events, person, now)
        return
    if memory[person + HAS_PLACE] or memory[facility + IS_UNLIMITED]:
        take_bed(memory, events, person, now)
        return
    memory[person + STATE] = AT_THE_DOOR
    join_for_means(memory, OF_SITE, person, line_of(facility + DOOR, category), role)
    watch_while_waiting(memory, events, person, now)


def ask_for_table(memory: Memory, events: Events, person: int, now: int) -> None:
    """Resuscitated, which acts now, and ready for surgery: operated on at once, or when a table and a team are free."""
    care_for(memory, person, now, 0)
    facility = memory[person + FACILITY]
    team = free_team(memory, facility)
    if team == NONE and is_comforted(memory, person) and not memory[facility + IS_UNLIMITED]:
        until = min(usual_end(memory, person), memory[person + DEATH])
        push(events, until, memory[person + ID], LEAVES, person)
        return
    memory[person + TABLE_WANTED] = now
    if memory[facility + IS_UNLIMITED]:
        begin_surgery(memory, events, person, now, NONE)
        return
    if team != NONE:
        begin_surgery(memory, events, person, now, team)
        return
    memory[person + STATE] = WAITS_FOR_TABLE
    line = line_of(facility + FOR_TABLES, memory[person + TRIAGE])
    join_for_means(memory, OF_SITE, person, line, memory[person + ROLE])
    watch_while_waiting(memory, events, person, now)


def leave_table(memory: Memory, events: Events, person: int, now: int) -> None:
    """After surgery: its effect, the stay that follows, and the table for the next."""
    facility = memory[person + FACILITY]
    clear_table(memory, events, person, now)
    if memory[person + DEATH] <= now:
        die(memory, events, person, now, NOT_WAITING)
    else:
        care_for(memory, person, now, 1)
        plan_reoperation(memory, person)
        until = min(usual_end(memory, person), memory[person + DEATH])
        push(events, until, memory[person + ID], LEAVES, person)
    operate_on_next(memory, events, facility, now)


def plan_reoperation(memory: Memory, person: int) -> None:
    """After damage-control surgery some are operated on again by the next hospital, whatever else they need there."""
    if memory[person + ROLE] != ROLE_2:
        return
    if drawn(memory, REOPERATED, ROLE_2, memory[person + ID]) < wide(memory, REOPERATION):
        memory[person + SURGERY] |= 1 << memory[memory[EXISTING] + ROLE_3]


def wanted_next(memory: Memory, person: int, role: int) -> int:
    """Where the care transitions send a casualty from a role."""
    draw, target = drawn(memory, WHERE_NEXT, role, memory[person + ID]), 0
    edges = memory[NEXT_ROLES] + (role * CATEGORIES + memory[person + TRIAGE_ON_ARRIVAL]) * TO_DUTY * 2
    while target < TO_DUTY and wide(memory, edges + target * 2) <= draw:
        target += 1
    return target


def next_aim(memory: Memory, person: int, now: int) -> int:
    """Where a casualty whose stay is over goes: the role above at least, or to duty if fit soon enough.

    Nobody goes home who will be fit within the holding policy of the role it leaves.
    """
    role = memory[person + ROLE]
    if role == ROLE_4:
        return TO_DUTY
    held_by = ROLE_2 if role == CSU else role
    wanted = wanted_next(memory, person, held_by)
    is_soon_fit = memory[person + HEALED] - now <= memory[memory[HOLDING] + role]
    if wanted == TO_DUTY and role != CSU and is_soon_fit:
        return TO_DUTY
    above = ROLE_3 if held_by == ROLE_2 else held_by + 1
    aim = memory[memory[EXISTING] + (above if wanted == TO_DUTY else max(wanted, above))]
    return TO_DUTY if aim == ROLE_4 and role != CSU and is_soon_fit else aim


def is_staged(memory: Memory, events: Events, person: int, now: int) -> bool:
    """Keep a place at a staging unit for those who leave Role 2 and can wait; whether there was one."""
    if memory[person + ROLE] != ROLE_2 or memory[person + TRIAGE] not in (T2, T3):
        return False
    if memory[memory[BY_ROLE] + CSU * 2 + 1] == 0:
        return False
    staging = with_place(memory, person, CSU)
    if staging == NONE:
        return False
    keep_place(memory, events, person, CSU, staging, now)
    return True


def move_on(memory: Memory, events: Events, person: int, now: int) -> None:
    """The stay is over: death, duty, or the next role."""
    if memory[person + DEATH] <= now:
        die(memory, events, person, now, NOT_WAITING)
        return
    aim = next_aim(memory, person, now)
    if aim == TO_DUTY:
        stay_until_fit(memory, events, person, now)
    elif is_staged(memory, events, person, now):
        ask_for_transport(memory, events, person, now)
    else:
        leave_for(memory, events, person, aim, now)


def offer_place(memory: Memory, events: Events, facility: int, now: int) -> None:
    """A place has become free: for those at the door, then for those who wait elsewhere, most urgent first."""
    if memory[facility + IS_LOST]:
        return
    for category in range(CATEGORIES):
        person = memory[line_of(facility + DOOR, category) + HEAD]
        if person != NONE:
            quit_line(memory, OF_SITE, person)
            take_bed(memory, events, person, now)
            return
    memory[facility + PLACES] += 1
    role = memory[facility + OWN_ROLE]
    for category in range(CATEGORIES):
        person = memory[place_line(memory, role, category) + HEAD]
        if person != NONE:
            quit_line(memory, OF_FRONT, person)
            keep_place(memory, events, person, role, facility, now)
            ask_for_transport(memory, events, person, now)
            return


def worsen(memory: Memory, events: Events, person: int, now: int) -> None:
    """A casualty who waits is seen to be dying, and of what: immediate from now on, in every line it stands in."""
    reveal(memory, person)
    categories = T1 - memory[person + TRIAGE]
    memory[person + TRIAGE] = T1
    write_retriage(memory, person, now)
    change_line(memory, OF_FRONT, person, categories)
    change_line(memory, OF_SITE, person, categories)
    if memory[person + STATE] == WAITS_FOR_TRANSPORT:
        call_vehicle(memory, events, person, now)
