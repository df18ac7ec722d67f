"""Ages of casualties by class."""

from functools import cache

import dataframely as dy
import polars as pl

from medgen_assets.reference.nations.files import csv_table
from medgen_assets.schemas.people import AgeWeights


@cache
def age_weights() -> dy.DataFrame[AgeWeights]:
    """Share of each age (full years, 18-60) among the casualties of a class; adds up to 1 per class."""
    return csv_table("ages.csv", age=pl.Int64, weight=pl.Float64).pipe(AgeWeights.validate)
