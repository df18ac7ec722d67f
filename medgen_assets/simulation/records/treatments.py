"""What was done: each contact gives what the protocols say for the two gravest injury groups."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference import clinical
from medgen_assets.schemas.columns import declared
from medgen_assets.schemas.records import Treatments
from medgen_assets.simulation.care.effects import given_in
from medgen_assets.simulation.draws import Bits, Draws, Ids
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.ordering import by_patient_and_second, numbered_within
from medgen_assets.simulation.records.contacts import Contacts, rows_of_patients
from medgen_assets.simulation.records.names import ROLES, places
from medgen_assets.simulation.records.orders import CODED, Orders, order_keys, orders
from medgen_assets.simulation.records.rescues import missing_orders, numbers_of, withheld_treatments

Flags = NDArray[np.bool_]

GROUPS_TREATED = 2
"""Injury groups that one contact treats. Assumption: two, because a team works on the gravest first and the
protocols of further groups repeat the same lines, drugs and fluids."""


@dataclass(frozen=True)
class Given:
    """Everything that is given, by patient and moment: the contact, the number of the order, the second."""

    contact: Ids
    order: Ids
    second: Seconds

    @property
    def display(self) -> pl.Series:
        """Name of the treatment of each order, by its number."""
        return orders().coded["display"]


@dataclass(frozen=True)
class Cases:
    """The injury groups that each contact treats, one entry each, contact by contact, the gravest first."""

    contact: Ids
    is_gravest: Flags
    group: Ids
    severity: Ids
    is_limb: Flags


def treatments(
    exercise: Exercise,
    casualties: pl.DataFrame,
    injuries: pl.DataFrame,
    fates: pl.DataFrame,
    contacts: Contacts,
    allergy_bits: Bits,
) -> Given:
    """Treatments of all contacts in time order; what saved is among them, and none that an allergy forbids.

    `allergy_bits` has one entry per casualty.
    """
    known = orders()
    cases = cases_of(contacts, groups_of(injuries, casualties))
    case, order = given(exercise.draws, casualties["patient_id"].to_numpy(), contacts, cases, allergy_bits)
    contact = cases.contact[case]
    in_contact = contacts.start[contact] + known.seconds[order]
    at = np.where(known.is_surgery[order], contacts.surgery_start[contact], in_contact)
    withheld = numbers_of(withheld_treatments(given_in(exercise)))
    in_time = (at <= contacts.end[contact]) & ~np.isin(known.treatment[order], withheld)
    contact, order, at = contact[in_time], order[in_time], at[in_time]
    needed = not_done_before(contacts.patient[contact], order, known)
    contact, order, at = contact[needed], order[needed], at[needed]
    saving = missing_orders(exercise, casualties, fates, contacts, (contact, order), allergy_bits)
    contact, order, at = (np.concatenate(pair) for pair in zip((contact, order, at), saving, strict=True))
    sequence = by_patient_and_second(contacts.patient[contact], at)
    return Given(contact[sequence], order[sequence], at[sequence])


def treatment_rows(
    exercise: Exercise, patient_ids: pl.Series, contacts: Contacts, given: Given
) -> pl.DataFrame:
    """Table Treatments."""
    patient = contacts.patient[given.contact]
    rows = pl.DataFrame(
        [
            patient_ids.gather(patient),
            pl.Series("treatment_no", numbered_within(patient)),
            exercise.instants("at", given.second),
            places(exercise).facilities.column("facility_id", contacts.facility[given.contact]),
            ROLES.column("role", contacts.role[given.contact]),
        ]
    )
    return rows.hstack(coded()[given.order]).pipe(declared(Treatments))


@cache
def coded() -> pl.DataFrame:
    """What each order gives, with every text out of a closed list."""
    texts = [name for name in CODED if name != "dose"]
    table = orders().coded
    return table.with_columns(
        pl.col(name).cast(pl.Enum(table[name].drop_nulls().unique(maintain_order=True))) for name in texts
    )


@cache
def facts_of_conditions() -> tuple[dict[str, int], Ids, Flags]:
    """Number of each condition; by that number, its treatment group and whether it is of a limb."""
    groups = {name: number for number, name in enumerate(orders().groups)}
    limbs = clinical.body_regions().select("body_region", "is_limb")
    table = clinical.conditions().join(limbs, on="body_region", maintain_order="left")
    return (
        {name: number for number, name in enumerate(table["condition_id"])},
        np.array([groups[name] for name in table["treatment_group"]]),
        table["is_limb"].to_numpy(),
    )


def condition_numbers(injuries: pl.DataFrame) -> Ids:
    """Number of the condition of each injury, as in the reference."""
    numbers = facts_of_conditions()[0]
    kind = pl.Enum(list(numbers))
    found: Ids = injuries["condition_id"].cast(kind).to_physical().to_numpy().astype(np.int64)
    return found


def groups_of(injuries: pl.DataFrame, casualties: pl.DataFrame) -> tuple[Ids, Ids, Ids, Flags]:
    """The gravest groups of each patient, worst first: row of the patient, group, severity, whether of a limb."""
    _, group_of, limb_of = facts_of_conditions()
    condition = condition_numbers(injuries)
    patient, group = rows_of_patients(casualties, injuries["patient_id"]), group_of[condition]
    first = first_of_each(patient * len(orders().groups) + group)
    patient, group = patient[first], group[first]
    treated = numbered_within(patient) < GROUPS_TREATED
    severity = injuries["severity"].to_numpy()[first]
    return patient[treated], group[treated], severity[treated], limb_of[condition[first]][treated]


def cases_of(contacts: Contacts, groups: tuple[Ids, Ids, Ids, Flags]) -> Cases:
    """Every contact with each of its patient's groups."""
    patient, group, severity, is_limb = groups
    first = np.searchsorted(patient, contacts.patient, side="left")
    counts = np.searchsorted(patient, contacts.patient, side="right") - first
    contact, within = repeated(counts)
    row = first[contact] + within
    return Cases(contact, within == 0, group[row], severity[row], is_limb[row])


