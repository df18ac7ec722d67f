"""What stopped a lethal course is on record: who was saved has been given something that saves from that."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.course import CAUSES
from medgen_assets.reference.interventions import Effect, effects
from medgen_assets.simulation.care.effects import given_in
from medgen_assets.simulation.draws import Bits, Ids
from medgen_assets.simulation.exercise import Seconds
from medgen_assets.simulation.records.contacts import Contacts
from medgen_assets.simulation.records.orders import ROLES, Orders, orders
from medgen_assets.simulation.records.subjects import Subjects
from medgen_assets.vocabulary import Intervention, Need

NONE = -1
LEAST_LIKELY = 0.2
"""Chance beside that of the likeliest below which an intervention explains nothing. Assumption: a fifth, so that
tranexamic acid alone does not explain a limb that stopped bleeding, and a pressure dressing does."""
GIVEN_AFTER_SECONDS = 120
"""From the begin of a contact to what saves. Assumption: 2 min, as tourniquets in the protocols."""


@lru_cache(maxsize=8)
def saving_treatments(given: frozenset[Intervention]) -> dict[tuple[int, int], tuple[str, ...]]:
    """Treatments by which a role stops a course without operating, by cause and role, the likeliest first.

    What needs no means comes before what does, and the more often it stops the course the earlier; what stops few
    beside the likeliest is left out.
    """
    found: dict[tuple[int, int], list[Effect]] = {}
    known = [
        effect
        for effect in effects()
        if effect.stops > 0 and effect.intervention in given and Need.TABLE not in effect.needs
    ]
    for effect in sorted(known, key=lambda effect: (len({*effect.needs} - {Need.DIAGNOSIS}), -effect.stops)):
        for role in effect.roles:
            found.setdefault((CAUSES.index(effect.cause), ROLES.index(role)), []).append(effect)
    return {place: likely_treatments(those) for place, those in found.items()}


def likely_treatments(known: list[Effect]) -> tuple[str, ...]:
    """Treatments of the effects that stop a course often enough to explain that it was stopped."""
    least = LEAST_LIKELY * max(effect.stops for effect in known)
    names = [name for effect in known if effect.stops >= least for name in effect.treatments]
    return tuple(dict.fromkeys(names))


def withheld_treatments(given: frozenset[Intervention]) -> tuple[str, ...]:
    """Treatments by which only interventions are done that nobody gives."""
    done = {name for effect in effects() if effect.intervention in given for name in effect.treatments}
    asked = {name for effect in effects() for name in effect.treatments}
    return tuple(sorted(asked - done))


def saving_contacts(stopped: Seconds, contacts: Contacts) -> Ids:
    """Contact that stopped the course of each patient without an operation; NONE where there is none."""
    begun = np.flatnonzero(contacts.start <= stopped[contacts.patient])
    last = np.full(len(stopped), NONE, dtype=np.int64)
    last[contacts.patient[begun]] = begun
    seen = np.flatnonzero((stopped >= 0) & (last != NONE))
    end = contacts.surgery_end[last[seen]]
    by_hand = seen[(end < 0) | (end > stopped[seen])]
    saving = np.full(len(stopped), NONE, dtype=np.int64)
    saving[by_hand] = last[by_hand]
    return saving


def missing_orders(
    subjects: Subjects, contacts: Contacts, given: tuple[Ids, Ids], allergy_bits: Bits
) -> tuple[Ids, Ids, Seconds]:
    """Contact, order and second of what saved and is not among the contacts and orders `given` so far."""
    exercise, saving = subjects.exercise, saving_contacts(subjects.stopped_at, contacts)
    saved = np.flatnonzero(saving != NONE)
    contact, order = given
    place = np.full(len(saving), NONE, dtype=np.int64)
    place[saved] = subjects.cause[saved] * len(ROLES) + contacts.role[saving[saved]]
    patient = contacts.patient[contact]
    before = np.flatnonzero(contact <= saving[patient])
    shows = saving_orders(given_in(exercise))[place[patient[before]], order[before]]
    shown = np.zeros(len(saving), dtype=np.bool_)
    shown[patient[before[shows]]] = True
    rows = np.full(len(saving), NONE, dtype=np.int64)
    lacking = saved[~shown[saved]]
    for number in np.unique(place[lacking]):
        these = lacking[place[lacking] == number]
        names = saving_treatments(given_in(exercise)).get(divmod(int(number), len(ROLES)), ())
        rows[these] = first_allowed(names, allergy_bits[these], orders())
    lacking = lacking[rows[lacking] != NONE]
    at = contacts.start[saving[lacking]] + GIVEN_AFTER_SECONDS
    return saving[lacking], rows[lacking], np.minimum(at, contacts.end[saving[lacking]])


@lru_cache(maxsize=8)
def saving_orders(given: frozenset[Intervention]) -> NDArray[np.bool_]:
    """Whether each order stops a course, by place (cause x role) and order."""
    known = orders()
    saves = np.zeros((len(CAUSES) * len(ROLES), len(known.treatment)), dtype=np.bool_)
    for (cause, role), names in saving_treatments(given).items():
        saves[cause * len(ROLES) + role] = np.isin(known.treatment, numbers_of(names))
    return saves


def numbers_of(names: tuple[str, ...]) -> Ids:
    """Numbers of treatments among the orders."""
    return np.array([orders().treatment[orders().row_of[name]] for name in names], dtype=np.int64)


def first_allowed(names: tuple[str, ...], allergy_bits: Bits, known: Orders) -> Ids:
    """The first order of these treatments that no allergy of each patient forbids."""
    rows = np.full(len(allergy_bits), NONE, dtype=np.int64)
    for name in names:
        row = known.row_of[name]
        free = (rows == NONE) & ((allergy_bits & known.forbidden_by[row]) == 0)
        rows = np.where(free, row, rows)
    return rows
