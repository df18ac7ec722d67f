"""The reference of what injuries leave for good."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.clinical import IDENTIFIER
from medgen_assets.schemas.columns import category
from medgen_assets.vocabulary import Disability, DisabilityGrade


class Disabilities(dy.Schema):
    """What an injury of a protocol group leaves for good, by severity."""

    treatment_group = dy.String(
        primary_key=True, regex=IDENTIFIER, description="Protocol group of conditions"
    )
    severity_min = dy.Int64(primary_key=True, min=1, max=6, description="Mildest severity")
    severity_max = dy.Int64(min=1, max=6, description="Worst severity")
    disability = category(Disability, "What stays")
    grade = category(DisabilityGrade, "How much it takes away")
    chance = dy.Float64(
        min=0, max=1, description="Share of survivors in whom it stays", metadata={"unit": "share 0-1"}
    )
    source = dy.String(min_length=8, description="Where the row's numbers come from")

    @dy.rule()
    def severity_windows_are_not_empty(cls) -> pl.Expr:
        return pl.col("severity_min") <= pl.col("severity_max")
