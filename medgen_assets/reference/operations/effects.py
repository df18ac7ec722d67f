"""What intensity, special events and the environment change."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from medgen_assets.reference.operations.soundness import not_ascending, not_factors, not_shares, refuse
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

    Casualties = a share of the front's day (drawn evenly from share_of_day_range, share_of_day its middle)
    x multiplier, within size_range where the total allows it, at most size_cap.
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
    for intensity, entry in entries.items():
        refuse(f"intensity.yaml {intensity}", not_factors(entry))
    return {intensity: IntensityEffect(**entry) for intensity, entry in entries.items()}


@cache
def special_event_effects() -> dict[SpecialEventType, SpecialEventEffect]:
    """The three kinds of special event (read only)."""
    entries = by_member(SpecialEventType, figures("special_events", SpecialEventType))
    return {kind: special_event_effect(kind, entry) for kind, entry in entries.items()}


@cache
def environment_effects() -> dict[EnvironmentCondition, EnvironmentEffect]:
    """The nine conditions of weather, light and terrain (read only)."""
    entries = by_member(EnvironmentCondition, figures("environment", EnvironmentCondition))
    return {condition: environment_effect(condition, entry) for condition, entry in entries.items()}


def special_event_effect(kind: SpecialEventType, entry: dict[str, Any]) -> SpecialEventEffect:
    """One entry of special_events.yaml, its lists as tuples; raises BadInput with all that is wrong."""
    factors = {name: entry[name] for name in ("duration_hours", "multiplier", "severity_factor")}
    shares = {name: entry[name] for name in ("mass_casualty_probability", "daily_probability")}
    wrong = not_factors(factors) + not_shares(shares) + not_ascending("share_of_day", entry["share_of_day"])
    refuse(f"special_events.yaml {kind}", wrong)
    days, sizes = entry["default_days"], entry["size_range"]
    low, high = pair(entry["share_of_day"])
    exact = {
        "share_of_day": (low + high) / 2,
        "share_of_day_range": (low, high),
        "start_hours": tuple(entry["start_hours"]),
        "default_days": None if days is None else tuple(days),
        "size_range": None if sizes is None else whole_pair(sizes),
    }
    return SpecialEventEffect(**{**entry, **exact})


def environment_effect(condition: EnvironmentCondition, entry: dict[str, Any]) -> EnvironmentEffect:
    """One entry of environment.yaml, its hours spelled out; raises BadInput with all that is wrong."""
    shares = {
        name: entry[name] for name in ("visibility", "mobility", "day_probability", "special_probability")
    }
    factors = {name: entry[name] for name in ("casualty_factor", "disease_factor")}
    delay = not_ascending("evacuation_delay_minutes", [entry["evacuation_delay_minutes"]])
    refuse(f"environment.yaml {condition}", not_shares(shares) + not_factors(factors) + delay)
    minutes = float(entry["evacuation_delay_minutes"])
    exact = {"active_hours": hours_between(*entry["active_hours"]), "evacuation_delay_minutes": minutes}
    return EnvironmentEffect(**{**entry, **exact})


def hours_between(first: int, end: int) -> tuple[int, ...]:
    """Hours of the day from first up to end, over midnight when end is not later; 0 to 24 is all day."""
    length = end - first if end > first else 24 - first + end
    return tuple((first + step) % 24 for step in range(length))
