"""How many casualties each front, warfare type and class has: every share exact to one casualty."""

from dataclasses import dataclass

import numpy as np

from medgen_assets.reference import operations
from medgen_assets.simulation.apportionment import apportioned, fitted, rounded_table
from medgen_assets.simulation.exercise import CLASSES, Exercise
from medgen_assets.vocabulary import CasualtyClass, WarfareType


@dataclass(frozen=True)
class Cell:
    """The casualties of one front, warfare type and class."""

    front_no: int
    warfare_type: WarfareType
    casualty_class: CasualtyClass
    casualties: int

    @property
    def name(self) -> str:
        """The cell's name in the draws."""
        return f"front {self.front_no} {self.warfare_type} {self.casualty_class}"


def cells(exercise: Exercise) -> list[Cell]:
    """All cells with casualties; front, type and class totals are the scenario's shares by largest remainder."""
    by_kind = type_by_class(exercise)
    kinds = [(kind, of_class) for kind in exercise.warfare_types for of_class in CLASSES]
    totals = [int(count) for count in by_kind.ravel()]
    fronts = apportioned(sum(totals), [front.share for front in exercise.fronts])
    expected = np.outer(fronts, totals) / max(1, sum(totals))
    counts = rounded_table(expected, fronts, totals)
    return [
        Cell(front_no, kind, of_class, int(counts[front_no, k]))
        for front_no in range(len(fronts))
        for k, (kind, of_class) in enumerate(kinds)
        if counts[front_no, k] > 0
    ]


def type_by_class(exercise: Exercise) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """Casualties by warfare type and class: both margins exact, the inside leaning as the types do.

    Artillery makes more battle casualties than peacekeeping does; the multipliers of the reference say how
    much, and proportional fitting brings them to the scenario's two margins.
    """
    scenario = exercise.scenario
    mix = scenario.injury_mix
    by_class = apportioned(scenario.total_patients, [mix.battle, mix.non_battle, mix.disease])
    by_type = apportioned(
        scenario.total_patients, [scenario.warfare_types[kind] for kind in exercise.warfare_types]
    )
    patterns = operations.warfare_patterns()
    leaning = np.array(
        [
            [patterns[kind].class_multiplier[of_class] for of_class in CLASSES]
            for kind in exercise.warfare_types
        ]
    )
    seed = leaning * np.outer(by_type, by_class)
    return rounded_table(fitted(seed, by_type, by_class), by_type, by_class)
