"""The holding policy: who will soon be fit stays where it lies, and is not flown home."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from medgen_assets.simulation import engine
from medgen_assets.simulation.care.flow.layout import HURT_FIELDS, ROLE_4, VISIT_FIELDS
from medgen_assets.simulation.care.needs import needs
from medgen_assets.simulation.care.routing import holding_seconds
from medgen_assets.vocabulary import Role
from medgen_tests.simulation.exercises import exercise


@cache
def flights_home() -> pl.DataFrame:
    """Legs to Role 4 with the role left, and the seconds to fitness when the stay there was over."""
    asked = exercise()
    schedule = engine.casualty_events(asked)
    people = np.arange(asked.scenario.total_patients)
    healed = needs(asked, schedule, people).rows[:, HURT_FIELDS.index("healed")]
    visits = pl.DataFrame(engine.journal_of(asked, schedule).visits, schema=list(VISIT_FIELDS))
    return (
        visits.sort("patient_id", "visit_no")
        .with_columns(left_role=pl.col("role").shift(1).over("patient_id"))
        .filter((pl.col("role") == ROLE_4) & pl.col("left_role").is_not_null())
        .join(pl.DataFrame({"patient_id": people, "healed": healed}), on="patient_id")
        .with_columns(to_fitness=pl.col("healed") - pl.col("wanted"))
    )


@pytest.mark.parametrize("role", [Role.ROLE_2, Role.ROLE_3])
def test_nobody_is_flown_home_who_will_be_fit_within_the_holding_policy_of_the_role_left(role: Role):
    leaving = flights_home().filter(pl.col("left_role") == list(Role).index(role))

    assert len(leaving) > 0
    assert leaving.filter(pl.col("to_fitness") <= holding_seconds(exercise(), role)).is_empty()
