"""Names of people of many nations at once: each finds language, given name and surname in lists end to end."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.names import NamePool, NameUniforms, WeightedNames, name_pools
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.names import Names, Numbers
from medgen_assets.simulation.stacked import Stacked, of_edges
from medgen_assets.vocabulary import Sex

Flags = NDArray[np.bool_]

SEXES = (Sex.MALE, Sex.FEMALE)


@dataclass(frozen=True)
class NameLists:
    """Lists of names end to end, in both spellings: of each pool that of men and that of women."""

    stacked: Stacked
    own: pl.Series
    latin: pl.Series


@dataclass(frozen=True, eq=False)
class NameBook:
    """The names of some nations; pools are numbered nation by nation."""

    languages: Stacked
    """A list for each nation: the edges between its pools, one fewer than they are."""
    language_names: Names
    language_of: Numbers
    """Language of each pool, as a number."""
    given: NameLists
    family: NameLists
    middle: NameLists | None
    """Patronymics, of the pools that have them."""
    middle_of: Ids
    """Number of each pool among those with patronymics; negative for the others."""
    has_two_surnames: Flags


@lru_cache(maxsize=4)
def name_book(nations: tuple[str, ...]) -> NameBook:
    """The names of these nations."""
    pools = [pool for nation in nations for pool in name_pools(nation)]
    shares = [np.array([pool.share for pool in name_pools(nation)]) for nation in nations]
    languages = Names.of([pool.language for pool in pools])
    with_middle = np.array([pool.middle is not None for pool in pools])
    return NameBook(
        languages=stacked_languages(shares),
        language_names=languages,
        language_of=np.array([languages.number(pool.language) for pool in pools], dtype=np.int32),
        given=lists_of(pools, "given"),
        family=lists_of(pools, "family"),
        middle=lists_of([pool for pool in pools if pool.middle is not None], "middle")
        if with_middle.any()
        else None,
        middle_of=np.where(with_middle, np.cumsum(with_middle) - 1, -1),
        has_two_surnames=np.array([pool.has_two_surnames for pool in pools]),
    )


def stacked_languages(shares: Sequence[NDArray[np.float64]]) -> Stacked:
    """The edges between the languages of each nation; the last language is whatever lies beyond them."""
    return of_edges([np.append(np.cumsum(listed)[:-1], 1.0) for listed in shares])


def lists_of(pools: Sequence[NamePool], kind: str) -> NameLists:
    """The lists of one kind of names of pools."""
    lists: list[WeightedNames] = [attrgetter(kind)(pool)[sex] for pool in pools for sex in SEXES]
    return NameLists(
        of_edges([listed.cumulative for listed in lists]),
        pl.concat([listed.names for listed in lists], rechunk=True),
        pl.concat([listed.latin for listed in lists], rechunk=True),
    )


def drawn_names(
    book: NameBook, nation: Ids, is_female: Flags, uniforms: NameUniforms
) -> dict[str, pl.Series]:
    """Given and family name in the nation's own script and in Latin letters, and the language, by column.

    A patronymic goes with the given name; `nation` counts those of the book.
    """
    pool = book.languages.positions(nation, uniforms.language)
    listed = pool * len(SEXES) + is_female
    given = book.given.stacked.positions(listed, uniforms.given)
    family = book.family.stacked.positions(listed, uniforms.family)
    return {
        "given_name": with_patronymics(book, pool, is_female, uniforms, book.given.own[given]),
        "family_name": with_second(book, pool, listed, uniforms, book.family.own, family),
        "given_name_latin": book.given.latin[given],
        "family_name_latin": with_second(book, pool, listed, uniforms, book.family.latin, family),
        "language": book.language_names.column("language", book.language_of[pool]),
    }


def with_patronymics(
    book: NameBook, pool: Ids, is_female: Flags, uniforms: NameUniforms, given: pl.Series
) -> pl.Series:
    """Given names, with the patronymic behind them where the language has one."""
    row = np.flatnonzero(book.middle_of[pool] >= 0)
    if not len(row) or book.middle is None:
        return given
    listed = book.middle_of[pool[row]] * len(SEXES) + is_female[row]
    middle = book.middle.own[book.middle.stacked.positions(listed, uniforms.middle[row])]
    return put(given, row, given[row] + " " + middle)


def with_second(
    book: NameBook, pool: Ids, listed: Ids, uniforms: NameUniforms, names: pl.Series, family: Ids
) -> pl.Series:
    """Surnames, two where people have two."""
    row = np.flatnonzero(book.has_two_surnames[pool])
    found = names[family]
    if not len(row):
        return found
    second = names[book.family.stacked.positions(listed[row], uniforms.second_family[row])]
    return put(found, row, found[row] + " " + second)


def put(column: pl.Series, row: Ids, values: pl.Series) -> pl.Series:
    """A column with other values in some rows, in their order."""
    place = np.arange(len(column))
    place[row] = len(column) + np.arange(len(row))
    return pl.concat([column, values], rechunk=True)[place]
