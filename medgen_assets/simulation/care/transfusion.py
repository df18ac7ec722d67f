"""Who can take whose blood: the antigens of each casualty, as numbers."""

import numpy as np

from medgen_assets.simulation.demographics import blood_shares, drawn_nations
from medgen_assets.simulation.draws import Ids, chosen
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.vocabulary import BloodGroup

A, B, RHESUS = 1, 2, 4
"""Antigens, one bit each: red cells with one that the casualty lacks cannot be given (ABO and Rh rules)."""


def antigens(group: BloodGroup) -> int:
    """Antigens of a blood group."""
    text = str(group)
    return A * ("A" in text) + B * ("B" in text) + RHESUS * ("+" in text)


def is_blood_counted(exercise: Exercise) -> bool:
    """Whether any facility has so much blood and no more."""
    return any(group.blood is not None for front in exercise.fronts for group in front.facilities)


def drawn_antigens(exercise: Exercise, ids: Ids, front: np.ndarray[tuple[int], np.dtype[np.str_]]) -> Ids:
    """Antigens of each casualty, by the blood group that its record will have."""
    nation, found = drawn_nations(exercise, ids, front), np.zeros(len(ids), dtype=np.int64)
    uniforms = exercise.draws.for_casualties("blood group", ids)
    numbers = np.array([antigens(group) for group in BloodGroup])
    for code in sorted(set(nation.tolist())):
        here = nation == code
        found[here] = numbers[chosen(uniforms[here], blood_shares()[code])]
    return found
