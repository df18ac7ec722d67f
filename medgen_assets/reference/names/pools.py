"""Name pools: per nation the names with their cumulative weights, built once and kept."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.names.latin import latin
from medgen_assets.reference.names.sources import (
    NameSource,
    all_sources,
    family_words,
    given_words,
    sources_of,
)
from medgen_assets.reference.names.surnames import bulgarian_patronymic
from medgen_assets.schemas.people import Names
from medgen_assets.vocabulary import Sex

Words = Callable[[NameSource, Sex], dict[str, float]]


@dataclass(frozen=True)
class WeightedNames:
    """Names, their Latin spelling, and weights added up to 1."""

    names: pl.Series
    latin: pl.Series
    cumulative: NDArray[np.float64]

    @cached_property
    def words(self) -> NDArray[np.object_]:
        """The names as an array, for picking many at once."""
        return np.array(self.names.to_list(), dtype=object)

    @cached_property
    def latin_words(self) -> NDArray[np.object_]:
        """The Latin spellings as an array."""
        return np.array(self.latin.to_list(), dtype=object)

    def positions(self, uniforms: NDArray[np.float64]) -> NDArray[np.int64]:
        """Positions of the names that uniform numbers in [0, 1) pick."""
        found = np.searchsorted(self.cumulative, uniforms, side="right")
        return np.minimum(found, len(self.cumulative) - 1)

    def weights(self) -> NDArray[np.float64]:
        """Share of each name."""
        return np.diff(self.cumulative, prepend=0.0)


@dataclass(frozen=True)
class NamePool:
    """The names of one language of a nation."""

    language: str
    share: float
    given: Mapping[Sex, WeightedNames]
    family: Mapping[Sex, WeightedNames]
    middle: Mapping[Sex, WeightedNames] | None
    has_two_surnames: bool


@cache
def name_pools(nation: str) -> tuple[NamePool, ...]:
    """The name pools of a nation, one per language; shares add up to 1."""
    return tuple(pool_of(source) for source in sources_of(nation))


def pool_of(source: NameSource) -> NamePool:
    """The pool of one source."""
    return NamePool(
        language=source.language,
        share=source.share,
        given={sex: weighted(given_words(source, sex), source.language) for sex in Sex},
        family={sex: weighted(family_words(source, sex), source.language) for sex in Sex},
        middle=None if source.middle is None else patronymics(source),
        has_two_surnames=source.family == "two_surnames",
    )


def weighted(words: dict[str, float], language: str) -> WeightedNames:
    """Names with their weights brought to 1."""
    edges = np.cumsum(np.array(list(words.values()), dtype=np.float64))
    names = list(words)
    return WeightedNames(
        pl.Series(names, dtype=pl.String),
        pl.Series(latin(names, language), dtype=pl.String),
        edges / edges[-1],
    )


def patronymics(source: NameSource) -> dict[Sex, WeightedNames]:
    """Middle names made from fathers' given names."""
    fathers = given_words(source, Sex.MALE)
    forms = {bulgarian_patronymic(father): weight for father, weight in fathers.items()}
    return {
        sex: weighted({form[position]: weight for form, weight in forms.items()}, source.language)
        for position, sex in enumerate(Sex)
    }


def names(*nations: str) -> dy.DataFrame[Names]:
    """Every name of these nations, or of all: nation, language, sex, kind, name, latin, weight."""
    chosen = nations or tuple(sorted(all_sources()))
    # not by `name_pools`, which would keep them all
    tables = [pool_table(nation, pool_of(source)) for nation in chosen for source in sources_of(nation)]
    return pl.concat(tables).pipe(Names.validate)


def pool_table(nation: str, pool: NamePool) -> pl.DataFrame:
    """One pool as a table; weights are shares of the nation's names of that sex and kind."""
    return pl.concat(
        pl.DataFrame(
            {"name": listed.names, "latin": listed.latin, "weight": listed.weights() * pool.share}
        ).select(
            pl.lit(nation).alias("nation"),
            pl.lit(pool.language).alias("language"),
            pl.lit(str(sex)).alias("sex"),
            pl.lit(kind).alias("kind"),
            "name",
            "latin",
            "weight",
        )
        for kind, lists in (("given", pool.given), ("family", pool.family))
        for sex, listed in lists.items()
    )
