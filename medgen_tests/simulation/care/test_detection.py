"""Treatment follows what is seen: a missed injury costs its intervention until somebody sees it, and lives with it."""

from functools import cache
from itertools import chain
from typing import Any

import numpy as np
import polars as pl

from medgen_assets.simulation import engine
from medgen_assets.simulation.care import detection
from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.flow.compiling import plain_flow
from medgen_assets.simulation.care.flow.layout import FATE_FIELDS
from medgen_assets.simulation.care.needs import crowds, has_injury, needs_when_seen
from medgen_assets.simulation.care.passage import FrontCare
from medgen_assets.simulation.hurt import hurt
from medgen_assets.vocabulary import Role
from medgen_tests.simulation.care.test_laws import DEATHS
from medgen_tests.simulation.exercises import exercise, tables

CHANGES: dict[str, Any] = {
    "total_patients": 3000,
    "injury_mix": {"battle": 0.98, "non_battle": 0.01, "disease": 0.01},
}


@cache
def found() -> dict[str, pl.DataFrame]:
    """All tables of an exercise of wounded."""
    return tables(exercise(**CHANGES))


@cache
def first_seen() -> pl.DataFrame:
    """Fates, with the number of the first role that sees each casualty's worst injury, and what it is."""
    asked = exercise(**CHANGES)
    events = engine.casualty_events(asked)
    known = hurt(asked, events, np.arange(3000))
    crowd = known.incident["is_mass_casualty"].to_numpy()
    fates = pl.DataFrame(engine.journal_of(asked, events).fates, schema=list(FATE_FIELDS)).sort("patient_id")
    return fates.with_columns(
        seen=pl.Series(detection.seen_from(asked, known, crowd)),
        is_lethal=pl.Series(
            known.courses.is_lethal & ~known.courses.is_unsurvivable & ~known.tables.is_outright
        ),
        severity=pl.Series(known.tables.severity[:, 0]),
        is_amputated=pl.Series(has_injury(known, "is_amputation", 1)),
    )


def deaths_when_seen(first_role: int | None) -> int:
    """Deaths if this role were the first to see every worst injury; None leaves it as it is."""
    asked = exercise(**CHANGES)
    events = engine.casualty_events(asked)
    known = hurt(asked, events, np.arange(3000))
    as_it_is = detection.seen_from(asked, known, crowds(known))
    seen = as_it_is if first_role is None else np.full_like(as_it_is, first_role)
    brought = needs_when_seen(asked, events, known, seen)
    died = 0
    for number, front in enumerate(asked.fronts):
        care = FrontCare(asked, number, plain_flow())
        care.enter(brought.rows[(known.incident["front"] == front.name).to_numpy()])
        for part in chain(care.advance(asked.end_seconds), [care.taken()], care.close()):
            died += int(np.isin(part.fates[:, FATE_FIELDS.index("outcome")], DEATHS).sum())
    return died


def test_what_is_missed_costs_lives():
    at_once, as_it_is, never = (deaths_when_seen(first) for first in (0, None, layout.SEEN))

    assert at_once < as_it_is < never


def test_who_is_seen_at_once_dies_less_of_the_same_severity_than_who_is_seen_later():
    dying = first_seen().filter(pl.col("is_lethal") & (pl.col("severity") == 4))
    at_once, later = dying.filter(pl.col("seen") == 0), dying.filter(pl.col("seen") > 0)
    share = [float(rows["outcome"].is_in(DEATHS).mean() or 0) for rows in (at_once, later)]  # type: ignore[arg-type]

    assert len(later) > 20
    assert share[0] < share[1]


def test_the_number_of_the_first_role_that_sees_is_a_role_that_sees_or_none():
    roles = {list(Role).index(role) for role in detection.shares()}

    assert set(first_seen()["seen"]) <= roles | {layout.SEEN}


def test_a_lost_limb_is_seen_by_nearly_everybody():
    lost = first_seen().filter("is_amputated")

    assert float((lost["seen"] == 0).mean() or 0) > 0.85  # type: ignore[arg-type]


def test_nobody_is_operated_on_for_what_nobody_knows():
    """Whoever operates has the right diagnosis of the worst injury on record, and had it before the operation."""
    cut = found()["visits"].filter(pl.col("surgery_from").is_not_null()).select("patient_id", "facility_id")
    worst = found()["diagnoses"].filter(pl.col("injury_no") == 0)
    truth = found()["injuries"].filter(pl.col("injury_no") == 0).select("patient_id", true="code")
    told = cut.join(worst, on=["patient_id", "facility_id"]).join(truth, on="patient_id")

    assert len(told) > 50
    assert (told["code"] == told["true"]).all()


def test_the_records_know_an_injury_from_the_role_on_at_which_care_saw_it():
    seen = first_seen().select("patient_id", "seen")
    truth = found()["injuries"].filter(pl.col("injury_no") == 0).select("patient_id", true="code")
    worst = found()["diagnoses"].filter((pl.col("injury_no") == 0) & (pl.col("basis") != "imaging"))
    number = pl.col("role").replace_strict(
        {str(role): n for n, role in enumerate(Role)}, return_dtype=pl.Int64
    )
    told = worst.with_columns(number=number).join(seen, on="patient_id").join(truth, on="patient_id")
    late = told.filter(pl.col("number") >= pl.col("seen"))

    assert len(late) > 1000
    assert (late["code"] == late["true"]).all()


def test_some_are_taken_for_something_else_and_are_not_given_what_they_need():
    missed = first_seen().filter(pl.col("is_lethal") & (pl.col("seen") > 0) & (pl.col("first_aid") >= 0))
    seen = first_seen().filter(pl.col("is_lethal") & (pl.col("seen") == 0) & (pl.col("first_aid") >= 0))
    stopped_at_once = [
        float((rows["stopped"] == rows["first_aid"]).mean() or 0)
        for rows in (missed, seen)  # type: ignore[arg-type]
    ]

    assert stopped_at_once[0] < 0.1 < stopped_at_once[1]
