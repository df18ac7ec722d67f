"""What a scenario may ask to be recorded besides: religion and next of kin."""

from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import nations as people
from medgen_assets.reference.names import NameUniforms, person_names
from medgen_assets.simulation.draws import Draws, Ids, Reals, chosen

KIN: Final = {
    "mother": True,
    "father": False,
    "wife": True,
    "husband": False,
    "sister": True,
    "brother": False,
}
"""Relations, and whether the relative is a woman."""
KIN_WEIGHTS: Final = {
    False: {"mother": 30.0, "father": 25.0, "wife": 35.0, "sister": 5.0, "brother": 5.0},
    True: {"mother": 35.0, "father": 25.0, "husband": 30.0, "sister": 6.0, "brother": 4.0},
}
"""Relative weights of the relation by whether the casualty is a woman.

Assumption: parents of the young, spouses of the rest."""


@cache
def religions_of(nation: str) -> tuple[pl.Series, Reals]:
    """Religions of a nation with their weights."""
    rows = people.religions().filter(pl.col("nation") == nation)
    return rows["religion"], rows["weight"].to_numpy()


def drawn_religion(draws: Draws, ids: Ids, nation: str) -> pl.Series:
    """Religion of each casualty, by the shares of the nation; in words."""
    religions, weights = religions_of(nation)
    return religions.gather(chosen(draws.for_casualties("religion", ids), weights)).alias("religion")


def drawn_kin(
    draws: Draws, ids: Ids, nation: str, is_female: NDArray[np.bool_], uniforms: NameUniforms
) -> pl.DataFrame:
    """Name and relation of one relative: own given name, surname by the casualty's `uniforms`."""
    picks = draws.for_casualties("next of kin", ids)
    relation = np.full(len(ids), None, dtype=object)
    for sex, weights in KIN_WEIGHTS.items():
        here = is_female == sex
        names = np.array(list(weights), dtype=object)
        relation[here] = names[chosen(picks[here], np.array(list(weights.values())))]
    is_woman = np.array([KIN[name] for name in relation.tolist()], dtype=np.bool_)
    own = NameUniforms(
        language=uniforms.language,
        given=draws.for_casualties("given name of kin", ids),
        family=uniforms.family,
        second_family=uniforms.second_family,
        middle=uniforms.middle,
    )
    return person_names(nation, is_woman, own).select(
        next_of_kin_name=pl.concat_str("given_name", "family_name", separator=" "),
        next_of_kin_relation=pl.Series(relation.tolist(), dtype=pl.String),
    )
