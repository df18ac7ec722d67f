"""Who was hurt: nation, sex, age, rank, name, unit, blood group, body; edge cases see edge_cases."""

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import nations as people
from medgen_assets.reference.names import NameUniforms
from medgen_assets.simulation import births, family, posts
from medgen_assets.simulation.arithmetic import Reals, normal_quantile
from medgen_assets.simulation.draws import Draws, Ids, chosen
from medgen_assets.simulation.edge_cases import (
    Models,
    ages,
    born_elsewhere,
    with_birth_dates,
    with_edge_cases,
    with_sexes_and_ages,
)
from medgen_assets.simulation.exercise import CLASSES, Exercise
from medgen_assets.simulation.names import NO_NAME, Names, Numbers
from medgen_assets.simulation.naming import drawn_names, name_book
from medgen_assets.simulation.ordering import in_order
from medgen_assets.simulation.stacked import Stacked, of_weights
from medgen_assets.vocabulary import CasualtyClass, PersonStatus, Sex

Flags = NDArray[np.bool_]

CLASS_NAMES = Names.of(CLASSES)
SEX_NAMES = Names.of([Sex.MALE, Sex.FEMALE])
"""Numbered by whether somebody is a woman."""
BLOOD_GROUPS = Names.of(people.BLOOD_GROUPS)


@dataclass(frozen=True, eq=False)
class Forces:
    """The fronts and nations of an exercise, numbered, with the lists that their people choose from."""

    fronts: Names
    nations: Names
    women: Reals
    """Share of women by nation and class."""
    blood: Stacked
    """Blood groups, a list for each nation."""
    units: Stacked
    """Units, a list for each nation on each front."""
    unit_names: pl.Series


@lru_cache(maxsize=4)
def forces_of(exercise: Exercise) -> Forces:
    """The fronts and nations of an exercise."""
    fronts = Names.of([front.name for front in exercise.fronts])
    nations = Names.of(sorted({code for front in exercise.fronts for code in front.nations}))
    companies = [people.companies(nation, front) for nation in nations.names for front in fronts.names]
    women = women_share()
    return Forces(
        fronts=fronts,
        nations=nations,
        women=np.array(
            [[women[nation, of_class] for of_class in CLASS_NAMES.names] for nation in nations.names]
        ),
        blood=of_weights([blood_shares()[nation] for nation in nations.names]),
        units=of_weights([np.full(len(listed), 1.0 / len(listed)) for listed in companies]),
        unit_names=pl.Series("unit", [company["unit"] for listed in companies for company in listed]),
    )


@dataclass(frozen=True)
class Born:
    """What is known of people from birth on, and their rank; one entry each."""

    nation: Ids
    is_female: Flags
    birth_date: pl.Series
    age: Ids
    rank: Ids
    """Number of the rank, as posts count them."""
    place: Ids
    """Place in the deck that numbers are dealt from."""


def persons(
    exercise: Exercise, ids: Ids, models: Models, incident: pl.DataFrame, happened: pl.DataFrame
) -> pl.DataFrame:
    """One row per casualty, in the order of `ids`, without what the injury decides.

    `incident` (front, casualty_class, injured_at) is that of whoever the casualty is modelled on, `happened` is
    its own; they differ in the second record of a pair alone.
    """
    fronts, classes = forces_of(exercise).fronts, CLASS_NAMES.numbers(incident["casualty_class"])
    front = fronts.numbers(incident["front"])
    born = drawn_births(
        exercise, ids, models, (front, classes, incident["injured_at"]), happened["injured_at"]
    )
    if exercise.scenario.torture:
        front = np.where(models.own_ids != ids, front, fronts.numbers(happened["front"]))
    whole = pl.DataFrame(
        {
            "nation": forces_of(exercise).nations.column("nation", born.nation),
            "sex": SEX_NAMES.column("sex", born.is_female.astype(np.int64)),
            "birth_date": born.birth_date,
            "age_years": born.age,
            **posts.drawn_posts(exercise.draws, models.own_ids, born.rank, is_battle(classes)),
            **posts.ranks_of(forces_of(exercise).nations, born.nation, born.rank),
            **nationals(exercise, models, front, born),
            **bodies(exercise.draws, models.own_ids, born.is_female),
        }
    ).with_columns(**ordinary())
    return with_edge_cases(exercise.draws, ids, plain(whole)) if exercise.scenario.torture else whole


def plain(people_known: pl.DataFrame) -> pl.DataFrame:
    """People with their names as plain text, so that edge cases may have others."""
    return people_known.cast({pl.Enum: pl.String})


