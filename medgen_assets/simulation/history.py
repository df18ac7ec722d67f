"""What casualties bring along: allergies and regular medication, known to those who treat."""

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.reference.prescribing import medication_habits
from medgen_assets.schemas.history import Allergies, RegularMedications
from medgen_assets.schemas.stored import stored_table
from medgen_assets.simulation.demographics import SEX_NAMES
from medgen_assets.simulation.draws import Bits, Draws, Ids, chosen
from medgen_assets.simulation.edge_cases import ALLERGIC_PLACES, CYCLE
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.names import NO_NAME, Texts
from medgen_assets.simulation.ordering import numbered_within
from medgen_assets.vocabulary import EdgeCase

Flags = NDArray[np.bool_]

NO_ALLERGY: Final = -1
DAYS_PER_YEAR: Final = 365.2425
"""Mean length of a year of the Gregorian calendar (days)."""


@dataclass(frozen=True)
class History:
    """Tables Allergies and RegularMedications, and each casualty's allergies as bits, in order."""

    allergies: pa.Table
    regular_medications: pa.Table
    allergy_bits: Bits


def history(exercise: Exercise, casualties: pl.DataFrame) -> History:
    """What is on record of these casualties (table Casualties); nothing of the unidentified."""
    persons = pl.coalesce("same_person_as", "patient_id")
    who = casualties.select(persons.alias("person"))["person"].to_numpy()
    known = casualties["is_identified"].to_numpy()
    drawn = np.where(known, drawn_allergies(exercise.draws, who), NO_ALLERGY)
    of_choice = allergies_of_choice(exercise, casualties)
    bits = as_bits(drawn) | as_bits(of_choice)
    return History(
        allergy_rows(casualties["patient_id"].to_numpy(), bits),
        medication_rows(exercise, casualties, who, bits),
        bits,
    )


@cache
def allergy_weights() -> NDArray[np.float64]:
    """Relative weight of each allergy of the reference."""
    return clinical.allergies()["weight"].to_numpy()


def drawn_allergies(draws: Draws, persons: Ids) -> Ids:
    """Number of the one allergy each person has, or NO_ALLERGY. Assumption: one at most."""
    allergic = draws.for_casualties("is allergic", persons) < clinical.allergy_share()
    picked = np.full(len(persons), NO_ALLERGY, dtype=np.int64)
    picked[allergic] = chosen(draws.for_casualties("allergy", persons[allergic]), allergy_weights())
    return picked


def allergies_of_choice(exercise: Exercise, casualties: pl.DataFrame) -> Ids:
    """The allergy of each edge case to a drug that its protocols give; NO_ALLERGY for the others."""
    if not exercise.scenario.torture:
        return np.full(len(casualties), NO_ALLERGY, dtype=np.int64)
    is_case = casualties["edge_case"] == EdgeCase.ALLERGY_TO_DRUG_OF_CHOICE
    wanted = casualties["treatment_group"].replace_strict(
        allergy_of_group(), default=NO_ALLERGY, return_dtype=pl.Int64
    )
    return np.where(is_case.fill_null(False).to_numpy(), wanted.to_numpy(), NO_ALLERGY)


def with_allergic_places(casualties: pl.DataFrame) -> pl.DataFrame:
    """Casualties with the edge cases marked whose protocols give a drug that an allergy forbids."""
    place = (pl.col("patient_id") % CYCLE).is_in(ALLERGIC_PLACES)
    has_drug = pl.col("treatment_group").is_in(list(allergy_of_group()))
    return casualties.with_columns(
        edge_case=pl.when(place & has_drug)
        .then(pl.lit(str(EdgeCase.ALLERGY_TO_DRUG_OF_CHOICE)))
        .otherwise("edge_case")
    )


@cache
def allergy_of_group() -> dict[str, int]:
    """For each treatment group the allergy that forbids most of its protocols, where there is one."""
    forbidden = (
        clinical.allergies()
        .with_row_index("number")
        .select("number", treatment_id="forbidden_treatments")
        .explode("treatment_id")
        .drop_nulls()
    )
    by_group = (
        clinical.protocols()
        .join(forbidden, on="treatment_id")
        .group_by("treatment_group", "number")
        .agg(pl.col("share").sum())
        .sort("treatment_group", "share", "number", descending=[False, True, False])
        .unique("treatment_group", keep="first", maintain_order=True)
    )
    return {group: int(number) for group, number in by_group.select("treatment_group", "number").rows()}


