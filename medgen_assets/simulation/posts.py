"""What a soldier is in the unit: title of the rank, arm, post."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import nations as people
from medgen_assets.simulation.draws import Draws, Ids, Reals
from medgen_assets.vocabulary import CasualtyClass


@dataclass(frozen=True)
class Posts:
    """The posts of every rank end to end, first those of all casualties, then of battle casualties."""

    numbers: dict[str, int]
    """Number of each rank."""
    edges: Reals
    """Upper edge of each post: the number of its rank (and list), plus its place between 0 and 1 there."""
    last: Ids
    """Position of the last post of each list, where rounding at its upper edge may land."""
    branch: pl.Series
    unit_role: pl.Series


@cache
def all_posts() -> Posts:
    """The posts of the reference."""
    ranks = people.ranks()["rank_code"].unique(maintain_order=True).to_list()
    held = [people.unit_roles().filter(pl.col("rank_codes").list.contains(rank)) for rank in ranks]
    lists = [posts["weight"] for posts in held] + [posts["battle_weight"] for posts in held]
    return Posts(
        numbers={rank: number for number, rank in enumerate(ranks)},
        edges=np.concatenate([number + edges_of(weights) for number, weights in enumerate(lists)]),
        last=np.cumsum([len(weights) for weights in lists]) - 1,
        branch=pl.concat([posts["branch"] for posts in held * 2]),
        unit_role=pl.concat([posts["unit_role"] for posts in held * 2]),
    )


def edges_of(weights: pl.Series) -> Reals:
    """Upper edges of weights between 0 and 1; the last is 1 exactly."""
    sums = np.cumsum(weights.to_numpy())
    edges: Reals = sums / sums[-1]
    return edges


def drawn_posts(draws: Draws, ids: Ids, rank: pl.Series, classes: NDArray[np.str_]) -> pl.DataFrame:
    """Branch and unit_role of each casualty by rank; infantry more often among battle casualties."""
    posts = all_posts()
    number = rank.replace_strict(posts.numbers, return_dtype=pl.Int64).to_numpy()
    list_number = number + len(posts.numbers) * (classes == CasualtyClass.BATTLE)
    uniforms = draws.for_casualties("unit role", ids)
    found = np.searchsorted(posts.edges, list_number + uniforms, side="right")
    picked = np.minimum(found, posts.last[list_number])
    return pl.DataFrame({"branch": posts.branch.gather(picked), "unit_role": posts.unit_role.gather(picked)})


@cache
def titles() -> pl.DataFrame:
    """National title of each rank: nation, rank_code, rank_title."""
    return people.ranks().select("nation", "rank_code", rank_title="title")


def with_rank_titles(persons: pl.DataFrame) -> pl.DataFrame:
    """People with the title of their rank in their nation's army."""
    return persons.join(
        titles(), on=["nation", "rank_code"], how="left", maintain_order="left", validate="m:1"
    )
