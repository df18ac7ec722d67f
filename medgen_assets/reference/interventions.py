"""What care can do against each lethal course, by whom, with what, and within how many minutes."""

from dataclasses import dataclass
from functools import cache

import polars as pl

from medgen_assets.reference.tables import csv_table
from medgen_assets.schemas.interventions import Interventions
from medgen_assets.vocabulary import Intervention, LethalCause, Need, Role


@dataclass(frozen=True)
class Effect:
    """One intervention against one cause, by the roles that give it."""

    intervention: Intervention
    cause: LethalCause
    roles: tuple[Role, ...]
    stops: float
    """Chance that it stops the course for good, in time (0-1)."""
    buys: float
    """Factor on the time left to live where the course goes on, in time."""
    full_minutes: float
    floor_minutes: float
    floor: float
    """Part of the effect that is left from `floor_minutes` after injury on."""
    needs: tuple[Need, ...]
    treatments: tuple[str, ...]

    def strength(self, minutes: float) -> float:
        """Part of the effect that is left so many minutes after injury: 1, then in a line down to the floor."""
        if minutes <= self.full_minutes:
            return 1.0
        if minutes >= self.floor_minutes:
            return self.floor
        late = (minutes - self.full_minutes) / (self.floor_minutes - self.full_minutes)
        return 1.0 - late * (1.0 - self.floor)


@cache
def interventions() -> pl.DataFrame:
    """Every intervention with its figures and their sources (table Interventions)."""
    return csv_table("interventions", Interventions)


@cache
def effects() -> tuple[Effect, ...]:
    """Every intervention, as the model asks for it (read only)."""
    return tuple(
        Effect(
            intervention=Intervention(row["intervention"]),
            cause=LethalCause(row["cause"]),
            roles=tuple(Role(role) for role in row["roles"]),
            stops=row["stops"],
            buys=row["buys"],
            full_minutes=row["full_minutes"],
            floor_minutes=row["floor_minutes"],
            floor=row["floor"],
            needs=tuple(Need(need) for need in row["needs"]),
            treatments=tuple(row["treatments"]),
        )
        for row in interventions().iter_rows(named=True)
    )
