"""Whose life hung on the difference: casualties who live under one way of care and die under the other, and why."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.comparison.arms import Arm, Small
from medgen_assets.simulation.comparison.measures import WAITS
from medgen_assets.simulation.exercise import MINUTE_SECONDS
from medgen_assets.vocabulary import Lack, Outcome, Role

Ids = NDArray[np.int64]

STAGES = ("transport", "the way", "bed", "surgery")
"""What time goes by with before care takes effect: three waits, and the way itself."""
ELSEWHERE, OTHERWISE = "other roles", "other care at the same roles"
"""Why somebody died who waited no longer: other facilities, or less in the same ones (intensive care, no table)."""
LONGER = MINUTE_SECONDS
"""Seconds by which a stage must be longer to be a reason. Assumption: a minute."""
LACKS = ("", *map(str, Lack))


def turned(a: Arm, b: Arm) -> pl.DataFrame:
    """One row per casualty who dies in one arm only: how, when, waiting for what, and what took longer there."""
    parts = [turned_in(b, a, "A"), turned_in(a, b, "B")]
    return pl.concat(parts).sort("patient_id")


def turned_in(dies: Arm, lives: Arm, lives_in: str) -> pl.DataFrame:
    """The casualties who die in the one arm and live in the other."""
    ids = np.flatnonzero(dies.is_dead & ~lives.is_dead)
    fates = {name: column[ids] for name, column in dies.fates.items()}
    death = fates["outcome_at"]
    there, here = (np.stack(list(stage_seconds(arm, ids, death))) for arm in (dies, lives))
    lacks, outcomes, roles = (
        pl.Series(LACKS),
        pl.Series(list(map(str, Outcome))),
        pl.Series(list(map(str, Role))),
    )
    waited = np.where(fates["waits_for"] > 0, death - fates["waits_since"], 0)
    return pl.DataFrame(
        {
            "patient_id": ids,
            "lives_in": pl.Series([lives_in] * len(ids), dtype=pl.String),
            "dies_as": outcomes.gather(fates["outcome"]),
            "ends_otherwise_as": outcomes.gather(lives.fates["outcome"][ids]),
            "died_after_minutes": minutes(death - dies.injured[ids]),
            "last_role": roles.gather(fates["role"]),
            "died_waiting_for": lacks.gather(fates["waits_for"]),
            "waited_minutes": minutes(waited),
            "because_of": pl.Series(reasons(there - here, dies, lives, ids), dtype=pl.String),
            **{f"{stage}_dying_minutes": minutes(row) for stage, row in zip(STAGES, there, strict=True)},
            **{f"{stage}_living_minutes": minutes(row) for stage, row in zip(STAGES, here, strict=True)},
        }
    )  # fmt: skip


def minutes(seconds: Small) -> NDArray[np.float64]:
    """Seconds as minutes to a tenth."""
    tenths: NDArray[np.float64] = np.floor(seconds / 6.0 + 0.5) / 10.0
    return tenths


def stage_seconds(arm: Arm, ids: Ids, until: Small) -> list[Small]:
    """Seconds each casualty of `ids` spent in each of STAGES before its moment `until`."""
    way = (arm.visits["patient_id"], arm.visits["departed"], arrival(arm))
    spans = [arm.waits(*WAITS["transport"]), way, arm.waits(*WAITS["bed"]), arm.waits(*WAITS["surgery"])]
    return [spent(arm, ids, until, *span) for span in spans]


def arrival(arm: Arm) -> Small:
    """Second of arrival of each visit; who died on the way was under way until then."""
    end = arm.fates["outcome_at"][arm.visits["patient_id"]]
    return np.where(arm.visits["arrived"] >= 0, arm.visits["arrived"], end)


def spent(arm: Arm, ids: Ids, until: Small, patient: Small, start: Small, end: Small) -> Small:
    """Seconds of some spans that lie before each casualty's own moment, added up by casualty."""
    moment = np.full(len(arm.injured), -1, dtype=np.int32)
    moment[ids] = until
    seconds = np.maximum(np.minimum(end, moment[patient]) - start, 0)
    whole = np.bincount(patient, weights=np.where(start >= 0, seconds, 0), minlength=len(arm.injured))
    return whole[ids].astype(np.int32)


def reasons(longer: NDArray[np.int32], dies: Arm, lives: Arm, ids: Ids) -> list[str]:
    """The stage that took longest beyond the other arm; where none did, whether the roles were others."""
    worst, most = longer.argmax(axis=0), longer.max(axis=0)
    one, other = roles_reached(dies), roles_reached(lives)
    return [
        STAGES[stage] if extra >= LONGER else OTHERWISE if one[person] & ~other[person] == 0 else ELSEWHERE
        for person, stage, extra in zip(ids, worst, most, strict=True)
    ]


def roles_reached(arm: Arm) -> Ids:
    """Roles at which each casualty arrived, one bit each."""
    reached, bits = arm.visits["arrived"] >= 0, np.zeros(len(arm.injured), dtype=np.int64)
    np.bitwise_or.at(
        bits, arm.visits["patient_id"][reached], 1 << arm.visits["role"][reached].astype(np.int64)
    )
    return bits
