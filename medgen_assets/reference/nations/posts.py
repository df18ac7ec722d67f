"""Posts in a unit by rank, and religions by nation."""

from functools import cache

import polars as pl

from medgen_assets.reference.tables import csv_table
from medgen_assets.schemas.service import Religions, UnitRoles


@cache
def unit_roles() -> pl.DataFrame:
    """Posts with their arm, the ranks that hold them, and how common they are."""
    return csv_table("unit_roles", UnitRoles)


@cache
def religions() -> pl.DataFrame:
    """Religions of each nation in plain English; weights add up to 1 per nation."""
    return csv_table("religions", Religions)
