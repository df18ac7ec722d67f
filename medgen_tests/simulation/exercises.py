"""Exercises that the tests of the simulation share, as values."""

from functools import cache
from typing import Any

import polars as pl

from medgen_assets.scenario.model import Scenario
from medgen_assets.schemas.columns import as_stored
from medgen_assets.simulation import engine

FRONTS = [
    {"name": "north", "share": 0.6, "nations": {"EST": 35, "FIN": 30, "SWE": 20, "USA": 15}},
    {"name": "south", "share": 0.4, "nations": {"POL": 40, "DEU": 25, "GRC": 20, "NLD": 15}},
]
DOCUMENT: dict[str, Any] = {
    "name": "test_exercise",
    "total_patients": 2000,
    "seed": 7,
    "days": 8,
    "warfare_types": {"conventional": 1.0, "artillery": 0.5, "drone": 0.5},
    "injury_mix": {"battle": 0.55, "non_battle": 0.25, "disease": 0.2},
    "fronts": FRONTS,
}


def scenario(**changes: Any) -> Scenario:
    """The shared scenario with some fields changed, resolved."""
    return Scenario.model_validate(DOCUMENT | changes).resolved()


def exercise(**changes: Any) -> engine.Exercise:
    """An exercise of the shared scenario with some fields changed."""
    return engine.exercise_of(scenario(**changes))


def events(**changes: Any) -> pl.DataFrame:
    """The casualty events of such an exercise."""
    return engine.casualty_events(exercise(**changes))


def tables(asked: engine.Exercise, chunk: int = 5_000, stride: int = 20_000) -> dict[str, pl.DataFrame]:
    """All tables of an exercise; care goes in strides, records in chunks."""
    schedule = engine.casualty_events(asked)
    journal = engine.joined(list(engine.journals(asked, schedule, stride))).in_order()
    cuts = engine.stretches(0, asked.scenario.total_patients, chunk)
    parts = [engine.stretch(asked, schedule, journal, first, end) for first, end in cuts]
    whole = {name: pl.concat([part.records[name] for part in parts]) for name in parts[0].records}
    care = {
        "casualties": pl.concat([as_stored(part.hurt.casualties) for part in parts]),
        **{
            name: pl.concat([as_stored(getattr(part.pathways, name)) for part in parts])
            for name in ("visits", "fates", "retriages", "resource_stays")
        },
    }
    means = {"facilities": engine.facilities(asked), "vehicles": engine.vehicles(asked)}
    return whole | care | means | {"casualty_events": schedule}


@cache
def shared() -> dict[str, pl.DataFrame]:
    """All tables of the shared exercise."""
    return tables(exercise())
