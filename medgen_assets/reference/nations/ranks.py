"""Ranks: national titles of the NATO rank codes, how frequent they are, and which ages hold them."""

from functools import cache

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.nations.ages import age_weights
from medgen_assets.reference.nations.files import csv_table
from medgen_assets.reference.nations.national import nation_codes
from medgen_assets.schemas.people import Ranks, RankWeights
from medgen_assets.vocabulary import CasualtyClass

FITTING_ROUNDS = 400
"""Rounds of proportional fitting; enough for both margins to agree within 1e-6 (tested)."""
WEIGHT_DIGITS = 9
"""Decimals kept of a fitted weight, so that machines that add up in another order agree."""
RANKS_SOURCE = (
    "frequencies: officers 18.2 % of the US force (DoD profile FY2022 through USNI News 2023-11-29), junior "
    "enlisted 59 % of casualties (Belmont et al. 2012), the rest assumption; age limits: assumption from "
    "usual times in rank"
)


@cache
def ranks() -> dy.DataFrame[Ranks]:
    """One row per nation and rank: title, shares of the force and of battle casualties, age limits."""
    rules = csv_table(
        "ranks.csv", weight=pl.Float64, battle_weight=pl.Float64, min_age=pl.Int64, max_age=pl.Int64
    ).with_row_index("order")
    return (
        pl.DataFrame({"nation": nation_codes()})
        .join(rules, how="cross")
        .join(rank_titles(), on=["nation", "rank_code"], how="left", validate="1:1", suffix="_national")
        .with_columns(
            title=pl.coalesce("title_national", "title"),
            source=pl.concat_str(
                pl.coalesce("title_source", pl.lit("English generic title")), pl.lit("; " + RANKS_SOURCE)
            ),
        )
        .sort("nation", "order")
        .select(Ranks.column_names())
        .pipe(Ranks.validate)
    )


@cache
def rank_titles() -> pl.DataFrame:
    """National titles: nation, rank_code, title, title_source."""
    return csv_table("rank_titles.csv").rename({"source": "title_source"})


@cache
def rank_weights() -> dy.DataFrame[RankWeights]:
    """Share of each age and rank together, by class; both margins as published, no rank outside its ages."""
    rules = ranks().filter(pl.col("nation") == "USA")
    tables = [joint_weights(name, rules) for name in CasualtyClass]
    return pl.concat(tables).pipe(RankWeights.validate)


def joint_weights(casualty_class: CasualtyClass, rules: pl.DataFrame) -> pl.DataFrame:
    """Ages x ranks of one class, fitted to the margins."""
    ages = age_weights().filter(pl.col("casualty_class") == casualty_class)
    column = "battle_weight" if casualty_class is CasualtyClass.BATTLE else "weight"
    table = fitted(
        allowed(ages["age"].to_numpy(), rules), ages["weight"].to_numpy(), rules[column].to_numpy()
    )
    age_index, rank_index = np.nonzero(table)
    return pl.DataFrame(
        {
            "casualty_class": [str(casualty_class)] * len(age_index),
            "age": ages["age"].to_numpy()[age_index],
            "rank_code": rules["rank_code"].to_numpy()[rank_index],
            "weight": table[age_index, rank_index].round(WEIGHT_DIGITS),
        }
    )


def allowed(ages: NDArray[np.int64], rules: pl.DataFrame) -> NDArray[np.float64]:
    """1 where an age may hold a rank, 0 elsewhere; ages x ranks."""
    youngest, oldest = rules["min_age"].to_numpy(), rules["max_age"].to_numpy()
    return ((ages[:, None] >= youngest) & (ages[:, None] <= oldest)).astype(np.float64)


def fitted(
    start: NDArray[np.float64], rows: NDArray[np.float64], columns: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Scale rows and columns in turn until both add up to their margins (Deming and Stephan 1940)."""
    table = start
    for _ in range(FITTING_ROUNDS):
        table = table * (columns / table.sum(axis=0))
        table = table * (rows / table.sum(axis=1))[:, None]
    return table
