"""Names of people: uniform numbers in, given, middle and family names out."""

from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.names.pools import NamePool, WeightedNames, name_pools
from medgen_assets.vocabulary import Sex

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class NameUniforms:
    """One uniform number in [0, 1) per person for each choice a name takes."""

    language: Reals
    given: Reals
    family: Reals
    second_family: Reals
    middle: Reals

    def of(self, chosen: Flags) -> "NameUniforms":
        """The numbers of some of the people."""
        return NameUniforms(*(getattr(self, field.name)[chosen] for field in fields(self)))


def person_names(nation: str, is_female: Flags, uniforms: NameUniforms) -> pl.DataFrame:
    """Names of people of one nation, in order.

    Columns: given_name, middle_name (patronymic or null), family_name, given_latin, family_latin, language.
    """
    pools = name_pools(nation)
    spoken = language_positions(pools, uniforms.language)
    parts = [
        pool_names(pool, sex, uniforms.of(chosen)).with_columns(row=np.flatnonzero(chosen))
        for position, pool in enumerate(pools)
        for sex in Sex
        if (chosen := (spoken == position) & (is_female == (sex is Sex.FEMALE))).any()
    ]
    if not parts:
        return pool_names(pools[0], Sex.MALE, uniforms)
    return pl.concat(parts).sort("row").drop("row")


def language_positions(pools: tuple[NamePool, ...], uniforms: Reals) -> NDArray[np.int64]:
    """Position of each person's language."""
    edges = np.cumsum([pool.share for pool in pools])[:-1]
    return np.searchsorted(edges, uniforms, side="right")


def pool_names(pool: NamePool, sex: Sex, uniforms: NameUniforms) -> pl.DataFrame:
    """Names of people of one language and sex."""
    given = picked(pool.given[sex], uniforms.given, "given_name", "given_latin")
    family = picked(pool.family[sex], uniforms.family, "family_name", "family_latin")
    table = given.hstack(family).with_columns(
        middle_name=pl.lit(None, dtype=pl.String), language=pl.lit(pool.language)
    )
    if pool.middle is not None:
        table = table.with_columns(
            picked(pool.middle[sex], uniforms.middle, "middle_name", "unused")["middle_name"]
        )
    if pool.has_two_surnames:
        second = picked(pool.family[sex], uniforms.second_family, "second", "second_latin")
        table = table.hstack(second).with_columns(
            family_name=pl.concat_str("family_name", "second", separator=" "),
            family_latin=pl.concat_str("family_latin", "second_latin", separator=" "),
        )
    return table.select("given_name", "middle_name", "family_name", "given_latin", "family_latin", "language")


def picked(listed: WeightedNames, uniforms: Reals, own: str, latin: str) -> pl.DataFrame:
    """The names that uniform numbers pick, in both spellings."""
    positions = listed.positions(uniforms)
    return pl.DataFrame({own: listed.names.gather(positions), latin: listed.latin.gather(positions)})
