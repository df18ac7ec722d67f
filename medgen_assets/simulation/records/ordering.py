"""The order of what happened: by patient, then by moment, then as it was given."""

import numpy as np

from medgen_assets.simulation.draws import Ids

SECOND_BITS = 27
"""Bits for the seconds of an exercise and its follow-up: 2^27 s are 4.2 years, and 730 days are asked at most."""


def by_patient_and_second(patient: Ids, second: Ids) -> Ids:
    """Positions in order of patient and second; equal ones keep their order."""
    first = int(patient.min()) if len(patient) else 0
    return np.argsort(((patient - first) << SECOND_BITS) | second, kind="stable")
