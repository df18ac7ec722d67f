"""Who was hurt: nation, sex, age, rank, name, unit, blood group, body; edge cases see edge_cases."""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import nations as people
from medgen_assets.reference.names import NameUniforms, person_names
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
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.vocabulary import CasualtyClass, PersonStatus, Sex

Flags = NDArray[np.bool_]


def persons(
    exercise: Exercise, ids: Ids, models: Models, incident: pl.DataFrame, happened: pl.DataFrame
) -> pl.DataFrame:
    """One row per casualty, in the order of `ids`, without what the injury decides.

    `incident` (front, casualty_class, injured_at) is that of whoever the casualty is modelled on, `happened` is
    its own; they differ in the second record of a pair alone.
    """
    born = drawn_births(exercise, ids, models, incident, happened["injured_at"])
    ranked = posts.drawn_posts(
        exercise.draws, models.own_ids, born["rank_code"], incident["casualty_class"].to_numpy()
    )
    is_again = models.own_ids != ids
    front = np.where(is_again, incident["front"].to_numpy(), happened["front"].to_numpy())
    whole = (
        born.drop("is_female", "place")
        .hstack(ranked)
        .hstack(nationals(exercise, models, front, born))
        .hstack(bodies(exercise.draws, models.own_ids, born["is_female"].to_numpy()))
        .pipe(posts.with_rank_titles)
        .with_columns(**ordinary())
    )
    return with_edge_cases(exercise.draws, ids, whole) if exercise.scenario.torture else whole


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
    exercise: Exercise, ids: Ids, models: Models, incident: pl.DataFrame, injured_at: pl.Series
) -> pl.DataFrame:
    """Nation, sex, birth date, age when injured, rank, and place in the deck that numbers are dealt from."""
    draws, torture, name_ids = exercise.draws, exercise.scenario.torture, models.name_ids
    classes = incident["casualty_class"].to_numpy()
    nation = drawn_nations(exercise, name_ids, incident["front"].to_numpy())
    is_female = drawn_sex(draws, name_ids, nation, classes)
    places = births.dealt_places(exercise, name_ids)
    age, rank = age_and_rank(births.shares_below(exercise, places), classes)
    if torture:
        is_female, age = with_sexes_and_ages(draws, ids, is_female, age)
    born = births.birth_dates(places, age, incident["injured_at"])
    if torture:
        born = with_birth_dates(ids, born, rank, injured_at)
        age = ages(born, injured_at).to_numpy()
    return pl.DataFrame(
        {
            "nation": nation.tolist(),
            "sex": np.where(is_female, Sex.FEMALE, Sex.MALE).tolist(),
            "is_female": is_female,
            "birth_date": born,
            "age_years": age,
            "rank_code": rank.tolist(),
            "place": births.dealt_places(exercise, models.own_ids) if torture else places,
        }
    )


def drawn_nations(exercise: Exercise, ids: Ids, front: NDArray[np.str_]) -> NDArray[np.object_]:
    """Nation of each casualty, by the percentages of its front, in whatever order they were written."""
    uniforms = exercise.draws.for_casualties("nation", ids)
    nation = np.full(len(ids), None, dtype=object)
    for force in exercise.fronts:
        here = front == force.name
        shares = dict(sorted(force.nations.items()))  # the order of a mapping means nothing
        codes = np.array(list(shares), dtype=object)
        nation[here] = codes[chosen(uniforms[here], np.array(list(shares.values()), dtype=float))]
    return nation


@cache
def women_share() -> dict[tuple[str, str], float]:
    """Share of women among casualties by nation and class."""
    return {(nation, of_class): share for nation, of_class, share in people.women_shares().rows()}


def drawn_sex(draws: Draws, ids: Ids, nation: NDArray[np.object_], classes: NDArray[np.str_]) -> Flags:
    """Whether each casualty is a woman."""
    shares = women_share()
    share = np.array([shares[pair] for pair in zip(nation.tolist(), classes.tolist(), strict=True)])
    return draws.for_casualties("sex", ids) < share


def age_and_rank(uniforms: Reals, classes: NDArray[np.str_]) -> tuple[Ids, NDArray[np.object_]]:
    """Age in full years and NATO rank code, picked together so that no rank is too young or too old."""
    age, rank = np.zeros(len(uniforms), np.int64), np.full(len(uniforms), None, dtype=object)
    for of_class in CasualtyClass:
        here = classes == of_class
        table = people.rank_weights().filter(pl.col("casualty_class") == of_class)
        row = chosen(uniforms[here], table["weight"].to_numpy())
        age[here] = table["age"].to_numpy()[row]
        rank[here] = np.array(table["rank_code"].to_list(), dtype=object)[row]
    return age, rank


def nationals(
    exercise: Exercise, models: Models, front: NDArray[np.str_], people_known: pl.DataFrame
) -> pl.DataFrame:
    """What the nation decides: names, blood group, unit, service and identity number; in the order given.

    `people_known` has nation, is_female, birth_date and place.
    """
    place, born, is_female = (people_known[name].to_numpy() for name in ("place", "birth_date", "is_female"))
    elsewhere = born_elsewhere(models.own_ids, torture=exercise.scenario.torture)
    parts, rows = list[pl.DataFrame](), rows_by_nation(people_known["nation"].to_list())
    for code, row in rows:
        numbered = births.Numbered(code, place[row], born[row], is_female[row], elsewhere[row])
        those = Models(models.name_ids[row], models.own_ids[row])
        parts.append(of_one_nation(exercise, those, front[row], numbered))
    return pl.concat(parts)[np.argsort(np.concatenate([row for _, row in rows]))]


