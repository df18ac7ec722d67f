"""Names of people: uniform numbers in, given, middle and family names out."""

from dataclasses import dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.names.pools import NamePool, WeightedNames, name_pools
from medgen_assets.vocabulary import Sex

Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ids = NDArray[np.int64]
Words = NDArray[np.object_]


@dataclass(frozen=True)
class NameUniforms:
    """One uniform number in [0, 1) per person for each choice a name takes."""

    language: Reals
    given: Reals
    family: Reals
    second_family: Reals
    middle: Reals

    def of(self, chosen: Ids | Flags) -> "NameUniforms":
        """The numbers of some of the people."""
        return NameUniforms(*(getattr(self, field.name)[chosen] for field in fields(self)))


COLUMNS = ("given_name", "middle_name", "family_name", "given_latin", "family_latin", "language")


def person_names(nation: str, is_female: Flags, uniforms: NameUniforms) -> pl.DataFrame:
    """Names of people of one nation, in order.

    Columns: given_name, middle_name (patronymic, null elsewhere), family_name, given_latin, family_latin,
    language.
    """
    pools = name_pools(nation)
    spoken = language_positions(pools, uniforms.language)
    columns = {name: np.full(len(spoken), None, dtype=object) for name in COLUMNS}
    for position, pool in enumerate(pools):
        for sex in Sex:
            chosen = np.flatnonzero((spoken == position) & (is_female == (sex is Sex.FEMALE)))
            for name, words in pool_names(pool, sex, uniforms.of(chosen)).items():
                columns[name][chosen] = words
    return pl.DataFrame([pl.Series(name, words.tolist(), dtype=pl.String) for name, words in columns.items()])


def language_positions(pools: tuple[NamePool, ...], uniforms: Reals) -> NDArray[np.int64]:
    """Position of each person's language."""
    edges = np.cumsum([pool.share for pool in pools])[:-1]
    return np.searchsorted(edges, uniforms, side="right")


def pool_names(pool: NamePool, sex: Sex, uniforms: NameUniforms) -> dict[str, Words]:
    """Names of people of one language and sex, by column."""
    given, given_latin = picked(pool.given[sex], uniforms.given)
    family, family_latin = picked(pool.family[sex], uniforms.family)
    columns = {
        "given_name": given,
        "given_latin": given_latin,
        "family_name": family,
        "family_latin": family_latin,
    }
    if pool.middle is not None:
        columns["middle_name"] = picked(pool.middle[sex], uniforms.middle)[0]
    if pool.has_two_surnames:
        second, second_latin = picked(pool.family[sex], uniforms.second_family)
        columns["family_name"] = family + " " + second
        columns["family_latin"] = family_latin + " " + second_latin
    return columns | {"language": np.full(len(given), pool.language, dtype=object)}


def picked(listed: WeightedNames, uniforms: Reals) -> tuple[Words, Words]:
    """The names that uniform numbers pick, in both spellings."""
    positions = listed.positions(uniforms)
    return listed.words[positions], listed.latin_words[positions]
