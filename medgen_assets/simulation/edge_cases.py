"""Difficult records on demand: which casualties have one, and what makes it difficult.

Cases stand at fixed places of every fifty casualty ids, so that they do not depend on batches or on chance:
among N casualties each case is there at least N // 50 times. One case needs the drug that a casualty would be
given to be one that somebody can be allergic to; it has six places in fifty, and takes those that do.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import nations as people
from medgen_assets.reference.names import NameUniforms, person_names
from medgen_assets.simulation.draws import Draws, Ids, between
from medgen_assets.vocabulary import EdgeCase, PersonStatus, Sex

Flags = NDArray[np.bool_]

CYCLE: Final = 50
"""Casualty ids in which every case occurs once (ids). Assumption: so that ordinary records lie between."""
PLACES: Final[Mapping[int, EdgeCase]] = MappingProxyType(
    {
        0: EdgeCase.UNKNOWN_IDENTITY,
        3: EdgeCase.UNCONSCIOUS_UNNAMED,
        6: EdgeCase.VERY_LONG_NAME,
        9: EdgeCase.NON_LATIN_NAME,
        12: EdgeCase.APOSTROPHE_AND_HYPHEN,
        15: EdgeCase.SAME_NAME_AND_BIRTH_DATE,
        16: EdgeCase.SAME_NAME_AND_BIRTH_DATE,
        19: EdgeCase.LEAP_DAY_BIRTHDAY,
        22: EdgeCase.DETAINEE,
        25: EdgeCase.CIVILIAN,
        28: EdgeCase.MINOR,
        31: EdgeCase.PREGNANT,
        34: EdgeCase.SAME_PERSON_TWICE,
        35: EdgeCase.SAME_PERSON_TWICE,
    }
)
"""Case at each place of the cycle; of a pair, the second place repeats the person of the first."""
ALLERGIC_PLACES: Final = (38, 40, 42, 44, 46, 48)
"""Places whose casualties are allergic to a drug of their protocols, if there is such a drug and allergy."""
NAMESAKES, REPEATED = (16,), (35,)
"""Second places of the pairs: another person of the same name, and the same person again."""
MINOR_AGES: Final = (14, 18)
"""Ages of minors, upper bound excluded (years). Assumption: the body sizes of adults fit them."""
MATERNAL_AGES: Final = (18, 46)
"""Ages of pregnant women, upper bound excluded (years). Assumption: childbearing age, adults only."""
LONG_GIVEN, LONG_FAMILY = 9, 4
"""Given names and surnames of a very long name; together at least 80 letters or so."""
SCRIPTS: Final = ("GRC", "BGR", "MKD")
"""Nations whose names are in another script; who has none of their own bears one of theirs."""
HYPHENED: Final = {
    True: (
        ("Anne-Marie", "O'Neill-D'Arcy"),
        ("Eva-Lena", "D'Angelo-O'Connor"),
        ("Marie-Claire", "L'Hôte-N'Diaye"),
    ),
    False: (
        ("Jean-Luc", "O'Brien-D'Amico"),
        ("Karl-Heinz", "O'Reilly-D'Souza"),
        ("Jan-Erik", "D'Hondt-O'Shea"),
    ),
}
"""Names with apostrophes and hyphens, by whether for a woman; invented."""


@dataclass(frozen=True)
class Models:
    """Whose name and birth (`name_ids`) and whose numbers, body and unit (`own_ids`) each casualty has."""

    name_ids: Ids
    own_ids: Ids


def models(ids: Ids, *, torture: bool) -> Models:
    """Each casualty itself; the second of a pair is modelled on the one before it."""
    if not torture:
        return Models(ids, ids)
    place = ids % CYCLE
    return Models(
        np.where(np.isin(place, NAMESAKES + REPEATED), ids - 1, ids),
        np.where(np.isin(place, REPEATED), ids - 1, ids),
    )


def at_place(ids: Ids, case: EdgeCase) -> Flags:
    """Who stands at a place of the case."""
    return np.isin(ids % CYCLE, [place for place, found in PLACES.items() if found is case])


def with_sexes_and_ages(draws: Draws, ids: Ids, is_female: Flags, age: Ids) -> tuple[Flags, Ids]:
    """Sexes and ages with those of minors and of pregnant women."""
    uniforms = draws.for_casualties("age of edge case", ids)
    minor, pregnant = at_place(ids, EdgeCase.MINOR), at_place(ids, EdgeCase.PREGNANT)
    age = np.where(minor, np.floor(between(uniforms, *MINOR_AGES)).astype(np.int64), age)
    age = np.where(pregnant, np.floor(between(uniforms, *MATERNAL_AGES)).astype(np.int64), age)
    return is_female | pregnant, age


def with_birth_dates(
    ids: Ids, born: pl.Series, rank: NDArray[np.object_], injured_at: pl.Series
) -> pl.Series:
    """Birth dates with leap days, and 1 January of the year that gives the age for those whose birth is a guess."""
    days, moments = born.to_list(), injured_at.dt.date().to_list()
    for row in np.flatnonzero(at_place(ids, EdgeCase.LEAP_DAY_BIRTHDAY)).tolist():
        days[row] = leap_day(days[row].year, rank[row], moments[row])
    guessed = at_place(ids, EdgeCase.UNKNOWN_IDENTITY) | at_place(ids, EdgeCase.UNCONSCIOUS_UNNAMED)
    for row in np.flatnonzero(guessed).tolist():
        days[row] = date(moments[row].year - age_on(days[row], moments[row]), 1, 1)
    return pl.Series("birth_date", days, dtype=pl.Date)


def leap_day(year: int, rank: str, injured: date) -> date:
    """The 29 February nearest to a year of birth at which somebody of the rank has an age of the rank."""
    limits = people.ranks().row(
        by_predicate=(pl.col("nation") == "USA") & (pl.col("rank_code") == rank), named=True
    )
    leap_days = [date(leap, 2, 29) for leap in range(injured.year - 64, injured.year) if is_leap(leap)]
    fitting = [day for day in leap_days if limits["min_age"] <= age_on(day, injured) <= limits["max_age"]]
    return min(fitting, key=lambda day: (abs(day.year - year), day))


def is_leap(year: int) -> bool:
    """Whether a year of the Gregorian calendar has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def age_on(born: date, day: date) -> int:
    """Full years from birth to a day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def ages(born: pl.Series, injured_at: pl.Series) -> pl.Series:
    """Full years from birth to injury (UTC)."""
    table = pl.DataFrame({"born": born, "day": injured_at.dt.date()})
    of_year = [
        pl.col(name).dt.month().cast(pl.Int64) * 32 + pl.col(name).dt.day() for name in ("day", "born")
    ]
    years = pl.col("day").dt.year() - pl.col("born").dt.year() - (of_year[0] < of_year[1]).cast(pl.Int32)
    return table.select(age=years.cast(pl.Int64))["age"]


def with_edge_cases(draws: Draws, ids: Ids, persons: pl.DataFrame) -> pl.DataFrame:
    """People with what makes their records difficult, in the same order."""
    place = ids % CYCLE
    numbered = persons.with_columns(row=pl.int_range(pl.len()), patient_id=pl.Series(ids))
    parts = [numbered.filter(pl.Series(~np.isin(place, list(PLACES))))]
    for case in dict.fromkeys(PLACES.values()):
        part = numbered.filter(pl.Series(at_place(ids, case)))
        marked = CHANGES[case](draws, part) if case in CHANGES and len(part) else part
        parts.append(marked.with_columns(edge_case=pl.lit(str(case))).select(numbered.columns))
    repeats = pl.when((pl.col("patient_id") % CYCLE).is_in(REPEATED)).then(pl.col("patient_id") - 1)
    return (
        pl.concat(parts)
        .sort("row")
        .with_columns(same_person_as=repeats.cast(pl.Int64))
        .drop("row", "patient_id")
    )


def nothing(*names: str) -> dict[str, pl.Expr]:
    """Columns without a value."""
    return {name: pl.lit(None, dtype=pl.String) for name in names}


UNRECORDED = ("service_number", "national_id", "religion", "next_of_kin_name", "next_of_kin_relation")
OF_SOLDIERS = ("rank_code", "rank_title", "branch", "unit_role", "service_number")


def named(part: pl.DataFrame, given: pl.Expr, family: pl.Expr, **others: pl.Expr) -> pl.DataFrame:
    """People with other names, spelled in Latin letters already."""
    return part.with_columns(
        given_name=given, family_name=family, given_name_latin=given, family_name_latin=family, **others
    )


def unknown(_draws: Draws, part: pl.DataFrame) -> pl.DataFrame:
    """Nothing known but what can be seen and measured; the surname is the number of the record."""
    number = pl.format("Unknown-{}", "patient_id")
    unseen = nothing(*UNRECORDED, *OF_SOLDIERS) | {"unit": pl.lit("unknown"), "language": pl.lit("und")}
    return named(part, pl.lit("Unknown"), number, is_identified=pl.lit(False), **unseen)


def unnamed(_draws: Draws, part: pl.DataFrame) -> pl.DataFrame:
    """Uniform, badge of rank and unit can be seen; nobody knows the name, and the casualty cannot tell it."""
    number = pl.format("Unnamed-{}", "patient_id")
    unseen = nothing(*UNRECORDED) | {"language": pl.lit("und")}
    return named(part, pl.lit("Unnamed"), number, is_identified=pl.lit(False), **unseen)


def long_names(draws: Draws, part: pl.DataFrame) -> pl.DataFrame:
    """Many given names, and surnames joined by hyphens, all of the nation's own lists."""
    rows = [long_name(draws, *row) for row in part.select("patient_id", "nation", "sex").rows()]
    return part.with_columns(pl.DataFrame(rows))


