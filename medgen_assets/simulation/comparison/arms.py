"""One arm of a comparison: how each casualty fared, kept small enough for a million of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.care.flow import layout
from medgen_assets.simulation.care.flow.compiling import Flow
from medgen_assets.simulation.care.journal import Journal
from medgen_assets.simulation.care.passage import injury_seconds, journals
from medgen_assets.simulation.exercise import Exercise

Small = NDArray[np.int32]
"""Ids, codes and seconds: all below 2^31; half the memory of the journal's own."""
Columns = dict[str, Small]

FATES_KEPT = ("patient_id", "outcome", "outcome_at", "first_facility", "role", "waits_for", "waits_since")
VISITS_KEPT = (
    "patient_id", "visit_no", "role", "wanted", "departed", "arrived", "bed_from", "table_wanted", "surgery_from",
)  # fmt: skip
DEATHS = (layout.KIA, layout.DOW, layout.DNBI_DEATH)


@dataclass(frozen=True, eq=False)
class Arm:
    """What happened under one way of care; seconds since the start, -1 where a moment never came."""

    fates: Columns
    """One row per casualty, in order of id; columns of FATES_KEPT."""
    visits: Columns
    """One row per visit, in order of casualty and visit; columns of VISITS_KEPT."""
    injured: Small

    @cached_property
    def is_dead(self) -> NDArray[np.bool_]:
        """Whether each casualty died."""
        return np.isin(self.fates["outcome"], DEATHS)

    def waits(self, start: str, end: str, lack: int) -> tuple[Small, Small, Small]:
        """Casualty, begin and end of each wait of a kind; who died or was left waiting waited until then.

        Waits for the way home are not among them: the strategic flight gathers its passengers on purpose.
        """
        got, fates = self.visits, self.fates
        served = (got[start] >= 0) & (got[end] >= 0) & (got["role"] < layout.ROLE_4)
        ended = (fates["waits_for"] == lack) & ~(
            (lack == layout.FOR_TRANSPORT) & (fates["role"] >= layout.ROLE_3)
        )
        return (
            np.concatenate([got["patient_id"][served], self.fates["patient_id"][ended]]),
            np.concatenate([got[start][served], self.fates["waits_since"][ended]]),
            np.concatenate([got[end][served], self.fates["outcome_at"][ended]]),
        )


def arm(exercise: Exercise, events: pl.DataFrame, flow: Flow | None = None) -> Arm:
    """Let all casualties of an exercise go through care."""
    fates, visits = [], []
    for fate, visit in kept_columns(journals(exercise, events, flow=flow)):
        fates.append(fate)
        visits.append(visit)
    ids = np.arange(exercise.scenario.total_patients, dtype=np.int64)
    return Arm(
        in_order(np.concatenate(fates, axis=1), FATES_KEPT),
        in_order(np.concatenate(visits, axis=1), VISITS_KEPT),
        injury_seconds(exercise, events, ids).astype(np.int32),
    )


def kept_columns(parts: Iterator[Journal]) -> Iterator[tuple[Small, Small]]:
    """Of each part of a journal the columns that comparisons read, a row each."""
    fates = [layout.FATE_FIELDS.index(name) for name in FATES_KEPT]
    visits = [layout.VISIT_FIELDS.index(name) for name in VISITS_KEPT]
    for part in parts:
        yield part.fates[:, fates].T.astype(np.int32), part.visits[:, visits].T.astype(np.int32)


def in_order(rows: Small, names: tuple[str, ...]) -> Columns:
    """Columns by name, ordered by the first two."""
    order = np.lexsort((rows[1], rows[0]))
    return {name: row[order] for name, row in zip(names, rows, strict=True)}
