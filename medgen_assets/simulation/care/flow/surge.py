"""Further beds that a facility opens under pressure: called for when most places are taken, open after a notice."""

from medgen_assets.simulation.care.flow.clock import push
from medgen_assets.simulation.care.flow.journey import offer_place
from medgen_assets.simulation.care.flow.layout import (
    IS_LOST,
    SURGE_BED_OPENS,
    SURGE_CLOSED,
    SURGE_FREE,
    SURGE_STACK,
    Events,
    Memory,
)


def open_surge_bed(memory: Memory, events: Events, number: int, facility: int, now: int) -> None:
    """Open one further bed, and the next in an event of its own, since whoever it is offered to may fill a vehicle."""
    closed = memory[facility + SURGE_CLOSED]
    if closed == 0 or memory[facility + IS_LOST]:
        return
    memory[facility + SURGE_CLOSED] = closed - 1
    memory[memory[facility + SURGE_STACK] + memory[facility + SURGE_FREE]] = closed - 1
    memory[facility + SURGE_FREE] += 1
    push(events, now, number, SURGE_BED_OPENS, facility)
    offer_place(memory, events, facility, now)
