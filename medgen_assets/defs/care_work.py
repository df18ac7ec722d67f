"""The pass of all casualties through care, written down part by part. No Dagster here."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from medgen_assets.concurrency import Tell
from medgen_assets.defs.batches import exercise_of
from medgen_assets.defs.finished_work import note
from medgen_assets.defs.journals import JOURNAL, keep_journal
from medgen_assets.defs.machine_code import flow_for
from medgen_assets.defs.run_plan import RunPlan
from medgen_assets.exporters.layout import single_file
from medgen_assets.simulation.care.flow.layout import FATE_FIELDS
from medgen_assets.simulation.engine import Journal, journals
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.schedule import kinds_of
from medgen_assets.vocabulary import Lack, Outcome

INCIDENTS_AT_ONCE = 100_000
"""Incidents read at a time. Assumption: 100,000, four megabytes, more than enough for a stretch of casualties."""


@dataclass(frozen=True)
class CareOrder:
    """Whose care is to be gone through; as small as an order can be."""

    plan: RunPlan
    scenario: str


def care_done(order: CareOrder, hear: Tell) -> pl.DataFrame:
    """Go through care and keep the journal; how many ended how, lacking what. `hear` gets casualties as they end."""
    flow = flow_for(order.plan.patients)
    exercise = exercise_of(order.scenario)
    schedule = StoredSchedule(order.plan, exercise)
    counts = []

    def seen() -> Iterator[Journal]:
        for part in journals(exercise, schedule, flow=flow):
            counts.append(endings(part.fates))
            yield part
            hear(len(part.fates))

    note(order.plan.path, JOURNAL, keep_journal(order.plan, seen()))
    return pl.concat(counts).group_by("outcome", "lacked").sum().sort("outcome", "lacked")


@dataclass(frozen=True)
class StoredSchedule:
    """The incidents of a run, some at a time; names are categories, since texts would take 64 bytes an incident."""

    plan: RunPlan
    exercise: Exercise

    def __iter__(self) -> Iterator[pl.DataFrame]:
        kinds = kinds_of(self.exercise)
        path = self.plan.path / single_file("casualty_events")
        with pq.ParquetFile(path, read_dictionary=list(kinds), pre_buffer=False) as file:
            # each thread would keep memory of its own
            for piece in file.iter_batches(batch_size=INCIDENTS_AT_ONCE, use_threads=False):
                named = [pl.col(name).cast(kind) for name, kind in kinds.items()]
                yield pl.DataFrame(pa.Table.from_batches([piece])).with_columns(named)


def endings(fates: NDArray[np.int64]) -> pl.DataFrame:
    """Casualties by outcome and by what they waited for when it came."""
    named = {name: fates[:, column] for column, name in enumerate(FATE_FIELDS)}
    lacked = ["nothing", *map(str, Lack)]
    return (
        pl.DataFrame({"outcome": named["outcome"], "lacked": named["waits_for"]})
        .group_by("outcome", "lacked")
        .len("casualties")
        .with_columns(
            pl.col("outcome").replace_strict(dict(enumerate(map(str, Outcome))), return_dtype=pl.String),
            pl.col("lacked").replace_strict(dict(enumerate(lacked)), return_dtype=pl.String),
        )
    )
