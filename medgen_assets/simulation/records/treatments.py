"""What was done: each contact gives what the protocols say for the two gravest injury groups."""

from functools import cache

import numpy as np
import pyarrow as pa

from medgen_assets.schemas.records import Treatments
from medgen_assets.schemas.stored import instants, stored_table
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.care.effects import given_in
from medgen_assets.simulation.draws import Bits, Ids
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.names import Texts
from medgen_assets.simulation.ordering import by_patient_and_second, is_one_of, numbered_within
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.diagnosis.cases import Cases, Hurts, corrected
from medgen_assets.simulation.records.diagnosis.looking import GROUPS_TREATED, first_image
from medgen_assets.simulation.records.giving import Given, Ordering, given, not_done_before
from medgen_assets.simulation.records.names import ROLES, places
from medgen_assets.simulation.records.orders import orders
from medgen_assets.simulation.records.rescues import missing_orders, numbers_of, withheld_treatments
from medgen_assets.simulation.records.subjects import Subjects


def treatments(
    subjects: Subjects,
    contacts: Contacts,
    hurts: Hurts,
    cases: Cases,
    allergy_bits: Bits,
) -> tuple[Given, Cases]:
    """Treatments of all contacts in time order, what saved among them, and the cases as images corrected them.

    Nothing is given that an allergy forbids; `allergy_bits` has one entry per casualty.
    """
    made, cases = ordered(subjects, contacts, hurts, cases, allergy_bits)
    withheld = withheld_treatments(given_in(subjects.exercise))
    if withheld:
        made = made.at(~np.isin(orders().treatment[made.order], numbers_of(withheld)))
    first = (made.contact, made.order)
    saving = Given(*missing_orders(subjects, contacts, first, allergy_bits))
    whole = in_time_order(contacts, made.followed_by(saving))
    return whole.at(not_done_before(contacts.patient[whole.contact], whole.order, orders())), cases


def ordered(
    subjects: Subjects,
    contacts: Contacts,
    hurts: Hurts,
    cases: Cases,
    allergy_bits: Bits,
) -> tuple[Given, Cases]:
    """What the protocols order: for what was thought, and again where images corrected it.

    What is ordered for one injury that an image showed may show another.
    """
    ordering = Ordering(subjects.exercise.draws, subjects.ids, contacts, allergy_bits)
    made = fresh = given(ordering, cases)
    for _ in range(GROUPS_TREATED):
        cases, changed = corrected(hurts, cases, first_image(hurts, cases, fresh))
        if not len(changed):
            break
        fresh = given(ordering, cases.at(is_one_of(cases.contact, changed)))
        made = made.at(~is_one_of(made.contact, changed)).followed_by(fresh)
    return made, cases


def in_time_order(contacts: Contacts, made: Given) -> Given:
    """The same by patient and moment."""
    return made.at(by_patient_and_second(contacts.patient[made.contact], made.second))


def treatment_rows(exercise: Exercise, patient_ids: Ids, contacts: Contacts, given: Given) -> pa.Table:
    """Table Treatments."""
    patient, (texts, doses) = contacts.patient[given.contact], coded()
    dose = doses[given.order]
    columns = {
        "patient_id": pa.array(patient_ids[patient]),
        "treatment_no": pa.array(numbered_within(patient)),
        "at": instants(exercise.microseconds(given.second)),
        "facility_id": places(exercise).facilities.stored(contacts.facility[given.contact]),
        "role": ROLES.stored(contacts.role[given.contact]),
        "dose": pa.array(dose, mask=np.isnan(dose)),
        **texts.stored(given.order),
    }
    return stored_table(Treatments, columns)


@cache
def coded() -> tuple[Texts, Reals]:
    """What each order gives: the texts, and the dose, which is no number where there is none."""
    table = orders().coded
    return Texts.of(table.drop("dose")), table["dose"].fill_null(float("nan")).to_numpy()
