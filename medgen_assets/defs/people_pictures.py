"""A picture of each nation: its people, its names, its identity numbers.

Persons shown are made up for the picture: their numbers are evenly spread, not drawn.
"""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import dagster as dg
import numpy as np
import polars as pl

from medgen_assets.defs import pictures
from medgen_assets.reference import identities, nations
from medgen_assets.reference.names import NameUniforms, name_pools, person_names
from medgen_assets.vocabulary import IdentityMode, Sex

Pictures = Mapping[str, dg.MetadataValue[Any]]
SHOWN_SURNAMES = 24
"""Surnames drawn as bars. Assumption: where weights are known, so many show how they fall."""
FRONT = "north"
"""Name of a front for which a unit is shown."""


def nation_pictures() -> Pictures:
    """Blood groups as bars, with women's share and one company."""
    return {row["name"]: people_of(row) for row in nations.nations().iter_rows(named=True)}


def people_of(row: dict[str, Any]) -> dg.MetadataValue[Any]:
    """The picture of one nation's people."""
    shares = {group: row[column] for column, group in nations.BLOOD_COLUMNS.items()}
    told = ", ".join(f"{group} {share:.0%}" for group, share in shares.items())
    unit = nations.companies(row["nation"], FRONT)[0]["unit"]
    return pictures.bars(list(shares.values()), f"{told}; women {row['women_share']:.0%}; {unit}")


def name_pictures() -> Pictures:
    """The most frequent surnames as bars, with one man and one woman and how many names there are."""
    found: dict[str, dg.MetadataValue[Any]] = {}
    for code, name in nations.nations().select("nation", "name").rows():
        found[name] = names_of(code)
        name_pools.cache_clear()  # those of all nations would stay
    return found


def names_of(nation: str) -> dg.MetadataValue[Any]:
    """The picture of one nation's names."""
    pools = name_pools(nation)
    surnames = np.sort(np.concatenate([pool.family[Sex.MALE].weights() * pool.share for pool in pools]))[::-1]
    given, family = (
        sum(len(lists[sex].names) for pool in pools for lists in (getattr(pool, kind),) for sex in Sex)
        for kind in ("given", "family")
    )
    told = f"{examples(nation)}; {given} given names, {family} surnames of both sexes"
    return pictures.bars(surnames[:SHOWN_SURNAMES].tolist(), told)


def examples(nation: str) -> str:
    """A man and a woman of the middle of the lists, with the Latin spelling where it differs."""
    middle = NameUniforms(*(np.full(2, 0.5) for _ in range(5)))
    rows = person_names(nation, np.array([False, True]), middle).with_columns(
        own=pl.concat_str("given_name", "middle_name", "family_name", separator=" ", ignore_nulls=True),
        latin=pl.concat_str("given_latin", "family_latin", separator=" "),
    )
    return ", ".join(
        own if own == latin else f"{own} ({latin})" for own, latin in rows.select("own", "latin").rows()
    )


COLOURS = {
    "birth": "#3a6ea5",
    "serial": "#444",
    "mark": "#c0392b",
    "sex or check": "#2e8b57",
    "fixed": "#aaa",
}
"""Colour of each part of a number."""
BORN = np.array(["1985-11-29", "1999-05-17", "2003-01-02", "1978-08-20"], dtype="datetime64[D]")
"""Birth dates compared to find out which places of a number carry the date."""
SERIALS = np.arange(1, 41, dtype=np.uint64) ** np.uint64(3) * np.uint64(7_919 * 104_729)
"""Serials compared to find out which places carry them."""
LETTER_WIDTH, LETTER_HEIGHT = 11, 22


def number_pictures() -> Pictures:
    """A reserved number of each nation, each place coloured by what it carries."""
    found = dict(nations.nations().select("nation", "name").rows())
    legend = pictures.image(
        svg_text([(f"{part} · ", part) for part in COLOURS]), "Colours of the parts of a number"
    )
    drawn = {found[code]: numbers_of(code) for code in identities.identity_schemes()}
    without = {
        found[code]: dg.MetadataValue.md(f"No identity number; service number {shape}")
        for code, shape in identities.service_number_shapes().items()
        if code not in identities.identity_schemes()
    }
    return {"colours": legend, **drawn, **without}


def numbers_of(nation: str) -> dg.MetadataValue[Any]:
    """The picture of one nation's numbers."""
    scheme = identities.identity_schemes()[nation]
    reserved, valid = (signs(nation, mode) for mode in (IdentityMode.RESERVED, IdentityMode.VALID))
    number = "".join(reserved[0, 0])
    told = f"{scheme.name}: {scheme.reserved}"
    return pictures.image(coloured(number, parts_of(reserved, valid)), f"{number}, {told}")


def signs(nation: str, mode: IdentityMode) -> np.ndarray[Any, np.dtype[np.str_]]:
    """Signs of numbers: birth dates (women and men in turn) x serials x places."""
    births, serials = np.repeat(BORN, len(SERIALS)), np.tile(SERIALS, len(BORN))
    is_female = np.repeat(np.arange(len(BORN)) % 2 == 0, len(SERIALS))
    numbers = [number or "" for number in identities.national_ids(nation, births, is_female, serials, mode)]
    return np.array([list(number) for number in numbers]).reshape(len(BORN), len(SERIALS), -1)


def parts_of(
    reserved: np.ndarray[Any, np.dtype[np.str_]], valid: np.ndarray[Any, np.dtype[np.str_]]
) -> list[str]:
    """What each place carries, found out by comparing numbers."""
    with_serial = (reserved != reserved[:, :1]).any(axis=(0, 1))
    with_birth = (reserved != reserved[:1]).any(axis=(0, 1))
    is_fixed = ~with_serial & ~with_birth
    is_mark = [
        never_issued(reserved[..., place], valid[..., place], is_fixed=bool(is_fixed[place]))
        for place in range(reserved.shape[-1])
    ]
    names = ["fixed", "serial", "birth", "sex or check"]
    kinds = with_serial.astype(int) + 2 * with_birth.astype(int)
    return ["mark" if mark else names[kind] for mark, kind in zip(is_mark, kinds.tolist(), strict=True)]


def never_issued(
    reserved: np.ndarray[Any, np.dtype[np.str_]], valid: np.ndarray[Any, np.dtype[np.str_]], *, is_fixed: bool
) -> bool:
    """Whether a place (births x serials) tells reserved numbers: no valid one has its sign, or it alone is fixed."""
    apart = all(not set(ours) & set(theirs) for ours, theirs in zip(reserved, valid, strict=True))
    return apart or (is_fixed and len(np.unique(valid)) > 1)


def coloured(number: str, parts: list[str]) -> str:
    """The number as SVG text, coloured by part."""
    runs = groupby(zip(number, parts, strict=True), key=lambda pair: pair[1])
    return svg_text([("".join(sign for sign, _ in run), part) for part, run in runs])


def svg_text(pieces: list[tuple[str, str]]) -> str:
    """Text and the part it stands for, piece by piece."""
    spans = [f"<tspan fill='{COLOURS[part]}'>{text}</tspan>" for text, part in pieces]
    length = sum(len(text) for text, _ in pieces)
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{length * LETTER_WIDTH}' height='{LETTER_HEIGHT}'>"
        f"<text y='17' font-family='monospace' font-size='18'>{''.join(spans)}</text></svg>"
    )
