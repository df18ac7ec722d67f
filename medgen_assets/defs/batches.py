"""One batch of patients, chunk by chunk: casualties, their care, their records.

The same steps run in this process and in workers. Memory depends on the chunk, not on the batch.
No Dagster here: worker processes import this and must start fast.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from medgen_assets.concurrency import Tell
from medgen_assets.defs.finished_work import batch_note, note, noted
from medgen_assets.defs.journals import journal_of_batch
from medgen_assets.defs.memory import give_back
from medgen_assets.defs.remembered import distributions_of
from medgen_assets.defs.run_plan import RunPlan, chunks
from medgen_assets.defs.work_files import keep, kept, work_file
from medgen_assets.exporters.layout import batch_file, single_file
from medgen_assets.exporters.table_writer import TableWriter, table_writer
from medgen_assets.scenario.model import Scenario
from medgen_assets.schemas.care import ResourceStays
from medgen_assets.schemas.stored import stored_form, stored_frame, value_counts
from medgen_assets.simulation.engine import (
    CasualtyTables,
    Exercise,
    casualties,
    pathway_tables,
    portions,
    record_tables,
)
from medgen_assets.telemetry import PerformanceMonitor

CASUALTIES, RESOURCE_STAYS, PATIENTS = "casualties", "resource_stays", "patients"
RECORD_TABLES = (
    "patients",
    "injuries",
    "events",
    "diagnoses",
    "treatments",
    "vitals",
    "allergies",
    "regular_medications",
    "imaging_findings",
)
BATCH_ASSETS = (CASUALTIES, RESOURCE_STAYS, *RECORD_TABLES)
COUNTED = {
    CASUALTIES: ("casualty_class", "triage_initial", "mechanism"),
    "patients": ("outcome", "nation"),
    "events": ("kind",),
    "diagnoses": ("basis",),
    "treatments": ("display",),
    "injuries": ("body_region", "severity"),
    "allergies": ("display",),
    "regular_medications": ("display",),
    "imaging_findings": ("modality", "finding"),
    RESOURCE_STAYS: ("resource_kind",),
}
"""Columns whose values are counted for the pictures of each asset."""


@dataclass(frozen=True)
class BatchOrder:
    """What is to be made of one batch; small, because it travels to worker processes."""

    plan: RunPlan
    scenario: str
    batch: int
    assets: frozenset[str]
    metadata: Mapping[str, str]
    is_resumed: bool = False
    """Whether the run is taken up again, so that what is finished already counts."""

    @property
    def patients(self) -> int:
        """Patients of the batch."""
        first_id, end_id = self.plan.ids(self.batch)
        return end_id - first_id


@dataclass
class BatchDone:
    """What was made of one batch: rows by asset, seconds by step, and counts for the pictures."""

    batch: int
    rows: Counter[str] = field(default_factory=Counter)
    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    watch: PerformanceMonitor = field(default_factory=PerformanceMonitor)
    is_resumed: bool = False
    """Whether an earlier attempt at the run made it."""

    def note(self, asset: str, table: pa.Table) -> None:
        """Count a chunk of an asset."""
        self.rows[asset] += table.num_rows
        for column in COUNTED.get(asset, ()):
            counts = self.counts.setdefault((asset, column), Counter())
            counts.update(value_counts(table[column]))

    def document(self) -> dict[str, Any]:
        """What was made, JSON-like."""
        counts = [[asset, column, dict(values)] for (asset, column), values in self.counts.items()]
        return {"rows": dict(self.rows), "counts": counts}


@lru_cache(maxsize=2)
def exercise_of(scenario: str) -> Exercise:
    """The exercise of a scenario document (JSON), with its remembered distributions."""
    resolved = Scenario.model_validate_json(scenario)
    return Exercise(resolved, distributions_of(resolved))


def made(order: BatchOrder, tell: Tell) -> BatchDone:
    """Make one batch, unless an earlier attempt at the run did; tells the number of patients after each chunk."""
    earlier = made_earlier(order) if order.is_resumed else None
    if earlier is None:
        return made_now(order, tell)
    tell(order.patients)
    return earlier


def made_earlier(order: BatchOrder) -> BatchDone | None:
    """What an earlier attempt made of this batch, if its files are still what they were."""
    document = noted(order.plan.path, batch_note(order.batch))
    if not document or document["assets"] != sorted(order.assets):
        return None
    counts = {(asset, column): Counter(values) for asset, column, values in document["counts"]}
    return BatchDone(order.batch, Counter(document["rows"]), counts, is_resumed=True)


def made_now(order: BatchOrder, tell: Tell) -> BatchDone:
    """Make one batch, and note that it is finished."""
    done = BatchDone(order.batch)
    give_back()
    with ExitStack() as files:
        writers = {table: files.enter_context(opened(order, table)) for table in final_tables(order)}
        for first_id, end_id in chunks(*order.plan.ids(order.batch), order.plan.chunk_size):
            for asset, table in chunk_tables(order, first_id, end_id, done.watch):
                done.note(asset, table)
                if asset in writers:
                    writers[asset].append(table)
            tell(end_id - first_id)
    result = {"assets": sorted(order.assets), **done.document()}
    note(order.plan.path, batch_note(order.batch), files_of(order), result)
    return done


def files_of(order: BatchOrder) -> Iterator[Path]:
    """The files that a batch consists of: those of the data set, and what later steps read."""
    folder = order.plan.path
    yield from (folder / batch_file(table, order.batch) for table in final_tables(order))
    tables = [table.name for table in fields(CasualtyTables)] if CASUALTIES in order.assets else []
    for first_id, _ in chunks(*order.plan.ids(order.batch), order.plan.chunk_size):
        yield from (work_file(folder, table, first_id) for table in tables)


def final_tables(order: BatchOrder) -> list[str]:
    """The asked assets that are tables of the data set."""
    return [table for table in (RESOURCE_STAYS, *RECORD_TABLES) if table in order.assets]


def opened(order: BatchOrder, table: str) -> AbstractContextManager[TableWriter]:
    """The open file of this batch of a table."""
    return table_writer(order.plan.path / batch_file(table, order.batch), order.metadata)


def chunk_tables(
    order: BatchOrder, first_id: int, end_id: int, watch: PerformanceMonitor
) -> Iterator[tuple[str, pa.Table]]:
    """The asked tables of one chunk, each under its asset's name."""
    exercise = exercise_of(order.scenario)
    with watch.measure(CASUALTIES, end_id - first_id):
        hurt = casualty_tables(order, exercise, first_id, end_id)
    if CASUALTIES in order.assets:
        yield CASUALTIES, stored_form(hurt.casualties.select(COUNTED[CASUALTIES]))
    if order.assets == {CASUALTIES}:
        return
    with watch.measure(RESOURCE_STAYS, end_id - first_id):
        pathways = pathway_tables(exercise, journal_of_batch(order.plan, order.batch).of(first_id, end_id))
    if RESOURCE_STAYS in order.assets:
        yield RESOURCE_STAYS, stored_frame(ResourceStays, pathways.resource_stays)
    if order.assets.isdisjoint(RECORD_TABLES):
        return
    for of_hurt, of_pathways in portions(hurt, pathways):
        tables = record_tables(exercise, of_hurt, of_pathways)
        made_in_time = timed(tables, watch, len(of_hurt.casualties))
        yield from ((name, table) for name, table in made_in_time if name in order.assets)


def timed(
    tables: Iterator[tuple[str, pa.Table]], watch: PerformanceMonitor, patients: int
) -> Iterator[tuple[str, pa.Table]]:
    """The tables of so many patients; timed is how long they take to make, not what is done with them."""
    while True:
        with watch.measure(PATIENTS, patients):
            made = next(tables, None)
        if made is None:
            return
        yield made
        patients = 0


def casualty_tables(order: BatchOrder, exercise: Exercise, first_id: int, end_id: int) -> CasualtyTables:
    """The casualties of one chunk, made now or by an earlier run."""
    if CASUALTIES not in order.assets:
        return kept(order.plan.path, first_id)
    events = incidents_between(order.plan.path, first_id, end_id)
    return keep(order.plan.path, first_id, casualties(exercise, events, first_id, end_id))


def incidents_between(folder: Path, first_id: int, end_id: int) -> pl.DataFrame:
    """The incidents of these casualties, and of the one before them, whom an edge case may repeat."""
    begin, end = pl.col("first_patient_id"), pl.col("first_patient_id") + pl.col("casualties")
    schedule = pl.scan_parquet(folder / single_file("casualty_events"))
    return schedule.filter((begin < end_id) & (end > first_id - 1)).collect()
