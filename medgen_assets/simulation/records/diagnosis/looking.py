"""Whom and what contacts look at, and what their images show."""

import numpy as np

from medgen_assets.simulation.exercise import Seconds
from medgen_assets.simulation.ordering import first_of_each, is_one_of, numbered_within, repeated
from medgen_assets.simulation.records.conditions import facts_of_conditions
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.diagnosis.cases import (
    ALWAYS,
    ENDLESS,
    EXAMINED,
    Cases,
    Hurts,
    is_wrong,
)
from medgen_assets.simulation.records.giving import Given
from medgen_assets.simulation.records.imaging.layout import layout
from medgen_assets.simulation.records.imaging.studies import NO_STUDY, study_of_order
from medgen_assets.simulation.records.orders import orders
from medgen_assets.simulation.records.subjects import Subjects

GROUPS_TREATED = 2
"""Injury groups that one contact treats. Assumption: two, because a team works on the gravest first and the
protocols of further groups repeat the same lines, drugs and fluids."""


def hurts_of(subjects: Subjects) -> Hurts:
    """The first injury of each of the gravest groups of each patient, worst first."""
    condition, owner = subjects.injury_condition, subjects.owner
    group_of, _ = facts_of_conditions()
    first = first_of_each(owner * len(orders().groups) + group_of[condition])
    row = first[numbered_within(owner[first]) < GROUPS_TREATED]
    number, severity = subjects.injury_no[row], subjects.injury_severity[row]
    return Hurts(row, owner[row], number, condition[row], severity, condition[row])


def cases_of(contacts: Contacts, hurts: Hurts) -> Cases:
    """Every contact with each of its patient's injuries, taken for what they are."""
    first = np.searchsorted(hurts.patient, contacts.patient, side="left")
    counts = np.searchsorted(hurts.patient, contacts.patient, side="right") - first
    contact, within = repeated(counts)
    hurt = first[contact] + within
    always = np.full(len(contact), ALWAYS, dtype=np.int64)
    return Cases(
        contact=contact,
        hurt=hurt,
        is_gravest=within == 0,
        condition=hurts.condition[hurt],
        severity=hurts.severity[hurt],
        basis=np.full(len(contact), EXAMINED, dtype=np.int64),
        since=always,
        until=np.full_like(always, ENDLESS),
    )


def first_image(hurts: Hurts, cases: Cases, made: Given) -> Seconds:
    """Second at which an image of its contact shows what each wrong case is; ENDLESS where none does."""
    revealed = np.full(len(cases.contact), ENDLESS, dtype=np.int64)
    is_mistaken = is_wrong(hurts, cases)
    studies = np.flatnonzero(study_of_order()[made.order] != NO_STUDY)
    studies = studies[is_one_of(made.contact[studies], cases.contact[is_mistaken])]
    first = np.searchsorted(cases.contact, made.contact[studies])
    for within in range(2 * GROUPS_TREATED):  # a case that an image ended is followed by the right one
        case = np.minimum(first + within, len(cases.contact) - 1)
        mine = (cases.contact[case] == made.contact[studies]) & is_mistaken[case]
        image, case = studies[mine], case[mine]
        injury = cases.hurt[case]
        shown = layout().shown(
            study_of_order()[made.order[image]], hurts.condition[injury], hurts.severity[injury]
        )
        visible = layout().seen.counts(shown) > 0
        np.minimum.at(revealed, case[visible], made.second[image[visible]])
    return np.where(revealed < cases.until, revealed, ENDLESS)
