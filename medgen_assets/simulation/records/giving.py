"""What the cases of contacts call for: which orders are given, and when."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.draws import Bits, Draws, Ids
from medgen_assets.simulation.exercise import Seconds
from medgen_assets.simulation.ordering import first_of_each, repeated
from medgen_assets.simulation.records.conditions import facts_of_conditions
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.diagnosis.cases import Cases
from medgen_assets.simulation.records.imaging.studies import NO_STUDY, study_of_order
from medgen_assets.simulation.records.orders import Orders, order_keys, orders

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Given:
    """Everything that is given, by patient and moment: the contact, the number of the order, the second."""

    contact: Ids
    order: Ids
    second: Seconds

    def at(self, rows: Ids | Flags) -> "Given":
        """Some of the entries."""
        return Given(self.contact[rows], self.order[rows], self.second[rows])

    def followed_by(self, others: "Given") -> "Given":
        """Two lists end to end."""
        return Given(
            np.concatenate([self.contact, others.contact]),
            np.concatenate([self.order, others.order]),
            np.concatenate([self.second, others.second]),
        )

    @property
    def display(self) -> pl.Series:
        """Name of the treatment of each order, by its number."""
        return orders().coded["display"]


@dataclass(frozen=True)
class Ordering:
    """What orders depend on beside the cases."""

    draws: Draws
    patient_ids: Ids
    contacts: Contacts
    allergy_bits: Bits


def given(ordered: Ordering, cases: Cases) -> Given:
    """Everything that is given, case by case.

    Each order by its share, while its case is taken for what calls for it; operations only for those operated on,
    and of these the likeliest always; the substitute for what an allergy forbids; nothing twice in a contact.
    """
    known, contacts = orders(), ordered.contacts
    case, entry = applicable(contacts, cases, known)
    order, patient = known.rows[entry], contacts.patient[cases.contact]
    operated = contacts.surgery_start[cases.contact] >= 0
    apt = np.flatnonzero(operated[case] | ~known.is_surgery[order])
    case, entry, order = case[apt], entry[apt], order[apt]
    uniforms = ordered.draws.keyed(order_keys(ordered.draws)[order], ordered.patient_ids[patient][case])
    certain = known.is_likeliest[entry] & cases.is_gravest[case]
    kept = np.flatnonzero((uniforms < known.share[order]) | certain)
    case, order = allowed(case[kept], order[kept], ordered.allergy_bits[patient], known)
    contact, at = cases.contact[case], moments(contacts, cases, case, order, known)
    # a study that was asked for is made, even if another answered its question before
    meant = (at < cases.until[case]) | (study_of_order()[order] != NO_STUDY)
    due = np.flatnonzero((at <= contacts.end[contact]) & meant)
    contact, order, at = contact[due], order[due], at[due]
    first = first_of_each(contact * (known.treatment.max() + 1) + known.treatment[order])
    return Given(contact[first], order[first], at[first])


def moments(contacts: Contacts, cases: Cases, case: Ids, order: Ids, known: Orders) -> Seconds:
    """Second of each order: in the contact or in surgery, and not before the case is known."""
    contact = cases.contact[case]
    in_contact = contacts.start[contact] + known.seconds[order]
    at = np.where(known.is_surgery[order], contacts.surgery_start[contact], in_contact)
    return np.maximum(at, cases.since[case])


def applicable(contacts: Contacts, cases: Cases, known: Orders) -> tuple[Ids, Ids]:
    """Every case with every entry of its orders."""
    group_of, limb_of = facts_of_conditions()
    role = contacts.role[cases.contact].astype(np.int64)
    number = known.cases(role, group_of[cases.condition], cases.severity, limb_of[cases.condition])
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
