"""Blood as a finite supply of a facility: who has lost much takes units, which somebody after lacks."""

from medgen_assets.simulation.care.flow.clock import push
from medgen_assets.simulation.care.flow.expectant import is_comforted
from medgen_assets.simulation.care.flow.layout import (
    ANTIGENS,
    BED_FROM,
    BLOOD,
    BLOOD_ARRIVES,
    BLOOD_BITS,
    DAY,
    EVERY,
    FACILITY,
    FLAGS,
    HAS_BLOOD,
    INJURED,
    NEEDS_BLOOD,
    NONE,
    PLASMA,
    PLATELETS,
    PRODUCTS,
    RED,
    TRANSFUSION,
    WHOLE,
    Events,
    Memory,
)


def transfuse(memory: Memory, person: int) -> None:
    """Give blood to a casualty who has lost much on the day of injury, if there is enough for it."""
    memory[person + HAS_BLOOD] = 1
    stock, flags = memory[memory[person + FACILITY] + BLOOD], memory[person + FLAGS]
    if (
        stock == NONE
        or flags & NEEDS_BLOOD == 0
        or memory[person + BED_FROM] - memory[person + INJURED] > DAY
    ):
        return
    if is_comforted(memory, person) or not take_units(memory, stock, flags >> BLOOD_BITS & ANTIGENS):
        memory[person + HAS_BLOOD] = 0


def take_units(memory: Memory, stock: int, antigens: int) -> bool:
    """Take whole blood, else all components, for somebody with these antigens; False where there is not enough."""
    wanted = memory[TRANSFUSION]
    if memory[stock + WHOLE] >= wanted:
        memory[stock + WHOLE] -= wanted
        return True
    if memory[stock + PLASMA] < wanted or memory[stock + PLATELETS] < wanted:
        return False
    if red_cells_for(memory, stock, antigens) < wanted:
        return False
    memory[stock + PLASMA] -= wanted
    memory[stock + PLATELETS] -= wanted
    take_red_cells(memory, stock, antigens, wanted)
    return True


def red_cells_for(memory: Memory, stock: int, antigens: int) -> int:
    """Units of red cells that carry no antigen the casualty lacks."""
    units = 0
    for group in range(ANTIGENS + 1):
        if group & (ANTIGENS - antigens) == 0:
            units += memory[stock + RED + group]
    return units


def take_red_cells(memory: Memory, stock: int, antigens: int, wanted: int) -> None:
    """Take red cells of the own group first, and of those that fewest can give to last."""
    for turn in range(ANTIGENS + 1):
        group = ANTIGENS - turn
        if group & (ANTIGENS - antigens) == 0:
            taken = min(wanted, memory[stock + RED + group])
            memory[stock + RED + group] -= taken
            wanted -= taken


def receive_blood(memory: Memory, events: Events, number: int, facility: int, now: int) -> None:
    """Fill the stock of a facility, and expect the next supply."""
    stock = memory[facility + BLOOD]
    for product in range(WHOLE, WHOLE + PRODUCTS):
        memory[stock + product] = memory[stock + PRODUCTS + product]
    push(events, now + memory[stock + EVERY], number, BLOOD_ARRIVES, facility)