def is_battle(classes: NDArray[np.int32]) -> Flags:
    """Whether each class is that of battle casualties."""
    return np.asarray(classes == CLASS_NAMES.number(CasualtyClass.BATTLE))


def ordinary() -> dict[str, pl.Expr]:
    """What holds of everybody but edge cases. Assumption: pregnant soldiers are not deployed."""
    return {
        "person_status": pl.lit(str(PersonStatus.MILITARY)),
        "is_identified": pl.lit(True),
        "is_pregnant": pl.lit(False),
        "edge_case": pl.lit(None, dtype=pl.String),
        "same_person_as": pl.lit(None, dtype=pl.Int64),
    }


def drawn_births(
    exercise: Exercise,
    ids: Ids,
    models: Models,
    incident: tuple[Numbers, Numbers, pl.Series],
    injured_at: pl.Series,
) -> Born:
    """Nation, sex, birth date, age when injured, rank and place, by front, class and moment of the incident."""
    (front, classes, modelled_at), torture = incident, exercise.scenario.torture
    draws, name_ids = exercise.draws, models.name_ids
    nation = nation_numbers(exercise, name_ids, front)
    is_female = draws.for_casualties("sex", name_ids) < forces_of(exercise).women[nation, classes]
    places = births.dealt_places(exercise, name_ids)
    age, rank = age_and_rank(births.shares_below(exercise, places), classes)
    if torture:
        is_female, age = with_sexes_and_ages(draws, ids, is_female, age)
    born = births.birth_dates(places, age, modelled_at)
    if torture:
        born = with_birth_dates(ids, born, np.array(posts.ranks().names, dtype=object)[rank], injured_at)
        age = ages(born, injured_at).to_numpy()
        places = births.dealt_places(exercise, models.own_ids)
    return Born(nation, is_female, born, age, rank, places)


def nation_numbers(exercise: Exercise, ids: Ids, front: Numbers) -> Ids:
    """Nation of each casualty, by the percentages of its front, in whatever order they were written."""
    uniforms, nations = exercise.draws.for_casualties("nation", ids), forces_of(exercise).nations
    nation = np.full(len(ids), NO_NAME, dtype=np.int64)
    for number, force in enumerate(exercise.fronts):
        here = np.flatnonzero(front == number)
        shares = dict(sorted(force.nations.items()))  # the order of a mapping means nothing
        own = np.array([nations.number(code) for code in shares])
        nation[here] = own[chosen(uniforms[here], np.array(list(shares.values()), dtype=float))]
    return nation


def drawn_nations(exercise: Exercise, ids: Ids, front: NDArray[np.str_]) -> NDArray[np.object_]:
    """Nation of each casualty, by code, on fronts by name."""
    forces = forces_of(exercise)
    numbers = forces.fronts.numbers(pl.Series(front, dtype=pl.String))
    codes = np.array(forces.nations.names, dtype=object)
    found: NDArray[np.object_] = codes[nation_numbers(exercise, ids, numbers)]
    return found


@cache
def women_share() -> dict[tuple[str, str], float]:
    """Share of women among casualties by nation and class."""
    return {(nation, of_class): share for nation, of_class, share in people.women_shares().rows()}


@cache
def ages_and_ranks() -> list[tuple[Reals, Ids, Ids]]:
    """By class the weights, ages and numbers of ranks that go together."""
    tables = [people.rank_weights().filter(pl.col("casualty_class") == name) for name in CLASS_NAMES.names]
    return [
        (
            table["weight"].to_numpy(),
            table["age"].to_numpy(),
            posts.ranks().numbers(table["rank_code"]).astype(np.int64),
        )
        for table in tables
    ]


def age_and_rank(uniforms: Reals, classes: Numbers) -> tuple[Ids, Ids]:
    """Age in full years and NATO rank, picked together so that no rank is too young or too old."""
    age, rank = np.zeros(len(uniforms), np.int64), np.full(len(uniforms), NO_NAME, np.int64)
    for number, (weights, ages_of, ranks_of) in enumerate(ages_and_ranks()):
        here = np.flatnonzero(classes == number)
        row = chosen(uniforms[here], weights)
        age[here], rank[here] = ages_of[row], ranks_of[row]
    return age, rank


