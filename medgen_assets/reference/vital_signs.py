"""Vital signs on the way to death from each cause, and how fast they recover."""

from functools import cache

import polars as pl

from medgen_assets.reference.tables import csv_table
from medgen_assets.schemas.vital_signs import VitalPatterns, VitalRecovery


@cache
def vital_patterns() -> pl.DataFrame:
    """Vital signs at shares of the time to death, by cause; the shares are those of every cause."""
    return csv_table("vital_patterns", VitalPatterns)


@cache
def recovery_hours() -> dict[str, float]:
    """Hours until half of the change is gone, by cause."""
    return dict(csv_table("vital_recovery", VitalRecovery).select("lethal_cause", "hours").rows())
