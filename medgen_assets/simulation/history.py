"""What casualties bring along: allergies and regular medication, known to those who treat."""

from dataclasses import dataclass
from functools import cache
from typing import Final

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.reference.prescribing import medication_habits
from medgen_assets.schemas.columns import declared
from medgen_assets.schemas.history import Allergies, RegularMedications
from medgen_assets.simulation.draws import Bits, Draws, Ids, chosen
from medgen_assets.simulation.edge_cases import ALLERGIC_PLACES, CYCLE
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.vocabulary import EdgeCase

Flags = NDArray[np.bool_]

NO_ALLERGY: Final = -1
DAYS_PER_YEAR: Final = 365.2425
"""Mean length of a year of the Gregorian calendar (days)."""


@dataclass(frozen=True)
class History:
    """Tables Allergies and RegularMedications, and each casualty's allergies as bits, in order."""

    allergies: pl.DataFrame
    regular_medications: pl.DataFrame
    allergy_bits: Bits


def history(exercise: Exercise, casualties: pl.DataFrame) -> History:
    """What is on record of these casualties (table Casualties); nothing of the unidentified."""
    persons = pl.coalesce("same_person_as", "patient_id")
    who = casualties.select(persons.alias("person"))["person"].to_numpy()
    known = casualties["is_identified"].to_numpy()
    drawn = np.where(known, drawn_allergies(exercise.draws, who), NO_ALLERGY)
    of_choice = allergies_of_choice(exercise, casualties)
    bits = as_bits(drawn) | as_bits(of_choice)
    return History(allergy_rows(casualties, bits), medication_rows(exercise, casualties, who, bits), bits)


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


def allergy_rows(casualties: pl.DataFrame, bits: Bits) -> pl.DataFrame:
    """Table Allergies from the bits of each casualty."""
    allergic = np.flatnonzero(bits)
    shifts = np.arange(len(allergy_weights()), dtype=np.uint64)
    at, number = np.nonzero((bits[allergic][:, None] >> shifts) & np.uint64(1))
    return child_rows(casualties, allergic[at], clinical.allergies()[number], "allergy_no", Allergies)


def medication_rows(exercise: Exercise, casualties: pl.DataFrame, persons: Ids, bits: Bits) -> pl.DataFrame:
    """Table RegularMedications: each medicine by its share of the sex and age; none that is forbidden."""
    habits = medication_habits()
    would = [
        exercise.draws.for_casualties(f"takes {name}", persons) < share
        for name, share in habits.select("medication_id", "share").rows()
    ]
    row, number = np.nonzero(np.column_stack(would))
    takes = ((bits[row] & forbidden_habits()[number]) == 0) & suits(exercise, casualties, row, number)
    row, number = row[takes], number[takes]
    return child_rows(casualties, row, habits[number], "medication_no", RegularMedications)


def child_rows(
    casualties: pl.DataFrame, row: Ids, facts: pl.DataFrame, counter: str, schema: type[dy.Schema]
) -> pl.DataFrame:
    """A child table: the patients of ascending rows with facts beside them, numbered from 0 within each patient."""
    first = np.searchsorted(row, row, side="left")
    return (
        facts.with_columns(
            casualties["patient_id"][row], pl.Series(counter, np.arange(len(row), dtype=np.int64) - first)
        )
        .select(schema.column_names())
        .pipe(declared(schema))
    )


@cache
def forbidden_habits() -> Bits:
    """The allergies that forbid each medicine taken regularly, as bits."""
    names = medication_habits()["medication_id"]
    return np.array([forbidden_bits().get(name, 0) for name in names], dtype=np.uint64)


def suits(exercise: Exercise, casualties: pl.DataFrame, row: Ids, number: Ids) -> Flags:
    """Whether a medicine is for a person known to be of this sex, age at the start, and pregnancy, pair by pair."""
    habits = medication_habits()
    start = np.datetime64(exercise.start.date(), "D")
    days = (start - casualties["birth_date"].to_numpy()[row]).astype(np.int64)
    age = days / DAYS_PER_YEAR
    youngest, oldest = habits["min_age"].to_numpy()[number], habits["max_age"].to_numpy()[number]
    wanted, sex = habits["sex"].to_numpy()[number], casualties["sex"].to_numpy()[row]
    is_stopped = habits["is_stopped_in_pregnancy"].to_numpy()[number]
    fits: Flags = (
        casualties["is_identified"].to_numpy()[row]
        & (youngest <= age)
        & (age <= oldest)
        & ((wanted == "*") | (wanted == sex))
        & ~(is_stopped & casualties["is_pregnant"].to_numpy()[row])
    )
    return fits
