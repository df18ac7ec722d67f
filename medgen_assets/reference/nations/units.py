"""A small invented order of battle for each nation and front: brigade, battalion, company."""

from functools import cache
from hashlib import blake2b

import dataframely as dy
import polars as pl

from medgen_assets.reference.nations.files import yaml_values
from medgen_assets.schemas.people import Units

BRIGADES = 2
"""Brigades of a nation on a front; assumption: enough that units repeat, few enough to be told apart."""
BATTALIONS = 3
"""Battalions of a brigade; the usual triangular brigade."""
HIGHEST_BRIGADE = 90
"""Highest brigade number; two digits, so that a battalion number has three."""


@cache
def companies(nation: str, front: str) -> tuple[dict[str, str], ...]:
    """The companies that a nation has on a front, the same for the same names, with what each belongs to."""
    naming = all_namings()[nation]
    return tuple(
        unit(naming, brigade, battalion, company)
        for brigade in brigade_numbers(nation, front)
        for battalion in range(1, BATTALIONS + 1)
        for company in naming["companies"].split()
    )


def units(nation: str, front: str) -> dy.DataFrame[Units]:
    """The companies that a nation has on a front, as a table; weights add up to 1."""
    rows = companies(nation, front)
    return (
        pl.DataFrame(rows)
        .with_columns(nation=pl.lit(nation), front=pl.lit(front), weight=pl.lit(1.0 / len(rows)))
        .select(Units.column_names())
        .pipe(Units.validate)
    )


@cache
def all_namings() -> dict[str, dict[str, str]]:
    """How each nation names its units."""
    namings: dict[str, dict[str, str]] = yaml_values("units.yaml")
    return namings


def brigade_numbers(nation: str, front: str) -> list[int]:
    """Different brigade numbers that nation and front decide."""
    scrambled = int.from_bytes(blake2b(f"{nation}\x1f{front}".encode(), digest_size=8).digest(), "big")
    first = scrambled % HIGHEST_BRIGADE
    step = 1 + scrambled // HIGHEST_BRIGADE % (HIGHEST_BRIGADE // BRIGADES - 1)
    return [(first + step * position) % HIGHEST_BRIGADE + 1 for position in range(BRIGADES)]


def unit(naming: dict[str, str], brigade: int, battalion: int, company: str) -> dict[str, str]:
    """One company with the names of what it belongs to."""
    numbers = {
        "b": brigade,
        "o": ordinal(brigade),
        "k": battalion,
        "ko": ordinal(battalion),
        "n": brigade * 10 + battalion,
        "c": company,
    }
    names = {level: naming[level].format(**numbers) for level in ("brigade", "battalion", "company")}
    return {**names, "unit": ", ".join((names["company"], names["battalion"], names["brigade"]))}


def ordinal(number: int) -> str:
    """A number as an English ordinal."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    is_teen = number // 10 % 10 == 1
    return f"{number}{'th' if is_teen else endings.get(number % 10, 'th')}"
