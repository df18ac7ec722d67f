"""How casualties move: waits, stays, legs, distances and the next role."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import chain
from math import fsum
from typing import Any, TypedDict, cast

from medgen_assets.reference.operations.soundness import not_ascending, not_shares, refuse
from medgen_assets.reference.operations.sources import by_member, figures, pair
from medgen_assets.vocabulary import Outcome, Role, TriageCategory, VehicleKind

ROLES_OF_CARE = (Role.ROLE_1, Role.ROLE_2, Role.CSU, Role.ROLE_3, Role.ROLE_4)
ROLES_WITH_TRANSITIONS = (Role.POI, Role.ROLE_1, Role.ROLE_2, Role.ROLE_3, Role.ROLE_4)
PARTS_OF_TIME = (
    "waiting_for_pickup_minutes",
    "stay_hours",
    "transit_hours",
    "leg_minutes",
    "minimum_leg_minutes",
)
STRATEGIC_LEG = "ROLE_3-ROLE_4"

Bounds = tuple[float, float]


class DistanceDefaults(TypedDict):
    """Length of each leg of the chain, km."""

    poi_to_role_1: float
    role_1_to_role_2: float
    role_2_to_csu: float
    role_2_to_role_3: float
    role_3_to_role_4: float


class CareTransition(TypedDict):
    """Share (0-1) of a role's living casualties of a category that go on to a role, or RTD."""

    from_role: Role
    triage: TriageCategory
    to: Role | Outcome
    probability: float


@dataclass(frozen=True)
class EvacuationTimes:
    """Times of the chain; units and sources stand in evacuation_times.yaml.

    stay_hours: (role, triage) -> lowest, highest hours; at POI the wait for pickup.
    waiting_for_pickup_minutes: triage -> lowest, highest minutes.
    transit_hours: (from, to, triage) -> lowest, highest hours, for want of distances.
    leg_minutes: (from, to, vehicle) -> mean, sd minutes. transit_cv: vehicle -> sd / mean of a leg.
    """

    stay_hours: dict[tuple[Role, TriageCategory], Bounds]
    waiting_for_pickup_minutes: dict[TriageCategory, Bounds]
    transit_hours: dict[tuple[Role, Role, TriageCategory], Bounds]
    leg_minutes: dict[tuple[Role, Role, VehicleKind], Bounds]
    transit_cv: dict[VehicleKind, float]
    minimum_leg_minutes: float


@cache
def evacuation_times() -> EvacuationTimes:
    """Waits, stays and legs (read only)."""
    values = figures("evacuation_times", PARTS_OF_TIME)
    waits = {triage: pair(values["waiting_for_pickup_minutes"][triage]) for triage in TriageCategory}
    stays, transits = stay_hours(waits, values["stay_hours"]), transit_hours(values["transit_hours"])
    refuse("evacuation_times.yaml", unordered([*stays.items(), *transits.items()]))
    legs = leg_minutes(values["leg_minutes"])
    return EvacuationTimes(
        stay_hours=stays,
        waiting_for_pickup_minutes=waits,
        transit_hours=transits,
        leg_minutes=legs,
        transit_cv={kind: mean_cv(legs, kind) for kind in VehicleKind},
        minimum_leg_minutes=float(values["minimum_leg_minutes"]),
    )


@cache
def distance_defaults() -> DistanceDefaults:
    """Length of each leg of a front that states none, km (read only)."""
    km = figures("distances", DistanceDefaults.__annotations__)
    return cast("DistanceDefaults", {leg: float(km[leg]) for leg in DistanceDefaults.__annotations__})


def care_transitions() -> list[CareTransition]:
    """Next role of the living by role and triage; the probabilities of each role and category sum to 1."""
    table = figures("care_transitions", ROLES_WITH_TRANSITIONS)
    rows = (
        transitions_from(role, triage, table[role][triage])
        for role in ROLES_WITH_TRANSITIONS
        for triage in TriageCategory
    )
    return list(chain.from_iterable(rows))


def transitions_from(role: Role, triage: TriageCategory, shares: dict[str, float]) -> list[CareTransition]:
    """One row per destination, renormalised to sum 1."""
    refuse(f"care_transitions.yaml {role} {triage}", not_shares(shares))
    total = fsum(shares.values())
    return [
        CareTransition(from_role=role, triage=triage, to=destination(name), probability=share / total)
        for name, share in shares.items()
    ]


def unordered(bounds: Iterable[tuple[tuple[StrEnum, ...], Bounds]]) -> list[tuple[str, object, str]]:
    """The bounds that are negative or not in order."""
    return list(chain.from_iterable(not_ascending(" ".join(key), pairs) for key, pairs in bounds))


def destination(name: str) -> Role | Outcome:
    """A role, or return to duty."""
    return Outcome.RTD if name == Outcome.RTD else Role(name)


def stay_hours(
    waits: dict[TriageCategory, Bounds], stays: dict[str, Any]
) -> dict[tuple[Role, TriageCategory], Bounds]:
    """Hours at each role of care, and the wait at the point of injury as hours."""
    hours = {(Role.POI, triage): (low / 60, high / 60) for triage, (low, high) in waits.items()}
    cells = ((role, triage) for role in ROLES_OF_CARE for triage in TriageCategory)
    return hours | {(role, triage): pair(stays[role][triage]) for role, triage in cells}


def transit_hours(legs: dict[str, Any]) -> dict[tuple[Role, Role, TriageCategory], Bounds]:
    """Hours on each leg by triage category."""
    return {
        (*ends(leg), triage): pair(bounds)
        for leg, by_triage in legs.items()
        for triage, bounds in by_member(TriageCategory, by_triage).items()
    }


def leg_minutes(legs: dict[str, Any]) -> dict[tuple[Role, Role, VehicleKind], Bounds]:
    """Mean and sd of each leg by vehicle: ground for ambulance and bus, air for what flies that leg."""
    return {
        (*ends(leg), kind): pair(mean_and_sd)
        for leg, by_means in legs.items()
        for means, mean_and_sd in by_means.items()
        for kind in vehicles_of(leg, means)
    }


def vehicles_of(leg: str, means: str) -> tuple[VehicleKind, ...]:
    """The vehicles that go by ground or by air on a leg."""
    if means == "ground":
        return VehicleKind.GROUND_AMBULANCE, VehicleKind.BUS
    return (VehicleKind.STRATEGIC_AIRCRAFT if leg == STRATEGIC_LEG else VehicleKind.HELICOPTER,)


def ends(leg: str) -> tuple[Role, Role]:
    """The two roles of a leg written FROM-TO."""
    start, end = leg.split("-")
    return Role(start), Role(end)


def mean_cv(legs: dict[tuple[Role, Role, VehicleKind], Bounds], kind: VehicleKind) -> float:
    """Mean over a vehicle's legs of standard deviation / mean."""
    ratios = [sd / mean for (_, _, vehicle), (mean, sd) in legs.items() if vehicle == kind]
    return fsum(ratios) / len(ratios)
