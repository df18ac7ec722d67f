"""Exposure to nerve agent: which dosage each casualty inhaled, and what that does without care."""

import numpy as np
from numpy.typing import NDArray

from medgen_assets.reference.course import course
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.draws import Draws, Ids

SEVERITIES = 7
MOST_BANDS = 2
"""Bands that one severity is split into at most."""


def dosage_bands(draws: Draws, ids: Ids, is_exposed: NDArray[np.bool_], severity: Ids) -> Ids:
    """Band of the inhaled dosage by severity, 1..6 for IP-1..IP-6; 0 for those not exposed."""
    split = np.zeros((SEVERITIES, MOST_BANDS), dtype=np.int64)
    for number, bands in course().band_by_severity.items():
        split[number] = [bands[turn * len(bands) // MOST_BANDS] for turn in range(MOST_BANDS)]
    turn = (draws.for_casualties("inhaled dosage", ids) * MOST_BANDS).astype(np.int64)
    return np.where(is_exposed, split[severity, turn], 0)


def death_risk(bands: Ids) -> Reals:
    """Chance of death without care by band; 0 for those not exposed."""
    known = course().bands
    return np.array([0.0, *(known[band].dies for band in sorted(known))])[bands]


def median_minutes(bands: Ids) -> Reals:
    """Median time to that death by band (min); 0 for those not exposed."""
    known = course().bands
    return np.array([0.0, *(known[band].minutes for band in sorted(known))])[bands]
