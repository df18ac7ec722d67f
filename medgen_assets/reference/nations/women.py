"""How much less, or more, often women become casualties than their share of the force says."""

from functools import cache

import dataframely as dy
import polars as pl

from medgen_assets.reference.nations.files import yaml_values
from medgen_assets.reference.nations.national import nations
from medgen_assets.schemas.people import WomenShares
from medgen_assets.vocabulary import CasualtyClass


@cache
def women_factor() -> dict[CasualtyClass, float]:
    """Rate of women over the rate of men in the same force, by class of casualty."""
    return {CasualtyClass(name): float(ratio) for name, ratio in yaml_values("women.yaml").items()}


@cache
def women_shares() -> dy.DataFrame[WomenShares]:
    """Share of women among the casualties of each nation and class: w r / (1 - w + w r)."""
    ratios = pl.DataFrame(
        {"casualty_class": [str(name) for name in women_factor()], "ratio": list(women_factor().values())}
    )
    weighted = pl.col("women_share") * pl.col("ratio")
    return (
        nations()
        .select("nation", "women_share")
        .join(ratios, how="cross")
        .with_columns(women_share=weighted / (1 - pl.col("women_share") + weighted))
        .select("nation", "casualty_class", "women_share")
        .pipe(WomenShares.validate)
    )
