"""Cases: what each contact takes the one or two gravest injuries of its patient for, and from when until when."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from medgen_assets.simulation.care.detection import CROWD_PENALTY
from medgen_assets.simulation.draws import Draws, Ids
from medgen_assets.simulation.exercise import Seconds
from medgen_assets.simulation.ordering import in_order, is_first
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.diagnosis.errors import SEES, errors, keys, mistaken_for
from medgen_assets.simulation.records.names import ROLES
from medgen_assets.simulation.records.subjects import Subjects
from medgen_assets.vocabulary import Role

Flags = NDArray[np.bool_]

EXAMINED, IMAGED, RECORDED = range(3)
"""How a diagnosis was made, as vocabulary.DiagnosisBasis numbers it."""
ALWAYS, ENDLESS = 0, 1 << 40
"""Seconds before and after everything."""


@dataclass(frozen=True)
class Hurts:
    """The injuries that contacts look at: the first of each of the gravest groups, one entry each, by patient."""

    row: Ids
    """Row of the injury among the injuries of the stretch."""
    patient: Ids
    injury_no: Ids
    condition: Ids
    severity: Ids
    mistaken: Ids
    """Condition it is taken for by whoever does not see it."""


@dataclass(frozen=True)
class Cases:
    """What contacts treat, one entry each."""

    contact: Ids
    hurt: Ids
    """Entry of the injury in Hurts."""
    is_gravest: Flags
    condition: Ids
    """What it is taken for."""
    severity: Ids
    basis: Ids
    since: Seconds
    """Second from which it is taken for that; until then for something else, or not looked at yet."""
    until: Seconds

    def at(self, rows: Ids | Flags) -> "Cases":
        """Some of the entries."""
        return Cases(**{field.name: getattr(self, field.name)[rows] for field in fields(self)})

    def followed_by(self, others: "Cases") -> "Cases":
        """Two lists end to end."""
        return Cases(
            **{
                field.name: np.concatenate([getattr(self, field.name), getattr(others, field.name)])
                for field in fields(self)
            }
        )


def with_mistakes(draws: Draws, patient_ids: Ids, hurts: Hurts) -> Hurts:
    """The injuries with what each is taken for by whoever does not see it."""
    wrong = mistaken_for(draws, patient_ids[hurts.patient], hurts.injury_no, hurts.condition)
    return replace(hurts, mistaken=wrong)


def examined(subjects: Subjects, contacts: Contacts, shown: Seconds, hurts: Hurts, cases: Cases) -> Cases:
    """The cases with what each contact takes them for after looking; what was seen once stays known.

    Who operates sees what it is, who stops a lethal course saw its cause, and whom somebody saw dying while it waited
    is known from the next contact on. `shown` is the second at which each patient was triaged anew; ENDLESS where it
    never was.
    """
    patient, role = contacts.patient[cases.contact], contacts.role[cases.contact]
    share = errors().share[hurts.condition[cases.hurt], role]
    crowd = subjects.casualties["is_mass_casualty"].to_numpy()[patient] & (role == ROLES.number(Role.POI))
    ids, draws = subjects.ids[hurts.patient], subjects.exercise.draws
    sees = draws.keyed(keys(draws)[SEES][hurts.injury_no], ids)[cases.hurt] < share - CROWD_PENALTY * crowd
    seen = (
        sees | acted(contacts, subjects.stopped_at, hurts, cases) | was_shown(contacts, shown, hurts, cases)
    )
    known, before = since_first(cases.hurt, seen)
    is_wrong = ~known & (hurts.mistaken != hurts.condition)[cases.hurt]
    return taken_for(hurts, cases, is_wrong, np.where(before, RECORDED, EXAMINED))


def acted(contacts: Contacts, stopped: Seconds, hurts: Hurts, cases: Cases) -> Flags:
    """Whether what a contact did shows that it knew: an operation, or the end of a lethal course."""
    at = stopped[contacts.patient]
    ended = (at >= contacts.start) & (at <= contacts.end)
    is_operated = (contacts.surgery_start >= 0)[cases.contact]
    knew: Flags = is_operated | (ended[cases.contact] & (hurts.injury_no[cases.hurt] == 0))
    return knew


def was_shown(contacts: Contacts, shown: Seconds, hurts: Hurts, cases: Cases) -> Flags:
    """Whether the worst injury of a patient had shown itself before a contact, while the patient waited."""
    before = shown[contacts.patient] <= contacts.start
    known: Flags = before[cases.contact] & (hurts.injury_no[cases.hurt] == 0)
    return known


def since_first(group: Ids, holds: Flags) -> tuple[Flags, Flags]:
    """Whether something holds of an entry or of one before it in its group, and whether of one before it."""
    order = in_order(group)
    position, begins = np.arange(len(group)), is_first(group[order])
    start = np.maximum.accumulate(np.where(begins, position, 0))
    last = np.maximum.accumulate(np.where(holds[order], position, -1))
    known, before = np.zeros(len(group), np.bool_), np.zeros(len(group), np.bool_)
    known[order] = last >= start
    before[order[1:]] = (last[:-1] >= start[1:]) & ~begins[1:]
    return known, before


def taken_for(hurts: Hurts, cases: Cases, is_wrong: Flags, basis: Ids) -> Cases:
    """Cases with the wrong diagnosis where they are wrong, and the right one elsewhere."""
    condition = np.where(is_wrong, hurts.mistaken[cases.hurt], hurts.condition[cases.hurt])
    severity, known = hurts.severity[cases.hurt], errors()
    bounded = np.clip(severity, known.severity_min[condition], known.severity_max[condition])
    return replace(
        cases,
        condition=condition,
        severity=np.where(is_wrong, bounded, severity),
        basis=np.where(is_wrong, EXAMINED, basis),
    )


def corrected(hurts: Hurts, cases: Cases, revealed: Seconds) -> tuple[Cases, Ids]:
    """Cases after images showed what is true, and the contacts whose cases changed.

    `revealed` is the second at which an image of its contact shows the injury of a case that is wrong, ENDLESS
    where none does. From then on the case is right, and so are those of later contacts.
    """
    shown = revealed < ENDLESS
    _, later = since_first(cases.hurt, shown)
    changes = later & is_wrong(hurts, cases)
    right = taken_for(hurts, cases, np.zeros(len(shown), np.bool_), np.full(len(shown), RECORDED))
    merged = {
        name: np.where(changes, getattr(right, name), getattr(cases, name))
        for name in ("condition", "severity", "basis")
    }
    until = np.where(shown & ~later, revealed, np.where(changes, ENDLESS, cases.until))
    first = shown & ~later
    added = replace(
        right.at(first), since=revealed[first], basis=np.full(int(first.sum()), IMAGED, dtype=np.int64)
    )
    whole = replace(cases, until=until, **merged).followed_by(added)
    obsolete = later & (cases.since > ALWAYS)  # an image had shown it here, and now one before did
    kept = np.flatnonzero(~np.append(obsolete, np.zeros(int(first.sum()), np.bool_)))
    by_contact = whole.at(kept[np.argsort(whole.contact[kept], kind="stable")])
    return by_contact, np.unique(cases.contact[changes | first | obsolete])


def is_wrong(hurts: Hurts, cases: Cases) -> Flags:
    """Whether each case is taken for something else than it is."""
    wrong: Flags = cases.condition != hurts.condition[cases.hurt]
    return wrong
