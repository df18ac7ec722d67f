"""Who is operated on where, and how long it takes."""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical, operations
from medgen_assets.simulation.draws import Draws, Ids, triangular
from medgen_assets.simulation.exercise import MINUTE_SECONDS, Seconds
from medgen_assets.vocabulary import Role

Flags = NDArray[np.bool_]
Reals = NDArray[np.float64]


@cache
def surgery_share(role: Role) -> dict[tuple[str, int], float]:
    """Share of each treatment group and severity that a role operates on, by its protocols."""
    surgical = clinical.treatments().filter("is_surgery").select("treatment_id")
    rows = (
        clinical.protocols()
        .filter(pl.col("role") == role)
        .join(surgical, on="treatment_id", how="semi")
        .with_columns(severity=pl.int_ranges(pl.col("severity_min"), pl.col("severity_max") + 1))
        .explode("severity")
        .group_by("treatment_group", "severity")
        .agg(share=pl.col("share").max())
        .rows()
    )
    return {(group, severity): share for group, severity, share in rows}


def is_operated(
    draws: Draws, ids: Ids, role: Role, groups: NDArray[np.str_], severity: Ids, has_tables: Flags
) -> Flags:
    """Whether each casualty is operated on at a role: the protocols say so and the facility has a table."""
    shares = surgery_share(role)
    wanted: Reals = np.array(
        [shares.get((g, s), 0.0) for g, s in zip(groups, severity.tolist(), strict=True)]
    )
    return (draws.for_casualties(f"operated at {role}", ids) < wanted) & has_tables


def surgery_seconds(draws: Draws, ids: Ids, role: Role) -> Seconds:
    """Length of the operation."""
    low, mode, high = operations.care_minutes().surgery
    minutes = triangular(draws.for_casualties(f"length of surgery at {role}", ids), low, mode, high)
    return (minutes * MINUTE_SECONDS).astype(np.int64)


def preparation_seconds() -> int:
    """From arrival to the first effect of care: triage and damage-control resuscitation."""
    minutes = operations.care_minutes()
    return int((minutes.triage[0] + minutes.damage_control_resuscitation[0]) * MINUTE_SECONDS)


def recovery_seconds(draws: Draws, ids: Ids, role: Role) -> Seconds:
    """Stabilisation after surgery before a casualty can travel."""
    low, mode, high = operations.care_minutes().intensive_care
    minutes = triangular(draws.for_casualties(f"stabilisation at {role}", ids), low, mode, high)
    return (minutes * MINUTE_SECONDS).astype(np.int64)
