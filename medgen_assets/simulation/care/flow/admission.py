"""A casualty gets a bed, and care begins."""

from medgen_assets.simulation.care.flow.blood import transfuse
from medgen_assets.simulation.care.flow.clock import push
from medgen_assets.simulation.care.flow.expectant import is_comforted
from medgen_assets.simulation.care.flow.healing import care_for, is_seen, usual_end
from medgen_assets.simulation.care.flow.layout import (
    ASKS_FOR_TABLE,
    BED,
    BED_FROM,
    BED_KIND,
    CSU,
    DEATH,
    DIES,
    FACILITY,
    FLAGS,
    HAS_PLACE,
    HAS_VENTILATOR,
    ICU_BED,
    ICU_FREE,
    ICU_STACK,
    ID,
    IN_CARE,
    IS_UNLIMITED,
    IS_UNSURVIVABLE,
    LEAVES,
    NEEDS_ICU,
    NEEDS_VENTILATOR,
    NEVER,
    NONE,
    NUMBER,
    ORDINARY_BED,
    ORDINARY_FREE,
    ORDINARY_STACK,
    PLACES,
    PREPARATION,
    ROLE,
    STATE,
    SURGE_BED,
    SURGE_BED_OPENS,
    SURGE_CALLED_AT,
    SURGE_FREE,
    SURGE_NOTICE,
    SURGE_STACK,
    SURGERY,
    T1,
    T4,
    TABLES,
    TEAM_COUNT,
    TRIAGE,
    UNLIMITED_BED,
    VENTILATORS_FREE,
    WORSENS,
    Events,
    Memory,
)


def watch_while_waiting(memory: Memory, events: Events, person: int, now: int) -> None:
    """Note when a casualty who waits while dying is triaged anew, and when it dies.

    A lethal course shows halfway to death. Assumption: signs come late, and somebody looks.
    """
    death, number = memory[person + DEATH], memory[person + ID]
    if death == NEVER:
        return
    push(events, death, number, DIES, person)
    watch(memory, events, person, now, NEVER)


def watch(memory: Memory, events: Events, person: int, since: int, until: int) -> None:
    """Note when who waits while dying, and is not immediate yet, will be seen to be, if that is before `until`."""
    if memory[person + TRIAGE] not in (T1, T4) and memory[person + FLAGS] & IS_UNSURVIVABLE == 0:
        halfway = since + (memory[person + DEATH] - since) // 2
        if halfway < until:
            push(events, halfway, memory[person + ID], WORSENS, person)


def take_place(memory: Memory, events: Events, facility: int, now: int) -> None:
    """Take one of the places of a facility; where few are left then, further beds are called for, once."""
    left = memory[facility + PLACES] - 1
    memory[facility + PLACES] = left
    if left <= memory[facility + SURGE_CALLED_AT]:
        memory[facility + SURGE_CALLED_AT] = NONE
        opening = now + memory[facility + SURGE_NOTICE]
        push(events, opening, memory[facility + NUMBER], SURGE_BED_OPENS, facility)


def choose_bed(memory: Memory, person: int) -> None:
    """Take an intensive-care bed for those who need one, if one is free; else an ordinary bed, else a further one."""
    facility, flags = memory[person + FACILITY], memory[person + FLAGS]
    memory[person + HAS_VENTILATOR] = 0
    if memory[facility + IS_UNLIMITED]:
        memory[person + BED_KIND] = UNLIMITED_BED
        return
    icu, ordinary = memory[facility + ICU_FREE], memory[facility + ORDINARY_FREE]
    further = memory[facility + SURGE_FREE]
    if is_comforted(memory, person):
        flags = 0
    if icu > 0 and (flags & NEEDS_ICU != 0 or ordinary + further == 0):
        memory[facility + ICU_FREE] = icu - 1
        memory[person + BED_KIND] = ICU_BED
        memory[person + BED] = memory[memory[facility + ICU_STACK] + icu - 1]
    elif ordinary > 0:
        memory[facility + ORDINARY_FREE] = ordinary - 1
        memory[person + BED_KIND] = ORDINARY_BED
        memory[person + BED] = memory[memory[facility + ORDINARY_STACK] + ordinary - 1]
    else:
        memory[facility + SURGE_FREE] = further - 1
        memory[person + BED_KIND] = SURGE_BED
        memory[person + BED] = memory[memory[facility + SURGE_STACK] + further - 1]
    if flags & NEEDS_VENTILATOR != 0 and memory[facility + VENTILATORS_FREE] > 0:
        memory[facility + VENTILATORS_FREE] -= 1
        memory[person + HAS_VENTILATOR] = 1


def lie_down(memory: Memory, person: int, now: int) -> None:
    """Take a bed at the facility where the casualty is."""
    memory[person + HAS_PLACE] = 0
    memory[person + BED_FROM] = now
    memory[person + STATE] = IN_CARE
    choose_bed(memory, person)
    transfuse(memory, person)


def take_bed(memory: Memory, events: Events, person: int, now: int) -> None:
    """Lie down and be cared for: resuscitated, and operated on where that is wanted and there are tables."""
    lie_down(memory, person, now)
    role, number = memory[person + ROLE], memory[person + ID]
    if role != CSU:
        effect, surgical = now + memory[PREPARATION], memory[person + SURGERY] >> role & 1
        if surgical and is_seen(memory, person) and operates(memory, memory[person + FACILITY]):
            kind = ASKS_FOR_TABLE if effect < memory[person + DEATH] else LEAVES
            push(events, min(effect, memory[person + DEATH]), number, kind, person)
            return
        care_for(memory, person, effect, 0)
    push(events, min(usual_end(memory, person), memory[person + DEATH]), number, LEAVES, person)


def operates(memory: Memory, facility: int) -> bool:
    """Whether a facility operates: with tables and teams, or because its means are taken as given."""
    means = memory[facility + TABLES] > 0 and memory[facility + TEAM_COUNT] > 0
    return memory[facility + IS_UNLIMITED] != 0 or means
