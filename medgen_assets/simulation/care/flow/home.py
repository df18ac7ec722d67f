"""Care at home, where means are taken as given: all that will happen is known when somebody leaves for it."""

from medgen_assets.simulation.care.flow.admission import lie_down
from medgen_assets.simulation.care.flow.endings import die, finish, outlast, vacate_later
from medgen_assets.simulation.care.flow.expectant import category_under_pressure
from medgen_assets.simulation.care.flow.healing import care_for, category_on_arrival, is_seen, usual_end
from medgen_assets.simulation.care.flow.layout import (
    AIM,
    CSU,
    DEATH,
    END,
    FACILITY,
    FIRST_FACILITY,
    HEALED,
    NONE,
    NOT_WAITING,
    PREPARATION,
    ROLE,
    ROLE_4,
    RTD,
    SITE,
    SITE_OF_FACILITY,
    SURGERY,
    TABLE_WANTED,
    TARGET,
    TRIAGE,
    TRIAGE_ON_ARRIVAL,
    Events,
    Memory,
)
from medgen_assets.simulation.care.flow.surgery import operated_until


def receive(memory: Memory, person: int, now: int) -> None:
    """Be at the facility one was bound for, and be triaged anew."""
    came_from, role, facility = memory[person + ROLE], memory[person + AIM], memory[person + TARGET]
    memory[person + ROLE] = role
    memory[person + FACILITY] = facility
    memory[person + SITE] = facility + SITE_OF_FACILITY
    if memory[person + FIRST_FACILITY] == NONE and role != CSU:
        memory[person + FIRST_FACILITY] = now
    category = category_under_pressure(memory, person, category_on_arrival(memory, person, came_from), now)
    memory[person + TRIAGE] = category
    memory[person + TRIAGE_ON_ARRIVAL] = category


def be_taken_home(memory: Memory, events: Events, person: int, arrival: int) -> None:
    """Leave for home and be cared for there: death on the way, or all that follows the arrival."""
    if arrival >= memory[END]:
        outlast(memory, person)
    elif memory[person + DEATH] <= arrival:
        die(memory, events, person, arrival, NOT_WAITING)
    else:
        receive(memory, person, arrival)
        come_home(memory, events, person, arrival)


def come_home(memory: Memory, events: Events, person: int, now: int) -> None:
    """Be cared for where means are taken as given: nobody is in anybody's way, so all that follows is known now."""
    lie_down(memory, person, now)
    effect = now + memory[PREPARATION]
    if memory[person + SURGERY] >> ROLE_4 & 1 and is_seen(memory, person):
        if effect < memory[person + DEATH]:
            be_operated_at_home(memory, events, person, effect)
        else:
            leave_home(memory, events, person, memory[person + DEATH])
        return
    care_for(memory, person, effect, 0)
    leave_home(memory, events, person, min(usual_end(memory, person), memory[person + DEATH]))


def be_operated_at_home(memory: Memory, events: Events, person: int, effect: int) -> None:
    """Surgery as soon as the casualty is resuscitated, unless the exercise ends before, and what follows it."""
    if effect >= memory[END]:
        outlast(memory, person)
        return
    care_for(memory, person, effect, 0)
    memory[person + TABLE_WANTED] = effect
    end = operated_until(memory, person, effect)
    if end < memory[END] and end < memory[person + DEATH]:
        care_for(memory, person, end, 1)
        end = min(usual_end(memory, person), memory[person + DEATH])
    leave_home(memory, events, person, end)


def leave_home(memory: Memory, events: Events, person: int, now: int) -> None:
    """End the usual stay at home: by death or, when fit, by return to duty, unless the exercise ends before."""
    if now >= memory[END]:
        outlast(memory, person)
    elif memory[person + DEATH] <= now:
        die(memory, events, person, now, NOT_WAITING)
    else:
        stay_until_fit(memory, events, person, now)


def stay_until_fit(memory: Memory, events: Events, person: int, now: int) -> None:
    """Stay in the bed until fit for duty, or until death or the end if they come first; all of it is known now."""
    until = min(max(now, memory[person + HEALED]), memory[END])
    if memory[person + DEATH] <= until and memory[person + DEATH] < memory[END]:
        die(memory, events, person, now, NOT_WAITING)
    elif until < memory[END]:
        vacate_later(memory, events, person, until)
        finish(memory, person, RTD, until, NOT_WAITING)
    else:
        outlast(memory, person)
