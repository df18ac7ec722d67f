"""The 34 nations: names, languages, women's share of the force, blood groups with Rh."""

from functools import cache

import dataframely as dy
import polars as pl

from medgen_assets.reference.nations.files import csv_table
from medgen_assets.schemas.people import Nations

BLOOD_COLUMNS = {
    "blood_o_pos": "O+",
    "blood_a_pos": "A+",
    "blood_b_pos": "B+",
    "blood_ab_pos": "AB+",
    "blood_o_neg": "O-",
    "blood_a_neg": "A-",
    "blood_b_neg": "B-",
    "blood_ab_neg": "AB-",
}
BLOOD_GROUPS = tuple(BLOOD_COLUMNS.values())


@cache
def nations() -> dy.DataFrame[Nations]:
    """One row per nation, by code; blood shares add up to 1."""
    women = csv_table("nations.csv", women_share=pl.Float64)
    blood = csv_table("blood.csv", **dict.fromkeys(BLOOD_COLUMNS, pl.Float64))
    return (
        women.join(blood, on="nation", validate="1:1").sort("nation").pipe(normalised).pipe(Nations.validate)
    )


def normalised(blood: pl.DataFrame) -> pl.DataFrame:
    """Blood percentages as shares; printed rows add up to 99.9-100.1."""
    total = pl.sum_horizontal(*BLOOD_COLUMNS)
    return blood.with_columns(**{column: pl.col(column) / total for column in BLOOD_COLUMNS})


def nation_codes() -> tuple[str, ...]:
    """The ISO 3166-1 alpha-3 codes of the nations that have people."""
    return tuple(nations()["nation"])
