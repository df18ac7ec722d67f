"""The order of what happened: by patient, then by moment, then as it was given."""

import numpy as np
from numpy.typing import NDArray

from medgen_assets.simulation.draws import Ids

SECOND_BITS = 27
"""Bits for the seconds of an exercise and its follow-up: 2^27 s are 4.2 years, and 730 days are asked at most."""
KEY_BITS = 63
"""Bits of a number that is not negative."""


def in_order(keys: Ids) -> Ids:
    """Positions in order of keys that are not negative; equal ones keep their order.

    Where there is room a key and its position are sorted as one number, in a tenth of the time of a stable sort.
    """
    bits = len(keys).bit_length()
    if int(keys.max(initial=0)) >> (KEY_BITS - bits):
        return np.argsort(keys, kind="stable")
    numbered = np.sort((keys << bits) | np.arange(len(keys)))
    positions: Ids = numbered & ((1 << bits) - 1)
    return positions


def by_patient_and_second(patient: Ids, second: Ids) -> Ids:
    """Positions in order of patient and second; equal ones keep their order."""
    first = int(patient.min(initial=0)) if len(patient) else 0
    return in_order(((patient - first) << SECOND_BITS) | second)


def by_several(*keys: Ids) -> Ids:
    """Positions in order of the first of several keys, then the next; quickly where they lie in order already."""
    is_before = np.zeros(max(len(keys[0]) - 1, 0), np.bool_)
    is_torn = is_before.copy()
    for key in keys:
        is_torn |= ~is_before & (key[:-1] > key[1:])
        is_before |= key[:-1] < key[1:]
    return np.lexsort(keys[::-1]) if is_torn.any() else np.arange(len(keys[0]))


def is_first(sorted_keys: Ids) -> NDArray[np.bool_]:
    """Whether each entry is the first of its key; equal keys stand together."""
    first = np.ones(len(sorted_keys), np.bool_)
    first[1:] = sorted_keys[1:] != sorted_keys[:-1]
    return first


def numbered_within(patient: Ids) -> Ids:
    """Number of each entry among those of its patient, from 0; the entries of a patient stand together."""
    begins = np.flatnonzero(is_first(patient))
    number: Ids = np.arange(len(patient)) - np.repeat(begins, np.diff(begins, append=len(patient)))
    return number


def repeated(counts: Ids) -> tuple[Ids, Ids]:
    """Each position as often as it counts, and the number of the repetition."""
    position = np.repeat(np.arange(len(counts)), counts)
    number: Ids = np.arange(len(position))
    number -= (np.cumsum(counts) - counts)[position]
    return position, number


def first_of_each(keys: Ids) -> Ids:
    """Positions of the first of each key, in order; keys are not negative."""
    is_it = np.zeros(len(keys), np.bool_)
    is_it[first_by_key(keys)] = True
    return np.flatnonzero(is_it)


def first_by_key(keys: Ids) -> Ids:
    """Positions of the first of each key, in order of the keys; keys are not negative."""
    order = in_order(keys)
    return order[is_first(keys[order])]


def is_one_of(keys: Ids, chosen: Ids) -> NDArray[np.bool_]:
    """Whether each key is among the chosen; both are small numbers that are not negative.

    By a table of all keys, in a tenth of the time in which NumPy looks for itself how to ask.
    """
    is_chosen = np.zeros(max(int(keys.max(initial=0)), int(chosen.max(initial=0))) + 1, np.bool_)
    is_chosen[chosen] = True
    among: NDArray[np.bool_] = is_chosen[keys]
    return among
