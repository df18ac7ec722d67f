"""Operating tables and the teams that work at them."""

from medgen_assets.simulation.care.flow.chance import drawn, quantile
from medgen_assets.simulation.care.flow.clock import push
from medgen_assets.simulation.care.flow.layout import (
    CATEGORIES,
    DEATH,
    FACILITY,
    FIRST_TEAM,
    FOR_TABLES,
    FREE_FROM,
    HEAD,
    ID,
    IN_CARE,
    LAST_TEAM,
    LEAVES_TABLE,
    NEXT_TEAM,
    NONE,
    OF_SITE,
    REST,
    ROLE,
    SHIFT,
    STATE,
    SURGERY_FROM,
    SURGERY_LENGTH,
    SURGERY_QUANTILES,
    SURGERY_TO,
    TABLE,
    TABLE_STACK,
    TABLES_FREE,
    TEAM,
    TEAM_HAS_RESTED,
    WORKED,
    Events,
    Memory,
)
from medgen_assets.simulation.care.flow.lines import line_of, quit_line


def leave_line(memory: Memory, facility: int, now: int) -> None:
    """The first team of those that can operate begins to; one that was idle for as long as a rest takes has rested."""
    team = memory[facility + FIRST_TEAM]
    memory[facility + FIRST_TEAM] = memory[team + NEXT_TEAM]
    if memory[team + NEXT_TEAM] == NONE:
        memory[facility + LAST_TEAM] = NONE
    if now - memory[team + FREE_FROM] >= memory[REST]:
        memory[team + WORKED] = 0


def stand_ready(memory: Memory, facility: int, team: int) -> None:
    """A team can operate from now on: it stands behind those that have been idle for longer."""
    last = memory[facility + LAST_TEAM]
    memory[team + NEXT_TEAM] = NONE
    memory[facility + LAST_TEAM] = team
    if last == NONE:
        memory[facility + FIRST_TEAM] = team
    else:
        memory[last + NEXT_TEAM] = team


def free_team(memory: Memory, facility: int) -> int:
    """The team that has been idle longest, where there is a table for it; NONE if there is none."""
    return memory[facility + FIRST_TEAM] if memory[facility + TABLES_FREE] > 0 else NONE


def begin_surgery(memory: Memory, events: Events, person: int, now: int, team: int) -> None:
    """Put a casualty on a table; `team` is that of `free_team`, NONE where tables are taken as given."""
    facility, number = memory[person + FACILITY], memory[person + ID]
    if team != NONE:
        memory[facility + TABLES_FREE] -= 1
        memory[person + TABLE] = memory[memory[facility + TABLE_STACK] + memory[facility + TABLES_FREE]]
        leave_line(memory, facility, now)
    memory[person + TEAM] = team
    memory[person + STATE] = IN_CARE
    push(events, operated_until(memory, person, now), number, LEAVES_TABLE, person)


def operated_until(memory: Memory, person: int, now: int) -> int:
    """Note an operation that begins now; returns its end."""
    draw = drawn(memory, SURGERY_LENGTH, memory[person + ROLE], memory[person + ID])
    end = min(now + quantile(memory, draw, memory[SURGERY_QUANTILES]), memory[person + DEATH])
    memory[person + SURGERY_FROM] = now
    memory[person + SURGERY_TO] = end
    return end


def clear_table(memory: Memory, events: Events, person: int, now: int) -> None:
    """Give the table back, and the team: free at once, or after a rest when its shift is over."""
    facility, team = memory[person + FACILITY], memory[person + TEAM]
    if team == NONE:
        return
    memory[memory[facility + TABLE_STACK] + memory[facility + TABLES_FREE]] = memory[person + TABLE]
    memory[facility + TABLES_FREE] += 1
    memory[team + WORKED] += now - memory[person + SURGERY_FROM]
    memory[team + FREE_FROM] = now
    if memory[team + WORKED] >= memory[SHIFT]:
        memory[team + WORKED] = 0
        memory[team + FREE_FROM] = now + memory[REST]
        push(events, now + memory[REST], team, TEAM_HAS_RESTED, facility)
        return
    stand_ready(memory, facility, team)


def operate_on_next(memory: Memory, events: Events, facility: int, now: int) -> None:
    """Give free tables with rested teams to those who wait, most urgent first."""
    for category in range(CATEGORIES):
        line = line_of(facility + FOR_TABLES, category)
        while memory[line + HEAD] != NONE:
            team = free_team(memory, facility)
            if team == NONE:
                return
            person = memory[line + HEAD]
            quit_line(memory, OF_SITE, person)
            begin_surgery(memory, events, person, now, team)
