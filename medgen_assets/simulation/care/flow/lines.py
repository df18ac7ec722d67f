"""Waiting lines: first come, first served within a category; a person stands in two at most."""

from medgen_assets.simulation.care.flow.clock import fetch_person
from medgen_assets.simulation.care.flow.layout import (
    AFTER,
    BEFORE,
    FLAGS,
    FOUR_LINES,
    HEAD,
    LAST_OWN,
    LENGTH,
    LINE,
    LINE_SIZE,
    NONE,
    OWN_BITS,
    PLACE_LINES,
    SITE_LINES,
    T1,
    TAIL,
    TRANSPORT_LINES,
    TRIAGE,
    Memory,
)


def line_of(first: int, category: int) -> int:
    """Address of the line of a category, behind the first of four."""
    return first + category * LINE_SIZE


def transport_line(memory: Memory, stream: int, category: int) -> int:
    """Line of those on the front who wait for transport."""
    return line_of(memory[TRANSPORT_LINES] + stream * FOUR_LINES, category)


def place_line(memory: Memory, role: int, category: int) -> int:
    """Line of those on the front who wait for a place at a role."""
    return line_of(memory[PLACE_LINES] + role * FOUR_LINES, category)


def site_line(site: int, aim: int, category: int) -> int:
    """Line of those at a site who wait for transport to a role."""
    return line_of(site + SITE_LINES + aim * FOUR_LINES, category)


def join(memory: Memory, which: int, person: int, line: int) -> None:
    """Put a person at the end of a line; `which` is OF_FRONT or OF_SITE."""
    last = memory[line + TAIL]
    memory[person + which + LINE] = line
    memory[person + which + BEFORE] = last
    memory[person + which + AFTER] = NONE
    memory[line + TAIL] = person
    memory[line + LENGTH] += 1
    if last == NONE:
        memory[line + HEAD] = person
    else:
        memory[last + which + AFTER] = person


def join_for_means(memory: Memory, which: int, person: int, line: int, role: int) -> None:
    """Stand in line for what facilities of a role have: before other nations at one's own, unless immediate."""
    own = memory[person + FLAGS] >> (OWN_BITS + role) & 1
    if own == 0 or memory[person + TRIAGE] == T1:
        join(memory, which, person, line)
        return
    before = memory[line + LAST_OWN]
    after = memory[line + HEAD] if before == NONE else memory[before + which + AFTER]
    memory[line + LAST_OWN] = person
    if after == NONE:
        join(memory, which, person, line)
        return
    memory[person + which + LINE] = line
    memory[person + which + BEFORE] = before
    memory[person + which + AFTER] = after
    memory[after + which + BEFORE] = person
    memory[line + LENGTH] += 1
    if before == NONE:
        memory[line + HEAD] = person
    else:
        memory[before + which + AFTER] = person


def quit_line(memory: Memory, which: int, person: int) -> None:
    """Take a person out of the line it stands in, if it stands in one."""
    line = memory[person + which + LINE]
    if line == NONE:
        return
    before, after = memory[person + which + BEFORE], memory[person + which + AFTER]
    if before == NONE:
        memory[line + HEAD] = after
        fetch_person(memory, max(after, 0))
    else:
        memory[before + which + AFTER] = after
    if after == NONE:
        memory[line + TAIL] = before
    else:
        memory[after + which + BEFORE] = before
    memory[line + LENGTH] -= 1
    if memory[line + LAST_OWN] == person:
        memory[line + LAST_OWN] = before
    memory[person + which + LINE] = NONE


def change_line(memory: Memory, which: int, person: int, categories: int) -> None:
    """Move a person to the end of the line so many categories further, if it stands in one."""
    line = memory[person + which + LINE]
    if line != NONE:
        quit_line(memory, which, person)
        join(memory, which, person, line + categories * LINE_SIZE)