def nationals(exercise: Exercise, models: Models, front: Ids | Numbers, born: Born) -> dict[str, pl.Series]:
    """What the nation decides: names, blood group, unit, service and identity number; in the order given."""
    draws, ids, forces = exercise.draws, models.own_ids, forces_of(exercise)
    uniforms = name_uniforms(draws, models.name_ids)
    blood = forces.blood.positions(born.nation, draws.for_casualties("blood group", ids))
    units = born.nation * len(forces.fronts.names) + front
    unit = forces.units.positions(units, draws.for_casualties("unit", ids))
    elsewhere = born_elsewhere(ids, torture=exercise.scenario.torture)
    numbered = births.numbered(exercise, born.place, born.birth_date, born.is_female, elsewhere)
    rows = rows_by_nation(born.nation, forces.nations)
    return {
        **drawn_names(name_book(forces.nations.names), born.nation, born.is_female, uniforms),
        "blood_group": BLOOD_GROUPS.column("blood_group", blood % len(BLOOD_GROUPS.names)),
        "unit": forces.unit_names[unit],
        **births.number_columns(exercise, numbered, rows),
        **recorded_if_asked(exercise, ids, rows, born.is_female, uniforms),
    }


def rows_by_nation(nation: Ids, nations: Names) -> list[tuple[str, Ids]]:
    """The rows of each nation that is there, by code."""
    ends = np.cumsum(np.bincount(nation, minlength=len(nations.names)))
    rows = np.split(in_order(nation), ends[:-1])
    return [(code, row) for code, row in zip(nations.names, rows, strict=True) if len(row)]


def recorded_if_asked(
    exercise: Exercise,
    ids: Ids,
    rows: list[tuple[str, Ids]],
    is_female: Flags,
    uniforms: NameUniforms,
) -> dict[str, pl.Series]:
    """Religion, and name and relation of a relative, by column; null unless the scenario asks for them."""
    asked, draws = exercise.scenario, exercise.draws
    names = ("religion", "next_of_kin_name", "next_of_kin_relation")
    columns = {name: pl.Series([None], dtype=pl.String).new_from_index(0, len(ids)) for name in names}
    if asked.religion:
        parts = [family.drawn_religion(draws, ids[row], nation) for nation, row in rows]
        columns["religion"] = in_rows(parts, rows)
    if asked.next_of_kin:
        kin = [
            family.drawn_kin(draws, ids[row], nation, is_female[row], uniforms.of(row))
            for nation, row in rows
        ]
        columns |= {name: in_rows([part[name] for part in kin], rows) for name in names[1:]}
    return columns


def in_rows(parts: list[pl.Series], rows: list[tuple[str, Ids]]) -> pl.Series:
    """What was found nation by nation, in the order of the people."""
    return pl.concat(parts)[np.argsort(np.concatenate([row for _, row in rows]))]


@cache
def blood_shares() -> dict[str, Reals]:
    """Shares of the blood groups by nation, in the order of BLOOD_GROUPS."""
    rows = people.nations().select("nation", *people.BLOOD_COLUMNS).rows()
    return {nation: np.array(shares, dtype=np.float64) for nation, *shares in rows}


def name_uniforms(draws: Draws, ids: Ids) -> NameUniforms:
    """The numbers that pick each casualty's names."""
    parts = ("language of", "given", "family", "second", "middle")
    return NameUniforms(*(draws.for_casualties(f"{part} name", ids) for part in parts))


def bodies(draws: Draws, ids: Ids, is_female: Flags) -> dict[str, Reals]:
    """Height (cm) and weight (kg): height and body mass index near normal by sex, within the bounds of service."""
    rows = {row["sex"]: row for row in people.heights_weights().iter_rows(named=True)}
    tall = normal_quantile(draws.for_casualties("height", ids))
    stout = normal_quantile(draws.for_casualties("body mass index", ids))
    height = bounded(rows, "height", is_female, tall)
    bmi = bounded(rows, "bmi", is_female, stout)
    return {"height_cm": tenths(height), "weight_kg": tenths(bmi * (height / 100.0) * (height / 100.0))}


def bounded(rows: dict[str, dict[str, float]], name: str, is_female: Flags, quantile: Reals) -> Reals:
    """Mean plus quantile times standard deviation by sex, within its bounds."""

    def of(part: str) -> Reals:
        man, woman = rows[Sex.MALE][f"{name}_{part}"], rows[Sex.FEMALE][f"{name}_{part}"]
        return np.where(is_female, woman, man)

    return np.minimum(np.maximum(of("mean") + quantile * of("sd"), of("min")), of("max"))


def tenths(values: Reals) -> Reals:
    """Round half up to one decimal."""
    return np.floor(values * 10.0 + 0.5) / 10.0