def long_name(draws: Draws, patient_id: int, nation: str, sex: str) -> dict[str, str]:
    """One very long name in both spellings."""
    parts = patient_id * LONG_GIVEN + np.arange(LONG_GIVEN, dtype=np.int64)
    language = draws.for_casualties("language of long name", np.full(LONG_GIVEN, patient_id))
    others = [draws.for_casualties("part of long name", parts, slot) for slot in range(4)]
    found = person_names(nation, np.full(LONG_GIVEN, sex == Sex.FEMALE), NameUniforms(language, *others))
    return {
        "given_name": " ".join(found["given_name"]),
        "family_name": "-".join(found["family_name"][:LONG_FAMILY]),
        "given_name_latin": " ".join(found["given_latin"]),
        "family_name_latin": "-".join(found["family_latin"][:LONG_FAMILY]),
    }


def other_scripts(draws: Draws, part: pl.DataFrame) -> pl.DataFrame:
    """Names in Greek or Cyrillic letters."""
    ids = part["patient_id"].to_numpy()
    is_female = (part["sex"] == Sex.FEMALE).to_numpy()
    pool = ids // CYCLE % len(SCRIPTS)
    uniforms = [draws.for_casualties("name of other script", ids, slot) for slot in range(5)]
    rows = []
    for number, nation in enumerate(SCRIPTS):
        here = pool == number
        names = person_names(nation, is_female[here], NameUniforms(*(drawn[here] for drawn in uniforms)))
        rows.append(names.with_columns(at=pl.Series(np.flatnonzero(here))))
    found = pl.concat(rows).sort("at")
    return part.with_columns(
        found.select(
            "given_name",
            "family_name",
            "language",
            given_name_latin="given_latin",
            family_name_latin="family_latin",
        )
    )


