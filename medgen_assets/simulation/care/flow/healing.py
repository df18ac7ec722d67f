"""What care changes in the course of a casualty, and how long it keeps one."""

from medgen_assets.simulation.care.flow.chance import drawn, quantile, spread, wide
from medgen_assets.simulation.care.flow.layout import (
    ARRIVED,
    AVERTED,
    BAND_EDGES,
    BANDS,
    BED_FROM,
    BED_KIND,
    CATEGORIES,
    CATEGORY,
    CAUSE,
    CLEANED,
    DEATH,
    DELAYS,
    FACILITY,
    FLAGS,
    HAS_BLOOD,
    HAS_VENTILATOR,
    ID,
    INJURED,
    IS_UNSURVIVABLE,
    LATER,
    MEANS,
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
    SEEN,
    SEEN_BITS,
    SEPSIS,
    SIGNS,
    STAY,
    STAYS,
    STOPPED,
    SURGE_BED,
    SURGE_QUALITY,
    SURGERY_FROM,
    SURGERY_TO,
    T1,
    T2,
    T3,
    T4,
    TRIAGE,
    TRIAGE_ON_ARRIVAL,
    TRUE_BITS,
    WITH_BLOOD,
    WITH_DIAGNOSIS,
    WITH_INTENSIVE_CARE,
    WITH_TABLE,
    WITH_VENTILATOR,
    Memory,
)


def is_seen(memory: Memory, person: int) -> bool:
    """Whether the role where a casualty is knows its worst injury for what it is."""
    return (memory[person + FLAGS] >> SEEN_BITS & SEEN) <= memory[person + ROLE]


def reveal(memory: Memory, person: int) -> None:
    """From now on everybody knows the worst injury for what it is."""
    flags = memory[person + FLAGS]
    memory[person + FLAGS] = flags - ((flags >> SEEN_BITS & SEEN) << SEEN_BITS)


def means_of(memory: Memory, person: int, operated: int) -> int:
    """Means that care has: a table if the casualty was operated on, what it needs and lies with, a diagnosis."""
    role, flags, means = memory[person + ROLE], memory[person + FLAGS], MEANS - 1
    if operated == 0:
        means -= WITH_TABLE
    if not is_seen(memory, person):
        means -= WITH_DIAGNOSIS
    if memory[person + HAS_BLOOD] == 0:
        means -= WITH_BLOOD
    if role in (ROLE_2, ROLE_3):
        if flags & NEEDS_ICU != 0 and memory[person + BED_KIND] in (ORDINARY_BED, SURGE_BED):
            means -= WITH_INTENSIVE_CARE
        if flags & NEEDS_VENTILATOR != 0 and memory[person + HAS_VENTILATOR] == 0:
            means -= WITH_VENTILATOR
    return means


def effect_at(memory: Memory, person: int, now: int, means: int) -> int:
    """Place in a table of effects for the cause, role, means and minutes since injury of a casualty."""
    place = (memory[person + CAUSE] * ROLES + memory[person + ROLE]) * MEANS + means
    return place * memory[BANDS] + band_of(memory, person, now)


def band_of(memory: Memory, person: int, now: int) -> int:
    """Number of the band of minutes since injury."""
    since, edges, band = now - memory[person + INJURED], memory[BAND_EDGES], 0
    while band + 1 < memory[BANDS] and memory[edges + band + 1] <= since:
        band += 1
    return band


def buy_time(memory: Memory, person: int, now: int, means: int) -> None:
    """Stretch the time left to live by what the role can do without stopping the course."""
    death = memory[person + DEATH]
    if now < death < NEVER:
        factor = memory[memory[DELAYS] + effect_at(memory, person, now, means)]
        if memory[person + BED_KIND] == SURGE_BED:
            factor = 1000 + (factor - 1000) * memory[memory[person + FACILITY] + SURGE_QUALITY] // 1000
        memory[person + DEATH] = min(now + (death - now) * factor // 1000, NEVER - 1)


def stop(memory: Memory, person: int, now: int) -> None:
    """The course is stopped for good, and which death that averted is written down; an infection may come later.

    Who stops a course has seen its cause.
    """
    reveal(memory, person)
    if memory[person + STOPPED] == NONE:
        memory[person + STOPPED] = now
        memory[person + AVERTED] = memory[person + DEATH]
    memory[person + DEATH] = memory[person + LATER]
    memory[person + LATER] = NEVER
    memory[person + CAUSE] = SEPSIS


def act(memory: Memory, person: int, now: int, decision: int, means: int) -> bool:
    """Act on the course that runs: whether it was stopped; if not, the time left is stretched."""
    chance = wide(memory, memory[RESCUES] + effect_at(memory, person, now, means) * 2)
    if memory[person + BED_KIND] == SURGE_BED:
        chance = chance * memory[memory[person + FACILITY] + SURGE_QUALITY] // 1000
    saved = drawn(memory, decision, memory[person + ROLE], memory[person + ID]) < chance
    if saved and memory[person + FLAGS] & IS_UNSURVIVABLE == 0:
        stop(memory, person, now)
        return True
    buy_time(memory, person, now, means)
    return False


def care_for(memory: Memory, person: int, now: int, operated: int) -> None:
    """Care takes effect, on the course that runs and, where that was stopped, on the infection to come."""
    if now >= memory[person + DEATH] or memory[person + DEATH] == NEVER:
        return
    means = means_of(memory, person, operated)
    if act(memory, person, now, SAVED, means) and now < memory[person + DEATH] < NEVER:
        act(memory, person, now, CLEANED, means)


def corrected(memory: Memory, person: int) -> int:
    """The category so far; a wrong first look is put right, once, where the injury is seen for what it is."""
    flags = memory[person + FLAGS]
    truth = flags >> TRUE_BITS & CATEGORY
    if truth == 0 or not is_seen(memory, person):
        return memory[person + TRIAGE]
    memory[person + FLAGS] = flags - (truth << TRUE_BITS)
    return truth - 1


def category_on_arrival(memory: Memory, person: int, came_from: int) -> int:
    """Category on arrival: worse is who is seen to be dying, better is who was saved and operated on further down.

    Of an injury that is not seen for what it is, the signs show from halfway to death on.
    """
    left = memory[person + DEATH] - memory[person + ARRIVED]
    category, dies = corrected(memory, person), left < SIGNS
    shows = is_seen(memory, person) or memory[person + ARRIVED] - memory[person + INJURED] >= left
    if dies and not shows:
        return category
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
