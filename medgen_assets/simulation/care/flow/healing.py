"""What care changes in the course of a casualty, and how long it keeps one."""

from medgen_assets.simulation.care.flow.chance import drawn, quantile, spread
from medgen_assets.simulation.care.flow.layout import (
    AVERTED,
    BED_FROM,
    BED_KIND,
    CATEGORIES,
    CAUSE,
    DEATH,
    DELAYS,
    FLAGS,
    HAS_VENTILATOR,
    ID,
    IS_UNSURVIVABLE,
    NEEDS_ICU,
    NEEDS_VENTILATOR,
    NEVER,
    NONE,
    ORDINARY_BED,
    RECOVERY,
    RECOVERY_QUANTILES,
    RESCUES,
    ROLE,
    ROLE_2,
    ROLE_3,
    ROLE_4,
    ROLES,
    SAVED,
    STAY,
    STAYS,
    STOPPED,
    SURGERY_FROM,
    SURGERY_TO,
    T1,
    T2,
    T3,
    T4,
    TRIAGE,
    TRIAGE_ON_ARRIVAL,
    WITHOUT_ICU,
    Memory,
)


def buy_time(memory: Memory, person: int, now: int) -> None:
    """Stretch the time left to live by what the role can do without stopping the course."""
    death = memory[person + DEATH]
    if now < death < NEVER:
        factor = memory[memory[DELAYS] + memory[person + ROLE]]
        memory[person + DEATH] = now + (death - now) * factor // 1000


def stop(memory: Memory, person: int, now: int) -> None:
    """The course is stopped for good; which death that averted is written down."""
    memory[person + STOPPED] = now
    memory[person + AVERTED] = memory[person + DEATH]
    memory[person + DEATH] = NEVER


def lacks_intensive_care(memory: Memory, person: int) -> bool:
    """Whether a casualty who needs intensive care or a ventilator lies without it."""
    role, flags = memory[person + ROLE], memory[person + FLAGS]
    if role not in (ROLE_2, ROLE_3):
        return False
    if flags & NEEDS_ICU and memory[person + BED_KIND] == ORDINARY_BED:
        return True
    return flags & NEEDS_VENTILATOR != 0 and memory[person + HAS_VENTILATOR] == 0


def care_for(memory: Memory, person: int, now: int, without_surgery: int) -> None:
    """Care takes effect: the course is stopped for good, or the time left is stretched."""
    death = memory[person + DEATH]
    if now >= death or death == NEVER:
        return
    role = memory[person + ROLE]
    chance = memory[memory[RESCUES] + (memory[person + CAUSE] * ROLES + role) * 2 + without_surgery]
    if lacks_intensive_care(memory, person):
        chance = chance // 1000 * memory[WITHOUT_ICU]
    saved = drawn(memory, SAVED, role, memory[person + ID]) < chance
    if saved and memory[person + FLAGS] & IS_UNSURVIVABLE == 0:
        stop(memory, person, now)
    else:
        buy_time(memory, person, now)


def category_on_arrival(memory: Memory, person: int, came_from: int) -> int:
    """Category on arrival: worse is who is dying, better is who was saved and operated on further down."""
    category, dies = memory[person + TRIAGE], memory[person + DEATH] < NEVER
    if dies and memory[person + FLAGS] & IS_UNSURVIVABLE == 0 and category != T4:
        return T1
    if not dies and came_from >= ROLE_2:
        if category == T1:
            return T2
        if category == T2 and memory[person + ROLE] == ROLE_4:
            return T3
    return category


def usual_end(memory: Memory, person: int) -> int:
    """End of the usual stay, and not before recovery from surgery."""
    role, number = memory[person + ROLE], memory[person + ID]
    bounds = memory[STAYS] + (role * CATEGORIES + memory[person + TRIAGE_ON_ARRIVAL]) * 2
    stay = spread(drawn(memory, STAY, role, number), memory[bounds], memory[bounds + 1])
    end = memory[person + BED_FROM] + stay
    if memory[person + SURGERY_FROM] != NONE:
        rest = quantile(memory, drawn(memory, RECOVERY, role, number), memory[RECOVERY_QUANTILES])
        end = max(end, memory[person + SURGERY_TO] + rest)
    return end
