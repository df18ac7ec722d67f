"""What was done: each contact gives what the protocols say for the two gravest injury groups."""

from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.schemas.records import Treatments
from medgen_assets.simulation.draws import Bits, Draws, Ids
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.records.ordering import by_patient_and_second
from medgen_assets.simulation.records.orders import ROLES, Orders, order_keys, orders

Flags = NDArray[np.bool_]

GROUPS_TREATED = 2
"""Injury groups that one contact treats. Assumption: two, because a team works on the gravest first and the
protocols of further groups repeat the same lines, drugs and fluids."""


def treatments(
    exercise: Exercise, injuries: pl.DataFrame, contacts: pl.DataFrame, allergies: pl.DataFrame
) -> pl.DataFrame:
    """Treatments of all contacts in time order (table Treatments, contact_no); none that an allergy forbids.

    `allergies` has patient_id, ascending, and allergy_bits.
    """
    treated = contacts.join(groups_of(injuries), on="patient_id", maintain_order="left_right")
    case, order = given(exercise.draws, treated, allergies, orders())
    lines = treated[case]
    known = orders()
    in_contact = lines["from_second"].to_numpy() + known.seconds[order]
    given_at = np.where(known.is_surgery[order], lines["surgery_second"].to_numpy(), in_contact)
    in_time = given_at <= lines["to_second"].to_numpy()
    case, order, given_at = case[in_time], order[in_time], given_at[in_time]
    needed = not_done_before(treated["patient_id"].to_numpy()[case], order, known)
    case, order, given_at = case[needed], order[needed], given_at[needed]
    sequence = by_patient_and_second(treated["patient_id"].to_numpy()[case], given_at)
    return rows(exercise, treated[case[sequence]], order[sequence], given_at[sequence])


def rows(exercise: Exercise, lines: pl.DataFrame, order: Ids, given_at: Ids) -> pl.DataFrame:
    """Treatment rows from the contacts, orders and moments of what was given."""
    table = lines.select("patient_id", "contact_no", "facility_id", "role").with_columns(
        exercise.instants("at", given_at),
        pl.int_range(pl.len(), dtype=pl.Int64).over("patient_id").alias("treatment_no"),
    )
    whole = table.hstack(orders().coded[order])
    Treatments.validate(whole.select(Treatments.column_names()))
    return whole.select(*Treatments.column_names(), "contact_no")


@cache
def injury_facts() -> pl.DataFrame:
    """Number of the treatment group, and limb, of each condition."""
    numbers = {name: number for number, name in enumerate(orders().groups)}
    limbs = clinical.body_regions().select("body_region", "is_limb")
    return (
        clinical.conditions()
        .join(limbs, on="body_region", maintain_order="left")
        .select(
            "condition_id",
            "is_limb",
            group=pl.col("treatment_group").replace_strict(numbers, return_dtype=pl.Int64),
        )
    )


def groups_of(injuries: pl.DataFrame) -> pl.DataFrame:
    """The gravest groups of each patient, worst first: group_no, group, severity, is_limb."""
    return (
        injuries.select("patient_id", "severity", "condition_id")
        .join(injury_facts(), on="condition_id", maintain_order="left")
        .unique(["patient_id", "group"], keep="first", maintain_order=True)
        .with_columns(group_no=pl.int_range(pl.len()).over("patient_id"))
        .filter(pl.col("group_no") < GROUPS_TREATED)
        .select("patient_id", "group_no", "group", "severity", "is_limb")
    )


def given(draws: Draws, treated: pl.DataFrame, allergies: pl.DataFrame, known: Orders) -> tuple[Ids, Ids]:
    """Line of `treated` and order row of everything that is given, line by line.

    Each order by its share; operations only for those operated on, and of these the likeliest always; the
    substitute for what an allergy forbids; nothing twice in a contact.
    """
    line, entry = applicable(treated, known)
    order = known.rows[entry]
    uniforms = draws.keyed(order_keys(draws)[order], treated["patient_id"].to_numpy()[line])
    certain = known.is_likeliest[entry] & (treated["group_no"].to_numpy()[line] == 0)
    operated = treated["surgery_second"].to_numpy()[line] >= 0
    kept = ((uniforms < known.share[order]) | certain) & (operated | ~known.is_surgery[order])
    line, order = allowed(line[kept], order[kept], bits_of(treated, allergies), known)
    first = first_of_each(
        treated["contact_row"].to_numpy()[line] * (known.treatment.max() + 1) + known.treatment[order]
    )
    return line[first], order[first]


def applicable(treated: pl.DataFrame, known: Orders) -> tuple[Ids, Ids]:
    """Every line of `treated` with every entry of its case."""
    role = treated["role"].replace_strict({name: no for no, name in enumerate(ROLES)}, return_dtype=pl.Int64)
    case = known.cases(
        role.to_numpy(),
        treated["group"].to_numpy(),
        treated["severity"].to_numpy(),
        treated["is_limb"].to_numpy(),
    )
    counts = known.offsets[case + 1] - known.offsets[case]
    line = np.repeat(np.arange(len(case)), counts)
    within = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
    return line, known.offsets[case][line] + within


def bits_of(treated: pl.DataFrame, allergies: pl.DataFrame) -> Bits:
    """The allergies of the patient of each line, as bits."""
    row = np.searchsorted(allergies["patient_id"].to_numpy(), treated["patient_id"].to_numpy())
    bits: Bits = allergies["allergy_bits"].to_numpy()[row]
    return bits


def allowed(line: Ids, order: Ids, allergy_bits: Bits, known: Orders) -> tuple[Ids, Ids]:
    """Orders with the substitute for each that an allergy forbids, or without it where there is none."""
    order = order.copy()
    asked = np.flatnonzero(allergy_bits[line] & known.forbidden_by[order])
    while len(asked):
        order[asked] = known.substitute[order[asked]]
        asked = asked[order[asked] >= 0]
        asked = asked[(allergy_bits[line[asked]] & known.forbidden_by[order[asked]]) != 0]
    return line[order >= 0], order[order >= 0]


def not_done_before(patient: Ids, order: Ids, known: Orders) -> Flags:
    """Whether each order, contact after contact, is needed: what lasts is not given to a patient twice."""
    lasting = np.flatnonzero(known.is_lasting[order])
    first = int(patient.min()) if len(patient) else 0
    keys = (patient[lasting] - first) * (known.treatment.max() + 1) + known.treatment[order[lasting]]
    needed = ~known.is_lasting[order]
    needed[lasting[first_of_each(keys)]] = True
    return needed


def first_of_each(keys: Ids) -> Ids:
    """Positions of the first of each key, in order."""
    return np.sort(np.unique(keys, return_index=True)[1])
