"""Who was hurt: nation, sex, age, rank, name, unit, blood group, body."""

from datetime import UTC
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import nations as people
from medgen_assets.reference.names import NameUniforms, person_names
from medgen_assets.simulation.arithmetic import Reals, normal_quantile
from medgen_assets.simulation.draws import Draws, Ids, chosen
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.vocabulary import CasualtyClass, Sex

Flags = NDArray[np.bool_]

DAYS_PER_YEAR = 365.2425
"""Mean length of a year of the Gregorian calendar (days)."""
BRIGADES_PER_NATION = 1
BATTALIONS, COMPANIES = 3, 4
"""Battalions of a brigade and companies of a battalion. Assumption: the usual triangular brigade, three rifle
companies and one of support."""
SERVICE_NUMBER_DIGITS = 8


def persons(exercise: Exercise, ids: Ids, front: NDArray[np.str_], classes: NDArray[np.str_]) -> pl.DataFrame:
    """One row per casualty, in the order of `ids`, without what the injury decides."""
    draws = exercise.draws
    nation = drawn_nations(exercise, ids, front)
    is_female = drawn_sex(draws, ids, nation, classes)
    age, rank = drawn_age_and_rank(draws, ids, classes)
    return (
        pl.DataFrame(
            {
                "patient_id": ids,
                "nation": nation.tolist(),
                "sex": np.where(is_female, Sex.FEMALE, Sex.MALE).tolist(),
                "age": age,
                "rank_code": rank.tolist(),
                "unit": drawn_units(draws, ids, nation, front),
                "service_number": service_numbers(draws, ids, nation),
                "blood_group": drawn_blood(draws, ids, nation),
            }
        )
        .hstack(drawn_names(draws, ids, nation, is_female))
        .hstack(bodies(draws, ids, is_female))
    )


def drawn_nations(exercise: Exercise, ids: Ids, front: NDArray[np.str_]) -> NDArray[np.object_]:
    """Nation of each casualty, by the percentages of its front."""
    uniforms = exercise.draws.for_casualties("nation", ids)
    nation = np.full(len(ids), None, dtype=object)
    for force in exercise.fronts:
        here = front == force.name
        codes = np.array(list(force.nations), dtype=object)
        nation[here] = codes[chosen(uniforms[here], np.array(list(force.nations.values()), dtype=float))]
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


def drawn_age_and_rank(draws: Draws, ids: Ids, classes: NDArray[np.str_]) -> tuple[Ids, NDArray[np.object_]]:
    """Age in full years and NATO rank code, drawn together so that no rank is too young or too old."""
    uniforms = draws.for_casualties("age and rank", ids)
    age, rank = np.zeros(len(ids), np.int64), np.full(len(ids), None, dtype=object)
    for of_class in CasualtyClass:
        here = classes == of_class
        table = people.rank_weights().filter(pl.col("casualty_class") == of_class)
        row = chosen(uniforms[here], table["weight"].to_numpy())
        age[here] = table["age"].to_numpy()[row]
        rank[here] = np.array(table["rank_code"].to_list(), dtype=object)[row]
    return age, rank


def drawn_blood(draws: Draws, ids: Ids, nation: NDArray[np.object_]) -> list[str]:
    """ABO and Rh blood group by the shares of the nation."""
    uniforms = draws.for_casualties("blood group", ids)
    groups = np.array(people.BLOOD_GROUPS, dtype=object)
    blood = np.full(len(ids), None, dtype=object)
    for code in sorted(set(nation.tolist())):
        here = nation == code
        row = people.nations().row(by_predicate=pl.col("nation") == code, named=True)
        blood[here] = groups[
            chosen(uniforms[here], np.array([row[column] for column in people.BLOOD_COLUMNS]))
        ]
    return [str(group) for group in blood]


def drawn_names(draws: Draws, ids: Ids, nation: NDArray[np.object_], is_female: Flags) -> pl.DataFrame:
    """Given and family name in the nation's own script; a patronymic goes with the given name."""
    uniforms = NameUniforms(
        *(
            draws.for_casualties(f"{part} name", ids)
            for part in ("language of", "given", "family", "second", "middle")
        )
    )
    parts = []
    for code in sorted(set(nation.tolist())):
        here = nation == code
        rows = np.flatnonzero(here)
        parts.append(person_names(code, is_female[here], uniforms.of(here)).with_columns(row=pl.Series(rows)))
    if not parts:
        return pl.DataFrame(schema={"given_name": pl.String, "family_name": pl.String})
    given = pl.concat_str("given_name", "middle_name", separator=" ", ignore_nulls=True)
    return pl.concat(parts).sort("row").select(given_name=given, family_name="family_name")


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


def drawn_units(draws: Draws, ids: Ids, nation: NDArray[np.object_], front: NDArray[np.str_]) -> pl.Series:
    """Company, battalion and brigade of each casualty."""
    battalion = 1 + (draws.for_casualties("battalion", ids) * BATTALIONS).astype(np.int64)
    company = (draws.for_casualties("company", ids) * COMPANIES).astype(np.int64)
    table = pl.DataFrame(
        {"company": company, "battalion": battalion, "nation": nation.tolist(), "front": front.tolist()},
        schema_overrides={"nation": pl.String, "front": pl.String},
    )
    letter = pl.col("company").replace_strict(dict(enumerate("ABCD")), return_dtype=pl.String)
    return table.select(
        pl.format("{} Coy, {} Bn, {} Bde {}", letter, "battalion", "nation", "front").alias("unit")
    ).to_series()


def service_numbers(draws: Draws, ids: Ids, nation: NDArray[np.object_]) -> pl.Series:
    """Nation and eight digits; a permutation of the casualty's number, so no two are alike."""
    top = np.uint64(10**SERVICE_NUMBER_DIGITS)
    digits = pl.Series((draws.bits("service number", ids) % top).astype(np.int64)).cast(pl.String)
    codes = pl.Series(nation.tolist(), dtype=pl.String)
    return codes + "-" + digits.str.zfill(SERVICE_NUMBER_DIGITS)


def birth_dates(draws: Draws, ids: Ids, age: Ids, injured_at: pl.Series) -> pl.Series:
    """Date of birth such that the casualty has the drawn age on the day of injury (UTC)."""
    into_year = draws.for_casualties("day of birth", ids)
    days = pl.Series(np.floor(into_year * (DAYS_PER_YEAR - 3.0)).astype(np.int64) + 1)
    on_birthday = injured_at.dt.convert_time_zone(str(UTC)).dt.date()
    anniversary = pl.select(
        pl.lit(on_birthday).dt.offset_by(pl.format("-{}y", pl.lit(pl.Series(age))))
    ).to_series()
    return (anniversary.cast(pl.Int32) - days.cast(pl.Int32) + 1).cast(pl.Date).alias("birth_date")
