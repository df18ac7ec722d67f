"""One seed under both ways of care, and several seeds put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from medgen_assets.errors import CheckFailed
from medgen_assets.scenario.model import Scenario
from medgen_assets.simulation.care.flow.compiling import Flow
from medgen_assets.simulation.comparison.arms import arm
from medgen_assets.simulation.comparison.intervals import Difference, difference
from medgen_assets.simulation.comparison.measures import MEASURES, measured
from medgen_assets.simulation.comparison.turned import turned
from medgen_assets.simulation.distributions import computed
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.schedule import casualty_events

Measured = dict[str, float | None]


@dataclass(frozen=True, eq=False)
class Replication:
    """The same casualties under both ways of care."""

    seed: int
    a: Measured
    b: Measured
    turned: pl.DataFrame
    """Who dies in one arm only, as `turned.turned` has it."""


def replicated(one: Scenario, other: Scenario, flow: Flow | None = None) -> Replication:
    """Let the casualties of one seed go through care twice; both scenarios are resolved and have that seed."""
    first, second = (Exercise(scenario, computed(scenario)) for scenario in (one, other))
    events = casualty_events(first)
    if one.seed is None or not events.equals(casualty_events(second)):
        raise CheckFailed(
            "The two scenarios do not have the same casualties. This should not happen: report it."
        )
    a, b = arm(first, events, flow), arm(second, events, flow)
    return Replication(one.seed, measured(a), measured(b), turned(a, b))


def differences(replications: Sequence[Replication]) -> dict[str, Difference]:
    """Every measure compared over the replications in which both arms have it."""
    found = {}
    for name in MEASURES:
        pairs = [(run.a[name], run.b[name]) for run in replications]
        both = [(a, b) for a, b in pairs if a is not None and b is not None]
        if both:
            found[name] = difference([a for a, _ in both], [b for _, b in both])
    return found


def all_turned(replications: Sequence[Replication]) -> pl.DataFrame:
    """Whose life hung on the difference, of every replication, with its seed in front."""
    return pl.concat([run.turned.select(pl.lit(run.seed).alias("seed"), pl.all()) for run in replications])


def document(one: Scenario, other: Scenario, replications: Sequence[Replication]) -> dict[str, Any]:
    """The comparison as plain values."""
    rows = all_turned(replications)
    saved = {arm: int((rows["lives_in"] == arm).sum()) for arm in ("A", "B")}
    return {
        "a": {"name": one.name, "fingerprint": one.fingerprint},
        "b": {"name": other.name, "fingerprint": other.fingerprint},
        "patients": one.total_patients,
        "seeds": [run.seed for run in replications],
        "replications": len(replications),
        "differences": [
            {"measure": name, **plain(found)} for name, found in differences(replications).items()
        ],
        "live_only_in_a": saved["A"],
        "live_only_in_b": saved["B"],
        "turned": rows.to_dicts(),
    }


def plain(found: Difference) -> dict[str, float | bool | None]:
    """One difference as plain values; `low` and `high` bound the 95 % interval."""
    half = found.half_width
    return {
        "a": found.a,
        "b": found.b,
        "difference": found.mean,
        "low": None if half is None else found.mean - half,
        "high": None if half is None else found.mean + half,
        "is_beyond_chance": found.is_beyond_chance,
    }
