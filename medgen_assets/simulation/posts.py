"""What a soldier is in the unit: rank with its title, arm, post."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import nations as people
from medgen_assets.simulation.draws import Draws, Ids, Reals
from medgen_assets.simulation.names import Names, Numbers

Flags = NDArray[np.bool_]


@cache
def ranks() -> Names:
    """The NATO rank codes, numbered."""
    return Names.of(people.ranks()["rank_code"].to_list())


@dataclass(frozen=True)
class Posts:
    """The posts of every rank end to end, first those of all casualties, then of battle casualties."""

    edges: Reals
    """Upper edge of each post: the number of its rank (and list), plus its place between 0 and 1 there."""
    last: Ids
    """Position of the last post of each list, where rounding at its upper edge may land."""
    branches: Names
    branch: Numbers
    """Arm of each post."""
    unit_roles: Names
    unit_role: Numbers


@cache
def all_posts() -> Posts:
    """The posts of the reference."""
    held = [people.unit_roles().filter(pl.col("rank_codes").list.contains(rank)) for rank in ranks().names]
    lists = [posts["weight"] for posts in held] + [posts["battle_weight"] for posts in held]
    branch, unit_role = (pl.concat([posts[name] for posts in held * 2]) for name in ("branch", "unit_role"))
    branches, unit_roles = Names.of(branch.to_list()), Names.of(unit_role.to_list())
    return Posts(
        edges=np.concatenate([number + edges_of(weights) for number, weights in enumerate(lists)]),
        last=np.cumsum([len(weights) for weights in lists]) - 1,
        branches=branches,
        branch=branches.numbers(branch),
        unit_roles=unit_roles,
        unit_role=unit_roles.numbers(unit_role),
    )


def edges_of(weights: pl.Series) -> Reals:
    """Upper edges of weights between 0 and 1; the last is 1 exactly."""
    sums = np.cumsum(weights.to_numpy())
    edges: Reals = sums / sums[-1]
    return edges


def drawn_posts(draws: Draws, ids: Ids, rank: Ids, is_battle: Flags) -> dict[str, pl.Series]:
    """Branch and unit_role of each casualty by rank, as columns; infantry more often among battle casualties."""
    posts = all_posts()
    list_number = rank + len(ranks().names) * is_battle
    uniforms = draws.for_casualties("unit role", ids)
    found = np.searchsorted(posts.edges, list_number + uniforms, side="right")
    picked = np.minimum(found, posts.last[list_number])
    return {
        "branch": posts.branches.column("branch", posts.branch[picked]),
        "unit_role": posts.unit_roles.column("unit_role", posts.unit_role[picked]),
    }


@lru_cache(maxsize=4)
def titles(nations: Names) -> tuple[Names, Numbers]:
    """The titles of ranks; and that of each nation and rank, by numbers."""
    known = people.ranks().select("nation", "rank_code", "title").rows()
    title_of = {(nation, rank): title for nation, rank, title in known}
    listed = [title_of[nation, rank] for nation in nations.names for rank in ranks().names]
    names = Names.of(listed)
    numbers = np.array([names.number(title) for title in listed], dtype=np.int32)
    return names, numbers.reshape(len(nations.names), len(ranks().names))


def ranks_of(nations: Names, nation: Ids, rank: Ids) -> dict[str, pl.Series]:
    """Rank code, and title of the rank in the nation's army, as columns; by numbers of nations and ranks."""
    names, numbers = titles(nations)
    return {
        "rank_code": ranks().column("rank_code", rank),
        "rank_title": names.column("rank_title", numbers[nation, rank]),
    }
