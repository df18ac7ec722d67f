"""What was done: each contact gives what the protocols say for the two gravest injury groups."""

from functools import cache

import numpy as np
import polars as pl

from medgen_assets.reference import clinical
from medgen_assets.schemas.records import Treatments
from medgen_assets.simulation.draws import Draws

GROUPS_TREATED = 2
"""Injury groups that one contact treats. Assumption: two, because a team works on the gravest first and the
protocols of further groups repeat the same lines, drugs and fluids."""


def treatments(draws: Draws, injuries: pl.DataFrame, contacts: pl.DataFrame) -> pl.DataFrame:
    """Treatments of all contacts in time order (table Treatments)."""
    given = (
        contacts.join(groups_of(injuries), on="patient_id")
        .join(orders(), on=["role", "treatment_group"])
        .filter(pl.col("severity").is_between("severity_min", "severity_max"))
        .filter(pl.col("is_limb") | ~pl.col("is_limb_only"))
        .filter(~pl.col("is_surgery") | pl.col("surgery_from").is_not_null())
        .pipe(decided, draws)
        .with_columns(at=moment())
        .filter(pl.col("at") <= pl.col("to_at"))
        .sort("patient_id", "contact_no", "group_no", "order_no")
        .unique(["patient_id", "contact_no", "treatment_id"], keep="first", maintain_order=True)
        .sort("patient_id", "at", "contact_no", "group_no", "order_no")
    )
    return given.select(
        "patient_id",
        pl.int_range(pl.len(), dtype=pl.Int64).over("patient_id").alias("treatment_no"),
        *[pl.col(name) for name in Treatments.column_names() if name not in ("patient_id", "treatment_no")],
    ).pipe(Treatments.validate)


@cache
def injury_facts() -> pl.DataFrame:
    """Treatment group and limb of each condition."""
    limbs = clinical.body_regions().select("body_region", "is_limb")
    return (
        clinical.conditions()
        .select("condition_id", "treatment_group", "body_region")
        .join(limbs, on="body_region")
    )


def groups_of(injuries: pl.DataFrame) -> pl.DataFrame:
    """The gravest groups of each patient with their worst severity and whether that injury is of a limb."""
    return (
        injuries.select("patient_id", "injury_no", "severity", "condition_id")
        .join(injury_facts().drop("body_region"), on="condition_id", validate="m:1")
        .sort("patient_id", "injury_no")
        .unique(["patient_id", "treatment_group"], keep="first", maintain_order=True)
        .with_columns(group_no=pl.int_range(pl.len()).over("patient_id"))
        .filter(pl.col("group_no") < GROUPS_TREATED)
        .select("patient_id", "group_no", "treatment_group", "severity", "is_limb")
    )


@cache
def orders() -> pl.DataFrame:
    """Protocol rows with all that is known of their treatment, numbered in the order of the tables."""
    return (
        clinical.protocols()
        .drop("source", strict=False)
        .join(clinical.treatments().drop("source", strict=False), on="treatment_id", validate="m:1")
        .with_row_index("order_no")
    )


def decided(candidates: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    """Keep what the patient gets: each order by its share; of the surgical ones of an operation the likeliest always."""
    keys = np.array(
        [draws.key(f"order {group} {role} {item}") for group, role, item in
         orders().select("treatment_group", "role", "treatment_id").rows()]
    )  # fmt: skip
    uniforms = draws.keyed(keys[candidates["order_no"].to_numpy()], candidates["patient_id"].to_numpy())
    likeliest = pl.col("share") == pl.col("share").max().over(
        "patient_id", "contact_no", "group_no", "is_surgery"
    )
    certain = pl.col("is_surgery") & likeliest & (pl.col("group_no") == 0)
    return candidates.with_columns(uniform=pl.Series(uniforms)).filter(
        (pl.col("uniform") < pl.col("share")) | certain
    )


def moment() -> pl.Expr:
    """When a treatment is given: surgery on the table, the rest some minutes into the contact."""
    minutes = pl.duration(seconds=(pl.col("minutes") * 60).cast(pl.Int64))
    in_theatre = pl.min_horizontal("surgery_from", "surgery_to")
    return pl.when(pl.col("is_surgery")).then(in_theatre).otherwise(pl.col("from_at") + minutes)
