"""What injuries leave for good when they have healed."""

from functools import cache

import polars as pl

from medgen_assets.reference.tables import csv_table
from medgen_assets.schemas.consequences import Disabilities


@cache
def disabilities() -> pl.DataFrame:
    """Lasting disability by protocol group and severity, with the share of survivors in whom it stays."""
    return csv_table("disabilities", Disabilities)
