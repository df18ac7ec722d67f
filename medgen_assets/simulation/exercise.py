"""What every stage of the model is given: the scenario, its distributions and the clock of the exercise."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.scenario.model import Front, Scenario
from medgen_assets.simulation.draws import Draws
from medgen_assets.vocabulary import CasualtyClass, WarfareType

CLASSES = tuple(CasualtyClass)
MICROSECONDS = 1_000_000
DAY_SECONDS = 86_400
HOUR_SECONDS = 3_600
MINUTE_SECONDS = 60
IN_MICROSECONDS = pl.Datetime("us", "UTC")
MISSING = np.iinfo(np.int64).min

Seconds = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Exercise:
    """A resolved scenario with a seed, and the distributions computed from it."""

    scenario: Scenario
    distributions: Mapping[str, pl.DataFrame]

    @cached_property
    def draws(self) -> Draws:
        """The random numbers of this exercise."""
        if self.scenario.seed is None:
            raise ValueError("Scenario field 'seed' is empty. Give the scenario a seed before simulating it.")
        return Draws(self.scenario.seed)

    @cached_property
    def fronts(self) -> tuple[Front, ...]:
        """The fronts, in the scenario's order."""
        return tuple(self.scenario.fronts)

    @cached_property
    def warfare_types(self) -> tuple[WarfareType, ...]:
        """The warfare types in use, in the vocabulary's order."""
        return tuple(kind for kind in WarfareType if self.scenario.warfare_types.get(kind, 0.0) > 0.0)

    @property
    def start_hour(self) -> int:
        """Hour of the day, in the scenario's own zone, at which the exercise starts."""
        return self.scenario.start.hour

    @property
    def start(self) -> datetime:
        """First moment, UTC."""
        return self.scenario.start.astimezone(UTC)

    @property
    def fighting_seconds(self) -> int:
        """Length of the fighting."""
        return self.scenario.days * DAY_SECONDS

    @property
    def end_seconds(self) -> int:
        """Seconds from the first moment to the end of follow-up."""
        return (self.scenario.days + self.scenario.follow_up_days) * DAY_SECONDS

    @property
    def end(self) -> datetime:
        """End of follow-up, UTC."""
        return self.start + timedelta(seconds=self.end_seconds)

    def instants(self, name: str, seconds: Seconds, known: NDArray[np.bool_] | None = None) -> pl.Series:
        """Turn seconds since the start into UTC instants; null where not `known`."""
        moments = pl.Series(name, self.microseconds(seconds)).cast(IN_MICROSECONDS)
        return moments if known is None else moments.set(pl.Series(~known), None)

    def microseconds(self, seconds: Seconds) -> NDArray[np.int64]:
        """Turn seconds since the start into microseconds since 1970."""
        return seconds * MICROSECONDS + self.first_microsecond

    @cached_property
    def first_microsecond(self) -> int:
        """First moment, in microseconds since 1970."""
        return int(self.start.timestamp()) * MICROSECONDS + self.start.microsecond

    def seconds(self, instants: pl.Series) -> Seconds:
        """Turn UTC instants into whole seconds since the start; null becomes -1."""
        precise = instants if instants.dtype == IN_MICROSECONDS else instants.dt.cast_time_unit("us")
        # NumPy has no zone and keeps UTC; what is missing is its lowest number
        moments: Seconds = precise.to_numpy().view(np.int64)
        since = (moments - self.first_microsecond) // MICROSECONDS
        return np.where(moments == MISSING, -1, since)
