"""What is known about the nations' forces: who serves, how old, of which rank, blood group and build."""

from medgen_assets.reference.nations.ages import age_weights
from medgen_assets.reference.nations.bodies import heights_weights
from medgen_assets.reference.nations.national import BLOOD_COLUMNS, BLOOD_GROUPS, nation_codes, nations
from medgen_assets.reference.nations.posts import religions, unit_roles
from medgen_assets.reference.nations.ranks import rank_titles, rank_weights, ranks
from medgen_assets.reference.nations.units import companies, units
from medgen_assets.reference.nations.women import women_factor, women_shares

__all__ = [
    "BLOOD_COLUMNS",
    "BLOOD_GROUPS",
    "age_weights",
    "companies",
    "heights_weights",
    "nation_codes",
    "nations",
    "rank_titles",
    "rank_weights",
    "ranks",
    "religions",
    "unit_roles",
    "units",
    "women_factor",
    "women_shares",
]
