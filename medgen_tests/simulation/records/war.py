"""A war that the tests of records share, as values: most of its casualties are of battle, some met an agent."""

from functools import cache

import polars as pl

from medgen_tests.simulation.exercises import exercise, tables


@cache
def war() -> dict[str, pl.DataFrame]:
    """All tables of an exercise of 8,000."""
    return tables(
        exercise(
            injury_mix={"battle": 0.7, "non_battle": 0.1, "disease": 0.2},
            warfare_types={"conventional": 1.0, "artillery": 0.5, "cbrn": 0.5},
            total_patients=8_000,
        )
    )
