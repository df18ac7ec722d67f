"""Surgical teams rest: none begins an operation after twelve hours of work without six hours of rest."""

from datetime import timedelta
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from medgen_assets.reference.operations import finite_means
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.flow.layout import Memory
from medgen_assets.simulation.care.flow.surgery import free_team, leave_line, stand_ready
from medgen_assets.simulation.care.memory import Draft, line_of_teams
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


def surgical_facility(teams: int) -> Memory:
    """A memory with nothing but a facility with tables in plenty and so many teams, who have never operated."""
    draft = Draft()
    draft.add(np.zeros(layout.HEAD_SIZE))
    row = np.zeros(layout.FACILITY_SIZE, dtype=np.int64)
    draft.add(row)
    row[layout.FIRST_TEAM], row[layout.LAST_TEAM] = line_of_teams(draft, teams)
    row[layout.TABLES_FREE] = 100
    memory: list[int] = np.concatenate(draft.parts).tolist()
    memory[FACILITY : FACILITY + layout.FACILITY_SIZE] = row.tolist()
    memory[layout.REST] = round(REST.total_seconds())
    return memory


FACILITY = layout.HEAD_SIZE


def called(memory: Memory, now: int) -> int:
    """Let the next team operate from a second on; returns which, NONE if there is none."""
    team = free_team(memory, FACILITY)
    if team != layout.NONE:
        leave_line(memory, FACILITY, now)
    return team


def test_the_team_that_has_been_idle_longest_operates_next():
    memory = surgical_facility(3)
    first, second, third = (called(memory, 0) for _ in range(3))
    assert called(memory, 0) == layout.NONE
    for team in (second, third, first):
        stand_ready(memory, FACILITY, team)

    assert len({first, second, third}) == 3
    assert [called(memory, 1) for _ in range(4)] == [second, third, first, layout.NONE]


def test_a_team_idle_for_as_long_as_a_rest_takes_has_rested_and_another_has_not():
    memory = surgical_facility(2)
    teams = [called(memory, 0) for _ in range(2)]
    for team, free_from in zip(teams, (1_000, 2_000), strict=True):
        memory[team + layout.FREE_FROM], memory[team + layout.WORKED] = free_from, 500
        stand_ready(memory, FACILITY, team)
    now = 1_000 + round(REST.total_seconds())

    assert [called(memory, now) for _ in teams] == teams
    assert [memory[team + layout.WORKED] for team in teams] == [0, 500]


def test_without_a_table_or_a_team_nobody_operates():
    memory = surgical_facility(0)
    assert free_team(memory, FACILITY) == layout.NONE

    memory = surgical_facility(2)
    memory[FACILITY + layout.TABLES_FREE] = 0
    assert free_team(memory, FACILITY) == layout.NONE


def test_more_teams_at_the_same_tables_shorten_the_wait_for_surgery():
    def wait(teams: int) -> float:
        asked = visits(**staffed(teams)).filter(
            (pl.col("role") == 2) & (pl.col("table_wanted") >= 0) & (pl.col("surgery_from") >= 0)
        )
        return float(asked.select((pl.col("surgery_from") - pl.col("table_wanted")).mean()).item())

    assert wait(1) > 2 * wait(4)
