"""Where a facility is full, casualties go to another of its role, and past the role only where all of it is full."""

from functools import cache

import polars as pl

from medgen_tests.simulation.care.test_laws import PLENTY, visits

ROLE_1, ROLE_2 = 1, 2


@cache
def first_legs(beds: int, count: int = 2) -> pl.DataFrame:
    """First legs of those who arrived, with so many beds in each Role 1 and plenty of all else."""
    rows = [
        row | ({"beds": beds, "count": count} if row["role"] == "ROLE_1" else {})
        for row in PLENTY[0]["facilities"]
    ]
    found = visits(fronts=[PLENTY[0] | {"facilities": rows}])
    return found.filter((pl.col("visit_no") == 0) & (pl.col("arrived") >= 0))


def share_past_role_one(beds: int) -> float:
    """Share of first legs that pass Role 1."""
    return float(first_legs(beds).select((pl.col("role") > ROLE_1).mean()).item())


def test_the_fewer_beds_the_more_pass_role_one():
    found = [share_past_role_one(beds) for beds in (2000, 30, 5)]

    assert found[0] < 0.2
    assert found[0] + 0.1 < found[1] < found[2]


def test_who_passes_a_full_role_one_goes_to_role_two():
    assert set(first_legs(5)["role"].unique()) <= {ROLE_1, ROLE_2, 4}
    assert float(first_legs(5).select((pl.col("role") == ROLE_2).mean()).item()) > 0.4


def test_nobody_passes_role_one_by_overflow_while_a_bed_of_it_is_free():
    """At the moment of asking, all beds of Role 1 are taken or kept for somebody on the way."""
    legs = first_legs(5)
    held = legs.filter(pl.col("role") == ROLE_1).select(start="wanted", end="left")
    passing = legs.filter((pl.col("role") == ROLE_2) & (pl.col("triage") == 2))["wanted"]
    taken = [held.filter((pl.col("start") <= at) & (pl.col("end") >= at)).height for at in passing]

    assert len(taken) > 50
    assert sum(count >= 10 for count in taken) / len(taken) > 0.95
