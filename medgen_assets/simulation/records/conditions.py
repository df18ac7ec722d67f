"""Conditions as numbers, with their treatment group and whether they are of a limb."""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.records.orders import orders

Flags = NDArray[np.bool_]


@cache
def facts_of_conditions() -> tuple[dict[str, int], Ids, Flags]:
    """Number of each condition; by that number, its treatment group and whether it is of a limb."""
    groups = {name: number for number, name in enumerate(orders().groups)}
    limbs = clinical.body_regions().select("body_region", "is_limb")
    table = clinical.conditions().join(limbs, on="body_region", maintain_order="left")
    return (
        {name: number for number, name in enumerate(table["condition_id"])},
        np.array([groups[name] for name in table["treatment_group"]]),
        table["is_limb"].to_numpy(),
    )


def condition_numbers(injuries: pl.DataFrame) -> Ids:
    """Number of the condition of each injury, as in the reference."""
    numbers = facts_of_conditions()[0]
    kind = pl.Enum(list(numbers))
    found: Ids = injuries["condition_id"].cast(kind).to_physical().to_numpy().astype(np.int64)
    return found
