"""The walk from the point of injury to the outcome: first aid, then each role of care in turn."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import operations
from medgen_assets.simulation.care import course, evacuation, routing, treatment
from medgen_assets.simulation.care.capacity import Capacity, Requests
from medgen_assets.simulation.care.facilities import vehicle_id
from medgen_assets.simulation.care.journeys import NOBODY, OUTCOMES, ROLES, TRIAGE, Journeys
from medgen_assets.simulation.draws import Ids, between
from medgen_assets.simulation.exercise import DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, Exercise, Seconds
from medgen_assets.vocabulary import IN_TRANSIT, Outcome, ResourceKind, Role, TriageCategory

Flags = NDArray[np.bool_]

T1, T2, T3, T4 = (TRIAGE.index(category) for category in TriageCategory)


@dataclass(frozen=True)
class VisitBlock:
    """Visits of several casualties to facilities of one role; moments in seconds, -1 where not reached."""

    who: Ids
    number: Ids
    role: Role
    facility: NDArray[np.object_]
    vehicle: NDArray[np.object_]
    departed: Seconds
    arrived: Seconds
    surgery_from: Seconds
    surgery_to: Seconds
    left: Seconds
    triage: Ids


def walked(exercise: Exercise, journeys: Journeys, capacity: Capacity) -> list[VisitBlock]:
    """Walk every journey to its end; returns the visits, role by role."""
    first_aid(exercise, journeys)
    depart_from_injury(exercise, journeys)
    blocks = [
        visited(exercise, journeys, front_no, role, capacity)
        for role in routing.CHAIN
        for front_no in range(len(exercise.fronts))
    ]
    close_the_rest(exercise, journeys)
    return [block for block in blocks if len(block.who)]


def first_aid(exercise: Exercise, journeys: Journeys) -> None:
    """Buddy or medic reaches those who still live; what that changes is in the course."""
    minutes = operations.care_minutes()
    low, high = minutes.medic_arrival
    crowd_low, crowd_high = minutes.medic_arrival_mass_casualty
    uniforms = exercise.draws.for_casualties("arrival of the medic", journeys.ids)
    alone, crowded = between(uniforms, low, high), between(uniforms, crowd_low, crowd_high)
    wait = np.where(journeys.is_crowd & (journeys.triage >= T2), crowded, alone)
    at = journeys.injured + (wait * MINUTE_SECONDS).astype(np.int64)
    reached = (journeys.death > at) & (at < exercise.end_seconds)
    journeys.first_aid = np.where(reached, at, NOBODY)
    journeys.death = np.where(
        reached,
        course.after_care(
            exercise.draws,
            journeys.ids,
            Role.POI,
            at,
            journeys.death,
            journeys.cause,
            journeys.is_unsurvivable,
        ),
        journeys.death,
    )


def depart_from_injury(exercise: Exercise, journeys: Journeys) -> None:
    """Decide where each living casualty goes first and from when; those who die before that are killed."""
    everyone = np.arange(len(journeys.ids))
    wait = evacuation.pickup_seconds(exercise, journeys.ids, journeys.triage, journeys.is_crowd)
    journeys.ready = np.maximum(journeys.injured + wait, journeys.first_aid)
    journeys.next_role = routing.wanted_next(exercise, journeys, everyone, Role.POI)
    bury(journeys, everyone[journeys.death <= journeys.ready], str(Role.POI))
    hold_until_end(exercise, journeys, everyone)
    for front_no, front in enumerate(exercise.fronts):
        redirect(journeys, front_no, {role: routing.existing_role(front, role) for role in routing.CHAIN})


def redirect(journeys: Journeys, front_no: int, existing: dict[Role, Role]) -> None:
    """Send journeys to the role that exists on their front."""
    mine = journeys.front_no == front_no
    for role, stand_in in existing.items():
        if stand_in != role:
            journeys.next_role[mine & (journeys.next_role == ROLES.index(role))] = ROLES.index(stand_in)


def bury(journeys: Journeys, who: Ids, place: object) -> None:
    """Close the journeys of those who die now."""
    journeys.end(who, journeys.death_outcome(who), journeys.death[who], place)


def hold_until_end(exercise: Exercise, journeys: Journeys, who: Ids) -> None:
    """Those who would leave only after the end stay where they are until then."""
    late = who[(journeys.next_role[who] >= 0) & (journeys.ready[who] >= exercise.end_seconds)]
    journeys.end(late, OUTCOMES.index(Outcome.UNDER_TREATMENT), end_of(exercise, late), journeys.place[late])


def end_of(exercise: Exercise, who: Ids) -> Seconds:
    """The end of follow-up for each of `who`."""
    return np.full(len(who), exercise.end_seconds, dtype=np.int64)


def visited(
    exercise: Exercise, journeys: Journeys, front_no: int, role: Role, capacity: Capacity
) -> VisitBlock:
    """Bring everyone bound for a role of a front there, treat them, and decide where they go next."""
    who = np.flatnonzero((journeys.next_role == ROLES.index(role)) & (journeys.front_no == front_no))
    facility = routing.received_by(exercise, journeys, who, front_no, role)
    departed, arrived, vehicle = travelled(exercise, journeys, who, front_no, role, capacity)
    here = np.flatnonzero((arrived < journeys.death[who]) & (arrived < exercise.end_seconds))
    lost_on_the_way(exercise, journeys, who, arrived, role)
    triage, number = retriaged(journeys, who, role), journeys.visits[who]
    journeys.visits[who] += 1
    none = np.full(len(who), NOBODY)
    block = VisitBlock(who, number, role, facility, vehicle, departed, none.copy(), none.copy(), none.copy(),
                       none.copy(), triage)  # fmt: skip
    block.arrived[here] = arrived[here]
    journeys.triage[who[here]] = triage[here]
    treat(exercise, journeys, block, here, front_no, capacity)
    return block


def travelled(
    exercise: Exercise, journeys: Journeys, who: Ids, front_no: int, role: Role, capacity: Capacity
) -> tuple[Seconds, Seconds, NDArray[np.object_]]:
    """Departure, arrival and vehicle of each leg to `role`."""
    departed, arrived = np.zeros(len(who), np.int64), np.zeros(len(who), np.int64)
    vehicle = np.full(len(who), None, dtype=object)
    front = exercise.fronts[front_no]
    for origin in np.unique(journeys.role[who]):
        part = np.flatnonzero(journeys.role[who] == origin)
        some = who[part]
        request = Requests(
            ResourceKind.VEHICLE,
            journeys.ids[some],
            np.full(len(some), front_no),
            journeys.ready[some],
            journeys.triage[some],
        )
        ready = capacity.granted(request)
        leg = evacuation.Leg(
            front, front_no, ROLES[origin], role, journeys.ids[some], journeys.triage[some], ready
        )
        number, kinds = evacuation.vehicle_numbers(exercise, leg)
        departed[part] = ready
        arrived[part] = ready + evacuation.leg_seconds(exercise, leg, number, kinds)
        vehicle[part] = named_vehicles(exercise, leg, number, [str(kind) for kind in kinds])
    return departed, arrived, vehicle


def named_vehicles(
    exercise: Exercise, leg: evacuation.Leg, number: Ids, kinds: list[str]
) -> NDArray[np.object_]:
    """Id of the vehicle of each leg, one vehicle for the casualties of a kind by turns; None for walkers."""
    owned = {str(group.kind): group.count for group in leg.front.vehicles}
    uniforms = exercise.draws.for_casualties(f"vehicle to {leg.target}", leg.ids)
    names = np.full(len(leg.ids), None, dtype=object)
    for kind_no, kind in enumerate(kinds):
        mine = number == kind_no
        vehicles = fleet(leg.front.name, kind, max(1, owned.get(kind, 1)))
        names[mine] = vehicles[(uniforms[mine] * len(vehicles)).astype(np.int64)]
    return names


@lru_cache(maxsize=1024)
def fleet(front: str, kind: str, count: int) -> NDArray[np.object_]:
    """Ids of the vehicles of a kind on a front."""
    return np.array([vehicle_id(front, kind, turn) for turn in range(count)], dtype=object)


def lost_on_the_way(exercise: Exercise, journeys: Journeys, who: Ids, arrived: Seconds, role: Role) -> None:
    """Close the journeys of those who die in transit, and of those still in transit at the end."""
    dies = (journeys.death[who] <= arrived) & (journeys.death[who] < exercise.end_seconds)
    bury(journeys, who[dies], IN_TRANSIT)
    late = who[~dies & (arrived >= exercise.end_seconds)]
    out = role == Role.ROLE_4
    outcome = Outcome.EVACUATED_OUT_OF_THEATRE if out else Outcome.UNDER_TREATMENT
    journeys.end(late, OUTCOMES.index(outcome), end_of(exercise, late), IN_TRANSIT)


def retriaged(journeys: Journeys, who: Ids, role: Role) -> Ids:
    """Category on arrival: worse is who is dying, better is who was saved and operated on further down."""
    now = journeys.triage[who]
    dying = (journeys.death[who] < course.NEVER) & ~journeys.is_unsurvivable[who]
    saved = (journeys.death[who] >= course.NEVER) & (journeys.role[who] >= ROLES.index(Role.ROLE_2))
    better = np.where(saved & (now == T1), T2, np.where(saved & (now == T2) & (role == Role.ROLE_4), T3, now))
    return np.where(dying & (now != T4), T1, better)


def treat(
    exercise: Exercise, journeys: Journeys, block: VisitBlock, here: Ids, front_no: int, capacity: Capacity
) -> None:
    """Care for those who arrived alive, and send them on, back to duty, or to rest."""
    who, arrived = block.who[here], block.arrived[here]
    journeys.role[who] = ROLES.index(block.role)
    journeys.place[who] = block.facility[here]
    journeys.first_facility[who] = np.where(
        journeys.first_facility[who] < 0, arrived, journeys.first_facility[who]
    )
    begin, end = operated(exercise, journeys, who, front_no, block, here, capacity)
    effect = np.where(end >= 0, end, arrived + treatment.preparation_seconds())
    journeys.death[who] = course.after_care(
        exercise.draws, journeys.ids[who], block.role, effect, journeys.death[who],
        journeys.cause[who], journeys.is_unsurvivable[who],
    )  # fmt: skip
    leaving = ready_to_leave(exercise, journeys, who, block.role, arrived, end)
    stop = routing.next_stop(exercise, journeys, who, block.role, leaving)
    goes_home = stop == routing.TO_DUTY
    leaving = np.where(goes_home, np.maximum(leaving, journeys.healed[who]), leaving)
    settle(exercise, journeys, block, here, leaving, stop, goes_home)
    cut = np.minimum(block.left[here], exercise.end_seconds)
    begun = (begin >= 0) & (begin < cut)
    block.surgery_from[here] = np.where(begun, begin, NOBODY)
    block.surgery_to[here] = np.where(begun, np.minimum(end, cut), NOBODY)


def operated(
    exercise: Exercise,
    journeys: Journeys,
    who: Ids,
    front_no: int,
    block: VisitBlock,
    here: Ids,
    capacity: Capacity,
) -> tuple[Seconds, Seconds]:
    """Start and end of surgery, -1 for those not operated on."""
    front, role, ids = exercise.fronts[front_no], block.role, journeys.ids[who]
    tables = sum(group.tables for group in front.facilities if group.role == role)
    has_tables = np.full(len(who), tables > 0 or role == Role.ROLE_4)
    cut = treatment.is_operated(
        exercise.draws, ids, role, journeys.groups[who], journeys.severity[who], has_tables
    )
    since = block.arrived[here] + treatment.preparation_seconds()
    wanted = Requests(
        ResourceKind.OPERATING_TABLE, ids, np.full(len(who), front_no), since, journeys.triage[who]
    )
    begin = capacity.granted(wanted)
    end = begin + treatment.surgery_seconds(exercise.draws, ids, role)
    return np.where(cut, begin, NOBODY), np.where(cut, end, NOBODY)


def ready_to_leave(
    exercise: Exercise, journeys: Journeys, who: Ids, role: Role, arrived: Seconds, operated_until: Seconds
) -> Seconds:
    """When a casualty can leave a role: after its usual stay, and after recovery from surgery."""
    uniforms = exercise.draws.for_casualties(f"stay at {role}", journeys.ids[who])
    hours = evacuation.stay_hours(exercise, role, journeys.triage[who], uniforms)
    usual = arrived + (hours * HOUR_SECONDS).astype(np.int64)
    rested = operated_until + treatment.recovery_seconds(exercise.draws, journeys.ids[who], role)
    return np.where(operated_until >= 0, np.maximum(usual, rested), usual)


def settle(
    exercise: Exercise,
    journeys: Journeys,
    block: VisitBlock,
    here: Ids,
    leaving: Seconds,
    stop: Ids,
    goes_home: Flags,
) -> None:
    """Close the stays: death, the end of the exercise, duty, or the next leg, whichever comes first."""
    who, end = block.who[here], exercise.end_seconds
    death = journeys.death[who]
    dies = (death <= leaving) & (death < end)
    late = ~dies & (leaving >= end)
    back = ~dies & ~late & goes_home
    onward = ~dies & ~late & ~goes_home
    block.left[here] = np.select([dies, late], [death, np.full(len(who), end)], leaving)
    bury(journeys, who[dies], block.facility[here][dies])
    out = Outcome.EVACUATED_OUT_OF_THEATRE if block.role == Role.ROLE_4 else Outcome.UNDER_TREATMENT
    journeys.end(who[late], OUTCOMES.index(out), end_of(exercise, who[late]), block.facility[here][late])
    journeys.end(who[back], OUTCOMES.index(Outcome.RTD), leaving[back], block.facility[here][back])
    journeys.ready[who[onward]] = leaving[onward]
    journeys.next_role[who[onward]] = stop[onward]
    front = int(journeys.front_no[who[0]]) if len(who) else 0
    existing = {role: routing.existing_role(exercise.fronts[front], role) for role in routing.CHAIN}
    if len(who):
        redirect(journeys, front, existing)


def close_the_rest(exercise: Exercise, journeys: Journeys) -> None:
    """Nobody may be left on the way: whoever is, is a fault of the walk."""
    open_ids = journeys.ids[journeys.outcome < 0]
    if len(open_ids):
        raise AssertionError(
            f"The walk left {len(open_ids)} casualties without an outcome, first id {open_ids[0]}."
        )
    if int(journeys.outcome_at.max(initial=0)) > exercise.end_seconds + DAY_SECONDS:
        raise AssertionError("The walk went on after the end of follow-up.")
