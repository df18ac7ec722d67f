"""How finite means are used: batches, weather minima, shifts."""

from dataclasses import dataclass
from functools import cache

from medgen_assets.reference.operations.sources import figures


@dataclass(frozen=True)
class FiniteMeans:
    """Rules of use; units and sources stand in finite_means.yaml."""

    bus_batch: int
    bus_hold_minutes: float
    flight_batch_share: float
    flight_hold_minutes: float
    flying_visibility: float
    team_shift_hours: float
    team_rest_hours: float
    expectant_chance: float
    transfusion_units: int
    surge_from: float
    reoperation_share: float


@cache
def finite_means() -> FiniteMeans:
    """Rules of use of beds, vehicles and teams (read only)."""
    return FiniteMeans(**figures("finite_means", FiniteMeans.__dataclass_fields__))
