"""The order of what happened: by patient, then by moment, then as it was given."""

import numpy as np

from medgen_assets.simulation.draws import Ids

SECOND_BITS = 27
"""Bits for the seconds of an exercise and its follow-up: 2^27 s are 4.2 years, and 730 days are asked at most."""


def by_patient_and_second(patient: Ids, second: Ids) -> Ids:
    """Positions in order of patient and second; equal ones keep their order."""
    first = int(patient.min()) if len(patient) else 0
    return np.argsort(((patient - first) << SECOND_BITS) | second, kind="stable")


def numbered_within(patient: Ids) -> Ids:
    """Number of each entry among those of its patient, from 0; the entries of a patient stand together."""
    position = np.arange(len(patient))
    is_first = np.ones(len(patient), np.bool_)
    is_first[1:] = patient[1:] != patient[:-1]
    number: Ids = position - position[is_first][np.cumsum(is_first) - 1]
    return number


def repeated(counts: Ids) -> tuple[Ids, Ids]:
    """Each position as often as it counts, and the number of the repetition."""
    position = np.repeat(np.arange(len(counts)), counts)
    return position, np.arange(len(position)) - np.repeat(np.cumsum(counts) - counts, counts)


def first_of_each(keys: Ids) -> Ids:
    """Positions of the first of each key, in order."""
    return np.sort(np.unique(keys, return_index=True)[1])
