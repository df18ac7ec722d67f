"""Casualties are let into a front as they are hurt."""

from medgen_assets.simulation.care.flow.admission import watch
from medgen_assets.simulation.care.flow.clock import fetch_person, push
from medgen_assets.simulation.care.flow.endings import die
from medgen_assets.simulation.care.flow.journey import help_missed
from medgen_assets.simulation.care.flow.layout import (
    BED_FROM,
    DEATH,
    END,
    FACILITY,
    FIRST_AID,
    FIRST_FACILITY,
    FREE_PERSON,
    FREE_SITE,
    HAS_PLACE,
    HEAD,
    HURT,
    HURT_SIZE,
    ID,
    INCIDENT,
    LAST_INCIDENT,
    LAST_PERSON,
    LAST_SITE,
    LENGTH,
    LINE,
    LINE_SIZE,
    MADE_BEFORE,
    MEMBERS,
    MEMORY_END,
    NEVER,
    NEXT_FREE,
    NONE,
    OF_FRONT,
    OF_SITE,
    PERSON_SIZE,
    POI,
    READY,
    READY_AT,
    ROLE,
    SITE,
    SITE_LINES,
    SITE_ROOM,
    SITE_SIZE,
    STATE,
    STILL_THERE,
    TAIL,
    VISIT,
    Events,
    Memory,
)


def fresh_person(memory: Memory) -> int:
    """Address for one more person: a free one, or new memory (for which there is room)."""
    person = memory[FREE_PERSON]
    if person == NONE:
        person = memory[MEMORY_END]
        memory[MEMORY_END] = person + PERSON_SIZE
        memory[person + MADE_BEFORE] = memory[LAST_PERSON]
        memory[LAST_PERSON] = person
    else:
        memory[FREE_PERSON] = memory[person + NEXT_FREE]
        fetch_person(memory, max(memory[FREE_PERSON], 0))
    return person


def fresh_site(memory: Memory, members: int) -> int:
    """Address for the place of one more incident, with nobody waiting."""
    site = memory[FREE_SITE]
    if site == NONE:
        site = memory[MEMORY_END]
        memory[MEMORY_END] = site + SITE_ROOM
    else:
        memory[FREE_SITE] = memory[site + SITE_LINES]
    memory[site + STILL_THERE] = members
    for line in range(site + SITE_LINES, site + SITE_SIZE, LINE_SIZE):
        memory[line + HEAD] = NONE
        memory[line + TAIL] = NONE
        memory[line + LENGTH] = 0
    return site


def site_of(memory: Memory, incident: int, members: int) -> int:
    """The place of an incident, the last one or one more; who is hurt alone has none: nobody can come along."""
    if incident != memory[LAST_INCIDENT]:
        memory[LAST_INCIDENT] = incident
        memory[LAST_SITE] = fresh_site(memory, members) if members > 1 else NONE
    return memory[LAST_SITE]


def enter(memory: Memory, events: Events, hurt: Memory, row: int) -> None:
    """Let in a casualty, whose HURT_FIELDS begin at a place of `hurt`."""
    site = site_of(memory, hurt[row + INCIDENT], hurt[row + MEMBERS])
    person = fresh_person(memory)
    for field in range(HURT_SIZE):
        memory[person + field] = hurt[row + field]
    memory[person + STATE] = HURT
    memory[person + ROLE] = POI
    memory[person + FACILITY] = NONE
    memory[person + SITE] = site
    memory[person + VISIT] = NONE
    memory[person + FIRST_FACILITY] = NONE
    memory[person + HAS_PLACE] = 0
    memory[person + BED_FROM] = NONE
    memory[person + OF_FRONT + LINE] = NONE
    memory[person + OF_SITE + LINE] = NONE
    begin(memory, events, person, hurt[row + READY_AT])


def begin(memory: Memory, events: Events, person: int, ready: int) -> None:
    """Expect pickup, or death before it; who is dead before anybody comes is seen by nobody in between."""
    death, first_aid = memory[person + DEATH], memory[person + FIRST_AID]
    if death <= ready and death < memory[END] and first_aid == NONE:
        die(memory, events, person, death, help_missed(memory, person))
        return
    second = min(ready, death)
    push(events, second, memory[person + ID], READY, person)
    if first_aid != NONE and death < NEVER:
        watch(memory, events, person, first_aid, second)
