"""Surgical teams rest: none begins an operation after twelve hours of work without six hours of rest."""

from datetime import timedelta
from functools import cache
from typing import Any

import polars as pl

from medgen_assets.reference.operations import finite_means
from medgen_tests.simulation.care.test_laws import CHANGES, facilities, visits
from medgen_tests.simulation.exercises import exercise, tables

SHIFT = timedelta(hours=finite_means().team_shift_hours)
REST = timedelta(hours=finite_means().team_rest_hours)


def staffed(teams: int) -> dict[str, Any]:
    """The crowded exercise with four tables at Role 2, beds in plenty, and so many teams."""
    return {"fronts": facilities("ROLE_2", beds=400, tables=4, surgical_teams=teams)}


@cache
def operations() -> pl.DataFrame:
    """Operations of the one team at Role 2, in order of time."""
    made = tables(exercise(**(CHANGES | staffed(1))))["visits"]
    at_role_2 = (pl.col("role") == "ROLE_2") & pl.col("surgery_from").is_not_null()
    return made.filter(at_role_2).sort("surgery_from")


def test_one_team_operates_on_one_at_a_time_whatever_the_tables():
    assert len(operations()) > 20
    assert (operations()["surgery_from"] >= operations()["surgery_to"].shift(1)).all()


def test_a_team_never_begins_when_its_shift_is_over_without_having_rested():
    worked, last, rests = timedelta(0), None, 0
    for start, end in operations().select("surgery_from", "surgery_to").iter_rows():
        if last is not None and start - last >= REST:
            worked, rests = timedelta(0), rests + 1
        assert worked < SHIFT

        worked, last = worked + (end - start), end
    assert rests > 2


def test_more_teams_at_the_same_tables_shorten_the_wait_for_surgery():
    def wait(teams: int) -> float:
        asked = visits(**staffed(teams)).filter(
            (pl.col("role") == 2) & (pl.col("table_wanted") >= 0) & (pl.col("surgery_from") >= 0)
        )
        return float(asked.select((pl.col("surgery_from") - pl.col("table_wanted")).mean()).item())

    assert wait(1) > 2 * wait(4)