def repeated(counts: Ids) -> tuple[Ids, Ids]:
    """Each position as often as it counts, and the number of the repetition."""
    position = np.repeat(np.arange(len(counts)), counts)
    return position, np.arange(len(position)) - np.repeat(np.cumsum(counts) - counts, counts)


def given(
    draws: Draws, patient_ids: Ids, contacts: Contacts, cases: Cases, allergy_bits: Bits
) -> tuple[Ids, Ids]:
    """Case and order row of everything that is given, case by case.

    Each order by its share; operations only for those operated on, and of these the likeliest always; the
    substitute for what an allergy forbids; nothing twice in a contact.
    """
    known = orders()
    case, entry = applicable(contacts, cases, known)
    order, patient = known.rows[entry], contacts.patient[cases.contact]
    uniforms = draws.keyed(order_keys(draws)[order], patient_ids[patient][case])
    certain = known.is_likeliest[entry] & cases.is_gravest[case]
    operated = (contacts.surgery_start[cases.contact] >= 0)[case]
    kept = ((uniforms < known.share[order]) | certain) & (operated | ~known.is_surgery[order])
    case, order = allowed(case[kept], order[kept], allergy_bits[patient], known)
    first = first_of_each(cases.contact[case] * (known.treatment.max() + 1) + known.treatment[order])
    return case[first], order[first]


def applicable(contacts: Contacts, cases: Cases, known: Orders) -> tuple[Ids, Ids]:
    """Every case with every entry of its orders."""
    role = contacts.role[cases.contact].astype(np.int64)
    number = known.cases(role, cases.group, cases.severity, cases.is_limb)
    case, within = repeated(known.offsets[number + 1] - known.offsets[number])
    return case, known.offsets[number][case] + within


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