def as_bits(numbers: Ids) -> Bits:
    """One bit per allergy number; none for NO_ALLERGY."""
    shifted = np.left_shift(np.uint64(1), np.maximum(numbers, 0).astype(np.uint64))
    return np.where(numbers >= 0, shifted, np.uint64(0))


@cache
def forbidden_bits() -> dict[str, int]:
    """For each treatment that some allergy forbids, the bits of those allergies."""
    bits: dict[str, int] = {}
    for number, treatments in enumerate(clinical.allergies()["forbidden_treatments"].to_list()):
        for treatment in treatments:
            bits[treatment] = bits.get(treatment, 0) | 1 << number
    return bits


@cache
def allergy_texts() -> Texts:
    """What is on record of each allergy."""
    return Texts.of(clinical.allergies().select("allergy_id", "code_system", "code", "display", "category"))


def allergy_rows(patient_ids: Ids, bits: Bits) -> pa.Table:
    """Table Allergies from the bits of each casualty."""
    allergic = np.flatnonzero(bits)
    shifts = np.arange(len(allergy_weights()), dtype=np.uint64)
    at, number = np.nonzero((bits[allergic][:, None] >> shifts) & np.uint64(1))
    row = allergic[at]
    columns = {
        "patient_id": pa.array(patient_ids[row]),
        "allergy_no": pa.array(numbered_within(row)),
        **allergy_texts().stored(number),
    }
    return stored_table(Allergies, columns)


@lru_cache(maxsize=8)
def habit_keys(draws: Draws) -> Bits:
    """The key of the decision about each medicine."""
    names = medication_habits()["medication_id"]
    return np.array([draws.key(f"takes {name}") for name in names], dtype=np.uint64)


@cache
def habit_texts() -> Texts:
    """What is on record of each medicine in words."""
    names = ("code_system", "code", "display", "dose_unit", "route", "reason")
    return Texts.of(medication_habits().select(names))


def medication_rows(exercise: Exercise, casualties: pl.DataFrame, persons: Ids, bits: Bits) -> pa.Table:
    """Table RegularMedications: each medicine by its share of the sex and age; none that is forbidden."""
    habits, draws = medication_habits(), exercise.draws
    everybody = np.broadcast_to(persons[:, None], (len(persons), len(habits)))
    would = draws.keyed(habit_keys(draws), everybody) < habits["share"].to_numpy()
    row, number = np.nonzero(would)
    takes = ((bits[row] & forbidden_habits()[number]) == 0) & suits(exercise, casualties, row, number)
    row, number = row[takes], number[takes]
    columns = {
        "patient_id": pa.array(casualties["patient_id"].to_numpy()[row]),
        "medication_no": pa.array(numbered_within(row)),
        "dose": pa.array(habits["dose"].to_numpy()[number]),
        "times_per_day": pa.array(habits["times_per_day"].to_numpy()[number]),
        **habit_texts().stored(number),
    }
    return stored_table(RegularMedications, columns)


@cache
def forbidden_habits() -> Bits:
    """The allergies that forbid each medicine taken regularly, as bits."""
    names = medication_habits()["medication_id"]
    return np.array([forbidden_bits().get(name, 0) for name in names], dtype=np.uint64)


@cache
def habits_of_one_sex() -> pl.Series:
    """The sex that takes each medicine; empty for both."""
    return medication_habits().select(pl.col("sex").replace("*", None))["sex"]


def suits(exercise: Exercise, casualties: pl.DataFrame, row: Ids, number: Ids) -> Flags:
    """Whether a medicine is for a person known to be of this sex, age at the start, and pregnancy, pair by pair."""
    habits = medication_habits()
    start = np.datetime64(exercise.start.date(), "D")
    days = (start - casualties["birth_date"].to_numpy()[row]).astype(np.int64)
    age = days / DAYS_PER_YEAR
    youngest, oldest = habits["min_age"].to_numpy()[number], habits["max_age"].to_numpy()[number]
    wanted, sex = SEX_NAMES.numbers(habits_of_one_sex())[number], SEX_NAMES.numbers(casualties["sex"])[row]
    is_stopped = habits["is_stopped_in_pregnancy"].to_numpy()[number]
    fits: Flags = (
        casualties["is_identified"].to_numpy()[row]
        & (youngest <= age)
        & (age <= oldest)
        & ((wanted == NO_NAME) | (wanted == sex))
        & ~(is_stopped & casualties["is_pregnant"].to_numpy()[row])
    )
    return fits
