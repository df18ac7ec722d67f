"""Which orders make images."""

from functools import cache

import numpy as np

from medgen_assets.reference import clinical
from medgen_assets.reference.imaging import imaging_studies
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.records.orders import orders

NO_STUDY = -1


@cache
def study_of_order() -> Ids:
    """Number of the study that each order makes; NO_STUDY for the others."""
    codes = clinical.treatments().select("treatment_id", "code")
    studies = imaging_studies().join(codes, on="treatment_id", maintain_order="left")["code"]
    numbers = {code: number for number, code in enumerate(studies)}
    return np.array([numbers.get(code, NO_STUDY) for code in orders().coded["code"]], dtype=np.int64)
