"""Alarms: signs that make somebody immediate who was not, in the bed of the last facility.

Further forward the category decides who waits for whom, and belongs to the pass through care.
"""

from typing import Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from medgen_assets.simulation.names import NO_NAME
from medgen_assets.simulation.ordering import first_of_each
from medgen_assets.simulation.records.legs import Legs
from medgen_assets.simulation.records.names import TRIAGE
from medgen_assets.simulation.records.vitals.looks import Looks
from medgen_assets.vocabulary import TriageCategory

LEAST_SYSTOLIC: Final = 90
"""Systolic pressure below which somebody is immediate (mmHg). Assumption: the usual mark of shock (recalled)."""
LEAST_SATURATION: Final = 88
"""Oxygen saturation below which somebody is immediate (%). Assumption: the usual mark of failing lungs (recalled)."""
COMA: Final = 8
"""Coma scale at or below which somebody is immediate. Source: the usual definition of coma (GCS 8 or less)."""
BREATHS: Final = (8, 32)
"""Respiratory rates outside of which somebody is immediate (/min). Assumption: beyond the 10 to 29 of triage sieves by
the scatter of one measurement."""
CAN_GET_WORSE = [TRIAGE.number(name) for name in (TriageCategory.T2, TriageCategory.T3)]


def alarms(looks: Looks, vitals: pa.Table, legs: Legs) -> Looks:
    """The first measurement of each patient that alarms; `vitals` has one row per measurement."""
    arrived = np.full(len(legs.triage_initial), np.iinfo(np.int64).max)
    arrived[legs.patient] = legs.moments["arrived_at"]
    stays = (looks.facility != NO_NAME) & (looks.second >= arrived[looks.patient])
    waits = np.flatnonzero(stays & np.isin(looks.triage, CAN_GET_WORSE))
    row = waits[is_alarming(vitals)[waits]]
    return looks.at(row[first_of_each(looks.patient[row])])


def is_alarming(vitals: pa.Table) -> NDArray[np.bool_]:
    """Whether each row of signs makes somebody immediate."""
    breaths = vitals["respiratory_rate"].to_numpy()
    alarming: NDArray[np.bool_] = (
        (vitals["systolic_bp"].to_numpy() < LEAST_SYSTOLIC)
        | (vitals["spo2"].to_numpy() < LEAST_SATURATION)
        | (vitals["gcs"].to_numpy() <= COMA)
        | (breaths < BREATHS[0])
        | (breaths > BREATHS[1])
    )
    return alarming
