"""What intensity, special events and the environment change."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from medgen_assets.reference.operations.sources import by_member, figures, pair, whole_pair
from medgen_assets.vocabulary import EnvironmentCondition, Intensity, SpecialEventType


@dataclass(frozen=True)
class IntensityEffect:
    """What an intensity changes; units and sources stand in intensity.yaml.

    mass_casualty_factor multiplies mass_casualty_share; severity_factor multiplies the weight of T1 before
    the triage weights are normalised again; daily_cv is sd / mean of the daily rate around its tempo.
    """

    mass_casualty_factor: float
    severity_factor: float
    daily_cv: float


@dataclass(frozen=True)
class SpecialEventEffect:
    """One kind of special event; units and sources stand in special_events.yaml.

    Casualties = share_of_day (or an even draw from share_of_day_range) x multiplier x the front's average day,
    within size_range where the total allows it, at most size_cap.
    """

    duration_hours: float
    share_of_day: float
    share_of_day_range: tuple[float, float]
    multiplier: float
    start_hours: tuple[int, ...]
    mass_casualty_probability: float
    severity_factor: float
    default_days: tuple[int, ...] | None
    daily_probability: float
    size_range: tuple[int, int] | None
    size_cap: int | None


@dataclass(frozen=True)
class EnvironmentEffect:
    """One condition while it is present; units and sources stand in environment.yaml.

    special_probability: share of the NON_BATTLE_INJURY casualties during it that are of special_mechanism.
    """

    visibility: float
    mobility: float
    casualty_factor: float
    evacuation_delay_minutes: float
    disease_factor: float
    active_hours: tuple[int, ...]
    day_probability: float
    special_mechanism: str | None
    special_probability: float


@cache
def intensity_effects() -> dict[Intensity, IntensityEffect]:
    """The four intensities (read only)."""
    entries = by_member(Intensity, figures("intensity", Intensity))
    return {intensity: IntensityEffect(**entry) for intensity, entry in entries.items()}


@cache
def special_event_effects() -> dict[SpecialEventType, SpecialEventEffect]:
    """The three kinds of special event (read only)."""
    entries = by_member(SpecialEventType, figures("special_events", SpecialEventType))
    return {kind: special_event_effect(entry) for kind, entry in entries.items()}


@cache
def environment_effects() -> dict[EnvironmentCondition, EnvironmentEffect]:
    """The nine conditions of weather, light and terrain (read only)."""
    entries = by_member(EnvironmentCondition, figures("environment", EnvironmentCondition))
    return {
        condition: EnvironmentEffect(**{**entry, "active_hours": hours_between(*entry["active_hours"])})
        for condition, entry in entries.items()
    }


def special_event_effect(entry: dict[str, Any]) -> SpecialEventEffect:
    """One entry of special_events.yaml, its lists as tuples."""
    days, sizes = entry["default_days"], entry["size_range"]
    exact = {
        "share_of_day_range": pair(entry["share_of_day_range"]),
        "start_hours": tuple(entry["start_hours"]),
        "default_days": None if days is None else tuple(days),
        "size_range": None if sizes is None else whole_pair(sizes),
    }
    return SpecialEventEffect(**{**entry, **exact})


def hours_between(first: int, end: int) -> tuple[int, ...]:
    """Hours of the day from first up to end, over midnight when end is not later; 0 to 24 is all day."""
    length = end - first if end > first else 24 - first + end
    return tuple((first + step) % 24 for step in range(length))
