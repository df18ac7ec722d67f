"""What each case changes in the record of a person who is otherwise complete."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
import polars as pl

from medgen_assets.reference.names import NameUniforms, person_names
from medgen_assets.simulation.draws import Draws, Ids
from medgen_assets.simulation.edge_cases.places import CYCLE, PLACES, REPEATED, at_place
from medgen_assets.vocabulary import EdgeCase, PersonStatus, Sex

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
