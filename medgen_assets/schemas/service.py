"""What a soldier is in the unit, and the religions of a nation."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.people import SUM_TOLERANCE

RANK = r"^O[RF]-[1-9]$"


class UnitRoles(dy.Schema):
    """Posts in a unit with the ranks that hold them."""

    unit_role = dy.String(primary_key=True, regex="^[a-z][a-z_]*$", description="Post")
    branch = dy.String(regex="^[a-z]+$", description="Arm or service the post belongs to")
    rank_codes = dy.List(dy.String(regex=RANK), description="Ranks that hold the post")
    weight = dy.Float64(
        min_exclusive=0, description="How common it is in a rank", metadata={"unit": "relative"}
    )
    battle_weight = dy.Float64(
        min_exclusive=0, description="The same among battle casualties", metadata={"unit": "relative"}
    )
    source = dy.String(min_length=8, description="Where the row comes from")


class Religions(dy.Schema):
    """Religions of each nation."""

    nation = dy.String(primary_key=True, regex="^[A-Z]{3}$", description="Nation, ISO 3166-1 alpha-3")
    religion = dy.String(primary_key=True, min_length=2, description="Religion in plain English; none")
    weight = dy.Float64(min_exclusive=0, max=1, description="Share of the nation", metadata={"unit": "share"})
    source = dy.String(min_length=8, description="Where the row comes from")

    @dy.rule()
    def weights_add_up_to_one(cls) -> pl.Expr:
        return (pl.col("weight").sum().over("nation") - 1).abs() < SUM_TOLERANCE
