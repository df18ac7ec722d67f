"""Defaults that depend on the scenario's other fields: what stands in `scenario show --resolved`."""

from collections.abc import Iterable
from typing import Any

from medgen_assets.reference import operations
from medgen_assets.scenario.forces import Distances, Facility, Front, Vehicle
from medgen_assets.scenario.overrides import CareTransition, Overrides, StayHours
from medgen_assets.vocabulary import Intensity, Role, VehicleKind


def daily_variation(stated: float | None, intensity: Intensity) -> float:
    """Day-to-day variation of the rate around its tempo (sd / mean): as stated, or as the intensity has it."""
    return operations.intensity_effects()[intensity].daily_cv if stated is None else stated


def filled_front(front: Front, casualties_per_day: float) -> Front:
    """A front with its facilities, vehicles and distances."""
    return front.model_copy(
        update={
            "facilities": facilities_of(front, casualties_per_day),
            "vehicles": vehicles_of(front, casualties_per_day),
            "distances_km": front.distances_km or Distances(),
        }
    )


def facilities_of(front: Front, casualties_per_day: float) -> tuple[Facility, ...]:
    """The front's own facilities and a hospital at home, or all of the defaults."""
    usual = [Facility(**row) for row in operations.facility_defaults(casualties_per_day)]
    if not front.facilities:
        return tuple(usual)
    at_home = [facility for facility in usual if facility.role == Role.ROLE_4]
    return front.facilities + missing(at_home, {facility.role for facility in front.facilities}, "role")


def vehicles_of(front: Front, casualties_per_day: float) -> tuple[Vehicle, ...]:
    """The front's own vehicles and the aircraft of the home nation, or all of the defaults."""
    usual = [Vehicle(**row) for row in operations.vehicle_defaults(casualties_per_day)]
    if not front.vehicles:
        return tuple(usual)
    home = [vehicle for vehicle in usual if vehicle.kind == VehicleKind.STRATEGIC_AIRCRAFT]
    return front.vehicles + missing(home, {vehicle.kind for vehicle in front.vehicles}, "kind")


def missing(usual: Iterable[Any], present: set[Any], field: str) -> tuple[Any, ...]:
    """Those of the usual that are not present."""
    return tuple(part for part in usual if getattr(part, field) not in present)


def filled_overrides(overrides: Overrides) -> Overrides:
    """Overrides whose tables name every role and triage category; those left out stay left out."""
    return overrides.model_copy(
        update={
            "care_transitions": whole_transitions(overrides.care_transitions),
            "stay_hours": whole_stays(overrides.stay_hours),
        }
    )


def whole_transitions(own: tuple[CareTransition, ...] | None) -> tuple[CareTransition, ...] | None:
    """The scenario's transitions, and the reference's for the roles and categories it does not name."""
    if own is None:
        return None
    named = {(str(row.from_role), row.triage) for row in own}
    usual = (CareTransition(**plain_words(dict(row))) for row in operations.care_transitions())
    return own + tuple(row for row in usual if (str(row.from_role), row.triage) not in named)


def whole_stays(own: tuple[StayHours, ...] | None) -> tuple[StayHours, ...] | None:
    """The scenario's stays, and the reference's for the roles and categories it does not name."""
    if own is None:
        return None
    named = {(row.role, row.triage) for row in own}
    return own + tuple(
        StayHours(role=role, triage=triage, shortest=shortest, longest=longest)
        for (role, triage), (shortest, longest) in operations.evacuation_times().stay_hours.items()
        if (role, triage) not in named
    )


def plain_words(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its words as plain text."""
    return {name: str(value) if isinstance(value, str) else value for name, value in row.items()}
