"""Who is expectant at a pressed facility, and who gets comfort only."""

from medgen_assets.simulation.care.flow.chance import wide
from medgen_assets.simulation.care.flow.healing import band_of
from medgen_assets.simulation.care.flow.layout import (
    BANDS,
    BEYOND_SAVING,
    CATEGORIES,
    CAUSE,
    COMFORT,
    DEATH,
    EXPECTANT,
    FACILITY,
    FLAGS,
    FOR_TABLES,
    HARDLY,
    HEAD,
    IS_UNLIMITED,
    IS_UNSURVIVABLE,
    MEANS,
    NEVER,
    NONE,
    PLACES,
    RESCUES,
    ROLE_3,
    ROLES,
    T1,
    T2,
    T4,
    TRIAGE,
    Memory,
)
from medgen_assets.simulation.care.flow.lines import line_of


def is_comforted(memory: Memory, person: int) -> bool:
    """Whether a casualty gets comfort only while anybody needs the means: T4, where the scenario says so."""
    return memory[EXPECTANT] == COMFORT and memory[person + TRIAGE] == T4


def is_pressed(memory: Memory, facility: int) -> bool:
    """Whether a facility has no place left, or people who wait for a table."""
    if memory[facility + IS_UNLIMITED]:
        return False
    if memory[facility + PLACES] <= 0:
        return True
    for category in range(CATEGORIES):  # noqa: SIM110, machine code has no generators
        if memory[line_of(facility + FOR_TABLES, category) + HEAD] != NONE:
            return True
    return False


def category_under_pressure(memory: Memory, person: int, category: int, now: int) -> int:
    """T4 for the dying whom even a hospital with all its means would hardly save, where others press.

    Whom triage, and not the injury, had made T4 elsewhere is looked at anew.
    """
    if memory[EXPECTANT] == BEYOND_SAVING or memory[person + FLAGS] & IS_UNSURVIVABLE != 0:
        return category
    dies = memory[person + DEATH] < NEVER
    if category == T4:
        category = T1 if dies else T2
    if category != T1 or not dies or not is_pressed(memory, memory[person + FACILITY]):
        return category
    place = (memory[person + CAUSE] * ROLES + ROLE_3) * MEANS + MEANS - 1
    chance = wide(memory, memory[RESCUES] + (place * memory[BANDS] + band_of(memory, person, now)) * 2)
    return T4 if chance <= wide(memory, HARDLY) else T1
