"""Warmth and cold: what heat, cold and infection do to the temperature."""

from functools import cache
from typing import Final

import numpy as np
import polars as pl

from medgen_assets.reference import clinical
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.injuries.catalogue import mechanism_names
from medgen_assets.simulation.records.subjects import Subjects
from medgen_assets.simulation.records.vitals.looks import Looks

WARMER: Final = np.array([0.0, 0.4, 1.0, 2.2, 3.6, 4.4, 4.6])
"""Degrees above normal of heat illness by severity. Assumption: heat stroke (4) begins at 40 degrees (definition)."""
FEVER: Final = np.array([0.0, 0.6, 1.2, 1.9, 2.4, 2.8, 3.0])
"""Degrees of fever by severity of an infection. Assumption."""
COLDER: Final = np.array([0.0, 1.0, 2.5, 4.5, 7.0, 8.0, 8.0])
"""Degrees below normal of cold injury by severity. Assumption: 35-32, 32-28, below 28 degrees are the usual stages."""
HOT, COLD, FEVERISH = (
    "heat",
    "cold|drown|hypothermia",
    "infection|fever|febrile|sepsis|pneumonia|malaria|gastro|enteritis",
)
"""Words of treatment groups and mechanisms that change the temperature."""
DEGREES: Final = np.stack([np.zeros(7), WARMER, -COLDER, FEVER])
"""By nature: none, heat, cold, infection."""


def warmth(subjects: Subjects, looks: Looks, severity: Ids) -> Reals:
    """Degrees that heat, cold or infection add at once."""
    nature = natures_of_conditions()[subjects.condition]
    mechanism = mechanism_names().numbers(subjects.casualties["mechanism"])
    nature = np.where(nature == 0, natures_of_mechanisms()[mechanism], nature)
    return DEGREES[nature[looks.patient], severity]


def nature_of(names: pl.Series) -> Ids:
    """Number in DEGREES that names of groups or mechanisms tell."""
    tests = [names.str.contains(words).to_numpy() for words in (HOT, COLD, FEVERISH)]
    return np.select(tests, [1, 2, 3], 0)


@cache
def natures_of_conditions() -> Ids:
    """Nature of each condition, by its treatment group."""
    return nature_of(clinical.conditions()["treatment_group"])


@cache
def natures_of_mechanisms() -> Ids:
    """Nature of each mechanism."""
    return nature_of(pl.Series(mechanism_names().names))
