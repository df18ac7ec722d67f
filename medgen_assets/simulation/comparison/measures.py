"""What is measured of an arm: who died of what lack, who returned, and how long people waited."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.comparison.arms import Arm, Small
from medgen_assets.simulation.exercise import MINUTE_SECONDS

Measure = Callable[[Arm], float | None]

WAITS = {
    "transport": ("wanted", "departed", layout.FOR_TRANSPORT),
    "bed": ("arrived", "bed_from", layout.FOR_BED),
    "surgery": ("table_wanted", "surgery_from", layout.FOR_SURGERY),
}
"""Kinds of wait: the moments between which it lies, and what its end without success is called."""
HALF, MOST = 0.5, 0.95
"""Quantiles that are reported."""


def measured(arm: Arm) -> dict[str, float | None]:
    """Every measure of an arm; None where nobody was there to be measured."""
    return {name: measure(arm) for name, measure in MEASURES.items()}


def ended(*outcomes: int) -> Measure:
    """Casualties with one of these outcomes."""
    return lambda arm: float(np.isin(arm.fates["outcome"], outcomes).sum())


def died_waiting(lack: int) -> Measure:
    """Casualties who died while they waited for this."""
    return lambda arm: float((arm.is_dead & (arm.fates["waits_for"] == lack)).sum())


def wait_minutes(kind: str, share: float) -> Measure:
    """Quantile of the waits of a kind, those of no length included, in minutes."""

    def measure(arm: Arm) -> float | None:
        _, start, end = arm.waits(*WAITS[kind])
        return minutes_at(end - start, share)

    return measure


def to_first_facility(share: float) -> Measure:
    """Quantile of the minutes from injury to the first facility, of those who reached one."""

    def measure(arm: Arm) -> float | None:
        first = arm.fates["first_facility"]
        return minutes_at((first - arm.injured)[first >= 0], share)

    return measure


def to_first_surgery(share: float) -> Measure:
    """Quantile of the minutes from injury to the first operation, of those who were operated on."""

    def measure(arm: Arm) -> float | None:
        operated = arm.visits["surgery_from"] >= 0
        ids, first = np.unique(arm.visits["patient_id"][operated], return_index=True)
        return minutes_at(arm.visits["surgery_from"][operated][first] - arm.injured[ids], share)

    return measure


def most_waiting(kind: str) -> Measure:
    """Most casualties who waited for this at once, on all fronts together."""

    def measure(arm: Arm) -> float:
        _, start, end = arm.waits(*WAITS[kind])
        waited = end > start
        return float(most_at_once(start[waited], end[waited]))

    return measure


def most_at_once(start: Small, end: Small) -> int:
    """Most intervals that hold at once; who leaves at a second makes room for who comes at that second."""
    if not len(start):
        return 0
    moments = np.concatenate([start, end])
    steps = np.repeat(np.array([1, -1]), len(start))
    return int(np.cumsum(steps[np.lexsort((steps, moments))]).max())


def minutes_at(seconds: NDArray[np.int32], share: float) -> float | None:
    """The value of rank ceil(share x count), in minutes; None for nobody."""
    count = len(seconds)
    if not count:
        return None
    rank = max(0, -int(-share * count // 1) - 1)
    return float(np.partition(seconds, rank)[rank]) / MINUTE_SECONDS


MEASURES: dict[str, Measure] = {
    "deaths": ended(layout.KIA, layout.DOW, layout.DNBI_DEATH),
    "killed in action": ended(layout.KIA),
    "died of wounds": ended(layout.DOW),
    "DNBI deaths": ended(layout.DNBI_DEATH),
    "died waiting for transport": died_waiting(layout.FOR_TRANSPORT),
    "died waiting for a bed": died_waiting(layout.FOR_BED),
    "died waiting for surgery": died_waiting(layout.FOR_SURGERY),
    "returned to duty": ended(layout.RTD),
    "evacuated out of theatre": ended(layout.EVACUATED),
    "under treatment": ended(layout.UNDER_TREATMENT),
    "wait for transport, median min": wait_minutes("transport", HALF),
    "wait for transport, 95 % min": wait_minutes("transport", MOST),
    "wait for a bed, median min": wait_minutes("bed", HALF),
    "wait for a bed, 95 % min": wait_minutes("bed", MOST),
    "wait for surgery, median min": wait_minutes("surgery", HALF),
    "wait for surgery, 95 % min": wait_minutes("surgery", MOST),
    "injury to first facility, median min": to_first_facility(HALF),
    "injury to first facility, 95 % min": to_first_facility(MOST),
    "injury to first surgery, median min": to_first_surgery(HALF),
    "injury to first surgery, 95 % min": to_first_surgery(MOST),
    "most waiting for transport": most_waiting("transport"),
    "most waiting for a bed": most_waiting("bed"),
    "most waiting for surgery": most_waiting("surgery"),
}
"""By name; minutes where the name says so, casualties elsewhere."""
