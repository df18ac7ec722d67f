"""The eight rhythms of fighting: from the parameters of a type to the weights of the 24 hours.

Each function takes the `rhythm` of a warfare type and returns relative levels; `normalised` makes their mean 1.
"""

from collections.abc import Callable, Sequence
from math import fsum, prod
from typing import Any

HOURS = range(24)
Rhythm = dict[str, Any]


def normalised(levels: Sequence[float]) -> tuple[float, ...]:
    """Scale 24 levels so that they sum to 24."""
    total = fsum(levels)
    return tuple(24.0 * level / total for level in levels)


def sustained_combat(rhythm: Rhythm) -> list[float]:
    """Attacks at dawn and dusk, a steady exchange by day, little at night (conventional)."""
    base = rhythm["base_intensity"]
    levels = [base * rhythm["night_reduction"] if hour in rhythm["night_hours"] else base for hour in HOURS]
    return [rhythm["peak_intensity"] if hour in rhythm["peak_hours"] else levels[hour] for hour in HOURS]


def surge(rhythm: Rhythm) -> list[float]:
    """Fire missions at preferred hours, of which a day uses only some; next to nothing between (artillery)."""
    windows = len(rhythm["preferred_hours"]) / rhythm["surge_duration_hours"]
    used = rhythm["surges_per_day"] / windows
    quiet = rhythm["between_surge_intensity"]
    level = used * rhythm["surge_intensity"] + (1.0 - used) * quiet
    return [level if hour in rhythm["preferred_hours"] else quiet for hour in HOURS]


def phased_assault(rhythm: Rhythm) -> list[float]:
    """Assaults of some hours each over a baseline of skirmishes (urban)."""
    levels = [float(rhythm["baseline_intensity"])] * 24
    for phase in rhythm["phases"]:
        for hour in range(phase["start_hour"], phase["start_hour"] + phase["duration_hours"]):
            levels[hour % 24] = phase["intensity"]
    return levels


def sporadic(rhythm: Rhythm) -> list[float]:
    """Attacks at any hour, rather at dawn and dusk, fewer at night (guerrilla)."""
    night = [rhythm["night_activity_level"] if hour in rhythm["night_hours"] else 1.0 for hour in HOURS]
    twilight = rhythm["dawn_and_dusk_hours"]
    return [rhythm["dawn_dusk_preference"] if hour in twilight else night[hour] for hour in HOURS]


def precision_strike(rhythm: Rhythm) -> list[float]:
    """Strikes by daylight, some only after the drone has loitered for an hour or two, few at night (drone)."""
    aimed = daylight_strikes(rhythm)
    late_share, wait = rhythm["loiter_strike_probability"], rhythm["loiter_hours"]
    struck = [
        (1.0 - late_share) * aimed[hour]
        + late_share * fsum(aimed[hour - later] for later in range(1, wait + 1)) / wait
        for hour in HOURS
    ]
    return [max(level, rhythm["night_level"]) for level in struck]


def daylight_strikes(rhythm: Rhythm) -> list[float]:
    """Strikes spread over daylight, the part that is not random in the hours of best light; mean 1 by day."""
    daylight, best = rhythm["daylight_hours"], rhythm["best_light_hours"]
    even = rhythm["time_randomization"]
    gathered = (1.0 - even) * len(daylight) / len(best)
    return [(even if hour in daylight else 0.0) + (gathered if hour in best else 0.0) for hour in HOURS]


def wave_assault(rhythm: Rhythm) -> list[float]:
    """Landing waves and little between them (naval)."""
    wave, between = rhythm["wave_intensity"], rhythm["between_wave_intensity"]
    return [wave if hour in rhythm["wave_hours"] else between for hour in HOURS]


def contamination_spread(rhythm: Rhythm) -> list[float]:
    """Exposure at the release, then ever fewer fresh exposures from what is contaminated (cbrn)."""
    exposed = [(rhythm["release_hour"] + hour) % 24 for hour in rhythm["initial_exposure_hours"]]
    since = [min((hour - start) % 24 for start in exposed) for hour in HOURS]
    return [1.0 / prod([float(rhythm["spread_rate"])] * hours) for hours in since]


def low_intensity(rhythm: Rhythm) -> list[float]:
    """Incidents on patrols and at markets, more where crowds gather, rarely otherwise (peacekeeping)."""
    chance, crowd = rhythm["incident_probability"], rhythm["crowd_factor"]
    levels = [chance if hour in rhythm["incident_hours"] else rhythm["quiet_level"] for hour in HOURS]
    return [levels[hour] * crowd if hour in rhythm["crowd_control_hours"] else levels[hour] for hour in HOURS]


def delayed(levels: Sequence[float], share: float, hours: Sequence[int]) -> list[float]:
    """Move a share of each hour's arrivals later by these delays, evenly, folded onto one day."""
    if not hours:
        return list(levels)
    late = [fsum(levels[(hour - delay) % 24] for delay in hours) / len(hours) for hour in HOURS]
    return [(1.0 - share) * levels[hour] + share * late[hour] for hour in HOURS]


LEVELS_BY_KIND: dict[str, Callable[[Rhythm], list[float]]] = {
    "sustained_combat": sustained_combat,
    "surge": surge,
    "phased_assault": phased_assault,
    "sporadic": sporadic,
    "precision_strike": precision_strike,
    "wave_assault": wave_assault,
    "contamination_spread": contamination_spread,
    "low_intensity": low_intensity,
}