def hyphened(_draws: Draws, part: pl.DataFrame) -> pl.DataFrame:
    """Names with apostrophes and hyphens."""
    rows = [
        HYPHENED[sex == Sex.FEMALE][patient_id // CYCLE % 3]
        for patient_id, sex in part.select("patient_id", "sex").rows()
    ]
    given = pl.Series([row[0] for row in rows])
    family = pl.Series([row[1] for row in rows])
    plain = family.str.replace_all("ô", "o")
    return part.with_columns(
        given_name=given,
        family_name=family,
        given_name_latin=given,
        family_name_latin=plain,
        language=pl.lit("en"),
    )


def no_soldiers(status: PersonStatus) -> Callable[[Draws, pl.DataFrame], pl.DataFrame]:
    """People who are there in another capacity."""
    return lambda _draws, part: part.with_columns(
        person_status=pl.lit(str(status)), unit=pl.lit(str(status)), **nothing(*OF_SOLDIERS)
    )


def pregnant(draws: Draws, part: pl.DataFrame) -> pl.DataFrame:
    """Pregnant civilians. Assumption: pregnant soldiers are not deployed."""
    return no_soldiers(PersonStatus.CIVILIAN)(draws, part).with_columns(is_pregnant=pl.lit(True))


CHANGES: Final[Mapping[EdgeCase, Callable[[Draws, pl.DataFrame], pl.DataFrame]]] = MappingProxyType(
    {
        EdgeCase.UNKNOWN_IDENTITY: unknown,
        EdgeCase.UNCONSCIOUS_UNNAMED: unnamed,
        EdgeCase.VERY_LONG_NAME: long_names,
        EdgeCase.NON_LATIN_NAME: other_scripts,
        EdgeCase.APOSTROPHE_AND_HYPHEN: hyphened,
        EdgeCase.DETAINEE: no_soldiers(PersonStatus.DETAINEE),
        EdgeCase.CIVILIAN: no_soldiers(PersonStatus.CIVILIAN),
        EdgeCase.MINOR: no_soldiers(PersonStatus.CIVILIAN),
        EdgeCase.PREGNANT: pregnant,
    }
)
"""What each case changes in a person who is otherwise complete."""
