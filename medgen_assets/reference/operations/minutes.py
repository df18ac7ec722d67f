"""How long care itself takes."""

from dataclasses import dataclass
from functools import cache

from medgen_assets.reference.operations.sources import figures, pair

Bounds = tuple[float, float]
Triangle = tuple[float, float, float]
RANGES = ("medic_arrival", "medic_arrival_mass_casualty", "autoinjector")
SPREADS = ("triage", "damage_control_resuscitation", "damage_control_surgery")
TRIANGLES = ("surgery", "long_resuscitation", "intensive_care")


@dataclass(frozen=True)
class CareMinutes:
    """Durations in minutes; sources stand in care_minutes.yaml.

    medic_arrival…: lowest, highest, even between. triage, damage_control…: mean, sd. Others: triangular.
    """

    medic_arrival: Bounds
    medic_arrival_mass_casualty: Bounds
    autoinjector: Bounds
    triage: Bounds
    damage_control_resuscitation: Bounds
    damage_control_surgery: Bounds
    surgery: Triangle
    long_resuscitation: Triangle
    intensive_care: Triangle


@cache
def care_minutes() -> CareMinutes:
    """Durations of first aid, triage, resuscitation, surgery and intensive care (read only)."""
    values = figures("care_minutes", (*RANGES, *SPREADS, *TRIANGLES))
    two = {name: pair(values[name]) for name in (*RANGES, *SPREADS)}
    return CareMinutes(**two, **{name: triangle(values[name]) for name in TRIANGLES})  # type: ignore[arg-type]


def triangle(figures_of_one: list[float]) -> Triangle:
    """Lowest, mode and highest."""
    low, mode, high = figures_of_one
    return float(low), float(mode), float(high)