def rows_by_nation(nation: list[str]) -> list[tuple[str, Ids]]:
    """The rows of each nation, by code."""
    codes = sorted(set(nation))
    numbers = {code: number for number, code in enumerate(codes)}
    number = np.fromiter((numbers[code] for code in nation), dtype=np.int64, count=len(nation))
    ends = np.cumsum(np.bincount(number, minlength=len(codes)))
    return list(zip(codes, np.split(np.argsort(number, kind="stable"), ends[:-1]), strict=True))


def of_one_nation(
    exercise: Exercise, models: Models, front: NDArray[np.str_], people_known: births.Numbered
) -> pl.DataFrame:
    """What one nation decides about its casualties."""
    draws, ids, nation = exercise.draws, models.own_ids, people_known.nation
    uniforms = name_uniforms(draws, models.name_ids)
    return pl.DataFrame(
        {
            **drawn_names(nation, people_known.is_female, uniforms),
            "blood_group": drawn_blood(draws, ids, nation),
            "unit": drawn_units(draws, ids, nation, front),
            "service_number": births.service_numbers(exercise, people_known),
            "national_id": births.identity_numbers(exercise, people_known),
            **recorded_if_asked(exercise, ids, nation, people_known.is_female, uniforms),
        }
    )


def recorded_if_asked(
    exercise: Exercise, ids: Ids, nation: str, is_female: Flags, uniforms: NameUniforms
) -> dict[str, pl.Series]:
    """Religion, and name and relation of a relative, by column; null unless the scenario asks for them."""
    asked, draws = exercise.scenario, exercise.draws
    blank = pl.Series([None], dtype=pl.String).new_from_index(0, len(ids))
    faith = {"religion": family.drawn_religion(draws, ids, nation) if asked.religion else blank}
    if asked.next_of_kin:
        return faith | family.drawn_kin(draws, ids, nation, is_female, uniforms).to_dict()
    return faith | {"next_of_kin_name": blank, "next_of_kin_relation": blank}


def drawn_blood(draws: Draws, ids: Ids, nation: str) -> pl.Series:
    """ABO and Rh blood group by the shares of the nation."""
    picked = chosen(draws.for_casualties("blood group", ids), blood_shares()[nation])
    return pl.Series(people.BLOOD_GROUPS, dtype=pl.String).gather(picked)


@cache
def blood_shares() -> dict[str, Reals]:
    """Shares of the blood groups by nation, in the order of BLOOD_GROUPS."""
    rows = people.nations().select("nation", *people.BLOOD_COLUMNS).rows()
    return {nation: np.array(shares, dtype=np.float64) for nation, *shares in rows}


def name_uniforms(draws: Draws, ids: Ids) -> NameUniforms:
    """The numbers that pick each casualty's names."""
    parts = ("language of", "given", "family", "second", "middle")
    return NameUniforms(*(draws.for_casualties(f"{part} name", ids) for part in parts))


def drawn_names(nation: str, is_female: Flags, uniforms: NameUniforms) -> dict[str, pl.Series]:
    """Given and family name in the nation's own script and in Latin letters, and the language, by column.

    A patronymic goes with the given name.
    """
    names = person_names(nation, is_female, uniforms)
    has_patronymics = names["middle_name"].null_count() == 0
    return {
        "given_name": names["given_name"] + " " + names["middle_name"]
        if has_patronymics
        else names["given_name"],
        "family_name": names["family_name"],
        "given_name_latin": names["given_latin"],
        "family_name_latin": names["family_latin"],
        "language": names["language"],
    }


def drawn_units(draws: Draws, ids: Ids, nation: str, front: NDArray[np.str_]) -> pl.Series:
    """Company, battalion and brigade in one, out of the nation's order of battle on the front."""
    uniforms = draws.for_casualties("unit", ids)
    names = np.full(len(ids), None, dtype=object)
    for force in sorted(set(front.tolist())):
        here = front == force
        pool = people.units(nation, force)
        picked = chosen(uniforms[here], pool["weight"].to_numpy())
        names[here] = np.array(pool["unit"].to_list(), dtype=object)[picked]
    return pl.Series(names.tolist(), dtype=pl.String)


def bodies(draws: Draws, ids: Ids, is_female: Flags) -> pl.DataFrame:
    """Height (cm) and weight (kg): height and body mass index near normal by sex, within the bounds of service."""
    rows = {row["sex"]: row for row in people.heights_weights().iter_rows(named=True)}
    tall = normal_quantile(draws.for_casualties("height", ids))
    stout = normal_quantile(draws.for_casualties("body mass index", ids))
    height = bounded(rows, "height", is_female, tall)
    bmi = bounded(rows, "bmi", is_female, stout)
    return pl.DataFrame(
        {"height_cm": tenths(height), "weight_kg": tenths(bmi * (height / 100.0) * (height / 100.0))}
    )


def bounded(rows: dict[str, dict[str, float]], name: str, is_female: Flags, quantile: Reals) -> Reals:
    """Mean plus quantile times standard deviation by sex, within its bounds."""

    def of(part: str) -> Reals:
        man, woman = rows[Sex.MALE][f"{name}_{part}"], rows[Sex.FEMALE][f"{name}_{part}"]
        return np.where(is_female, woman, man)

    return np.minimum(np.maximum(of("mean") + quantile * of("sd"), of("min")), of("max"))


def tenths(values: Reals) -> Reals:
    """Round half up to one decimal."""
    return np.floor(values * 10.0 + 0.5) / 10.0
