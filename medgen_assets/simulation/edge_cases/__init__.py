"""Difficult records on demand, at fixed casualty ids; docs/scenario.md lists them."""

from medgen_assets.simulation.edge_cases.ages import ages, with_birth_dates, with_sexes_and_ages
from medgen_assets.simulation.edge_cases.changes import with_edge_cases
from medgen_assets.simulation.edge_cases.places import (
    ALLERGIC_PLACES,
    CYCLE,
    Models,
    born_elsewhere,
    models,
)

__all__ = [
    "ALLERGIC_PLACES",
    "CYCLE",
    "Models",
    "ages",
    "born_elsewhere",
    "models",
    "with_birth_dates",
    "with_edge_cases",
    "with_sexes_and_ages",
]
