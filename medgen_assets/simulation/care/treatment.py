"""Who is operated on where, and how long it takes."""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical, operations
from medgen_assets.simulation.exercise import MINUTE_SECONDS
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


def preparation_seconds() -> int:
    """From arrival to the first effect of care: triage and damage-control resuscitation."""
    minutes = operations.care_minutes()
    return int((minutes.triage[0] + minutes.damage_control_resuscitation[0]) * MINUTE_SECONDS)
