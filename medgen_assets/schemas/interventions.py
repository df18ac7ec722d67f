"""The interventions: what stops a lethal course or buys time, who can give it, and until when it works."""

import dataframely as dy
import polars as pl

from medgen_assets.schemas.columns import category
from medgen_assets.vocabulary import Intervention, LethalCause, Need, Role

MINUTES = {"unit": "minutes since injury"}
GIVERS = [str(role) for role in Role if role != Role.CSU]


class Interventions(dy.Schema):
    """One row per intervention against a cause, by the roles that give it."""

    intervention = category(Intervention, "What is done")
    cause = category(LethalCause, "Course that it acts on")
    roles = dy.List(
        dy.String(check=lambda c: c.is_in(GIVERS)), min_length=1, description="Roles that can give it"
    )
    stops = dy.Float64(
        min=0,
        max=1,
        description="Chance that it stops the course for good, in time",
        metadata={"unit": "share 0-1"},
    )
    buys = dy.Float64(
        min=1,
        max=5,
        description="Factor on the time left to live if the course goes on, in time",
        metadata={"unit": "1 = none"},
    )
    full_minutes = dy.Float64(min=0, description="Until then it works fully", metadata=MINUTES)
    floor_minutes = dy.Float64(
        min=0, description="From then on no less; between, in a line", metadata=MINUTES
    )
    floor = dy.Float64(
        min=0, max=1, description="Part of the effect that is left then", metadata={"unit": "share 0-1"}
    )
    needs = dy.List(
        dy.String(check=lambda c: c.is_in([str(need) for need in Need])),
        description="Means without which it cannot be given",
    )
    treatments = dy.List(
        dy.String(), description="Treatments by which it is done, the usual first; operations for none"
    )
    source = dy.String(min_length=8, description="Where the row's figures come from")

    @dy.rule()
    def effects_fall_from_full_to_floor(cls) -> pl.Expr:
        return pl.col("full_minutes") < pl.col("floor_minutes")

    @dy.rule()
    def what_is_not_done_on_a_table_names_its_treatments(cls) -> pl.Expr:
        return pl.col("needs").list.contains(str(Need.TABLE)) | (pl.col("treatments").list.len() > 0)
