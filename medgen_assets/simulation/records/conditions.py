"""What treats each condition, and whether it is of a limb."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.records.orders import orders

Flags = NDArray[np.bool_]


@cache
def facts_of_conditions() -> tuple[Ids, Flags]:
    """By number of condition, its treatment group and whether it is of a limb."""
    groups = {name: number for number, name in enumerate(orders().groups)}
    limbs = clinical.body_regions().select("body_region", "is_limb")
    table = clinical.conditions().join(limbs, on="body_region", maintain_order="left")
    return (
        np.array([groups[name] for name in table["treatment_group"]]),
        table["is_limb"].to_numpy(),
    )
