"""Who needs a surgeon at once passes Role 1: amputations, large burns and severe brain injuries of T1 that are seen."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from medgen_assets.simulation import engine
from medgen_assets.simulation.care import detection
from medgen_assets.simulation.care.flow.layout import VISIT_FIELDS
from medgen_assets.simulation.care.needs import SEEN_AT_ONCE, crowds, has_injury
from medgen_assets.simulation.hurt import hurt
from medgen_tests.simulation.care.test_laws import ALL_BATTLE, PLENTY
from medgen_tests.simulation.exercises import exercise

PATIENTS = 8_000
ROLE_1, ROLE_2 = 1, 2
KINDS = {"is_amputation": 1, "is_burn": 4, "is_tbi": 4}
"""Kinds of injury that pass Role 1, with the least severity: AIS 4 is a burn of more than 20 %, or a severe brain
injury."""


@cache
def first_legs() -> pl.DataFrame:
    """T1 whom somebody took somewhere, with where to, what they have, and whether it was seen at once."""
    asked = exercise(total_patients=PATIENTS, injury_mix=ALL_BATTLE, fronts=PLENTY, days=8)
    schedule = engine.casualty_events(asked)
    known = hurt(asked, schedule, np.arange(PATIENTS))
    visits = pl.DataFrame(engine.journal_of(asked, schedule).visits, schema=list(VISIT_FIELDS))
    people = pl.DataFrame(
        {
            "patient_id": known.ids,
            "triage": known.tables.triage,
            "seen": detection.seen_from(asked, known, crowds(known)) == SEEN_AT_ONCE,
            **{kind: has_injury(known, kind, least) for kind, least in KINDS.items()},
        }
    )
    first = visits.filter(pl.col("visit_no") == 0).select("patient_id", "role")
    return first.join(people.filter(pl.col("triage") == "T1"), on="patient_id")


@pytest.mark.parametrize("kind", KINDS)
def test_who_is_seen_to_need_a_surgeon_is_never_taken_to_role_one(kind: str):
    seen = first_legs().filter(pl.col(kind) & pl.col("seen"))

    assert len(seen) > 20
    assert (seen["role"] >= ROLE_2).all()


@pytest.mark.parametrize("kind", ["is_burn", "is_tbi"])
def test_who_is_not_seen_to_is_mostly_taken_to_role_one(kind: str):
    missed = first_legs().filter(pl.col(kind) & ~pl.col("seen"))

    assert len(missed) > 10
    assert float((missed["role"] == ROLE_1).mean() or 0) > 0.8  # type: ignore[arg-type]


def test_all_others_of_t1_are_mostly_taken_to_role_one():
    others = first_legs().filter(~pl.any_horizontal(*KINDS))

    assert float((others["role"] == ROLE_1).mean() or 0) > 0.9  # type: ignore[arg-type]
