"""The journal of care on disk: parts as they were written, cut by batch, and read again batch by batch.

No Dagster here: worker processes read these files.
"""

from collections.abc import Iterator
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

import numpy as np
import polars as pl

from medgen_assets.defs.run_plan import WORK, RunPlan
from medgen_assets.defs.work_files import write
from medgen_assets.errors import UpstreamMissing
from medgen_assets.simulation.care.flow.layout import FATE_FIELDS, RETRIAGE_FIELDS, VISIT_FIELDS
from medgen_assets.simulation.care.journal import Journal

JOURNAL = "journal"
TABLES = tuple(field.name for field in fields(Journal))
COLUMNS = {"visits": VISIT_FIELDS, "fates": FATE_FIELDS, "retriages": RETRIAGE_FIELDS}


def journal_folder(folder: Path) -> Path:
    """Where the parts of the journal lie."""
    return folder / WORK / JOURNAL


def part_file(folder: Path, batch: int, table: str, part: int) -> Path:
    """Where one part of a table of a batch lies."""
    return journal_folder(folder) / f"{batch:03d}" / f"{table}-{part:05d}.arrow"


def keep_part(plan: RunPlan, part: int, journal: Journal) -> list[Path]:
    """Write one part of the journal, cut by batch; returns the files."""
    kept = []
    for table, rows in zip(TABLES, journal.tables(), strict=True):
        batch = rows[:, 0] // plan.batch_size
        for number in np.unique(batch).tolist():
            path = part_file(plan.path, number, table, part)
            write(path, pl.DataFrame(rows[batch == number], orient="row"))
            kept.append(path)
    return kept


@lru_cache(maxsize=1)
def journal_of_batch(plan: RunPlan, batch: int) -> Journal:
    """The journal of a batch, in order of patients; raises UpstreamMissing when care_pathways were not made."""
    folder = journal_folder(plan.path) / f"{batch:03d}"
    if not folder.is_dir():
        raise UpstreamMissing(
            f"care_pathways of {plan.scenario_key} are not there. Materialize care_pathways of this scenario first."
        )
    return Journal(*(rows_of(sorted(folder.glob(f"{table}-*.arrow")), table) for table in TABLES)).in_order()


def rows_of(files: list[Path], table: str) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """The rows of some parts of a table, end to end; each column in one piece of memory."""
    if not files:
        return np.zeros((0, len(COLUMNS[table])), dtype=np.int64)
    return pl.concat([pl.read_ipc(file) for file in files]).to_numpy(order="fortran")


def all_batches(plan: RunPlan) -> Iterator[Journal]:
    """The journal, batch by batch."""
    return (journal_of_batch(plan, batch) for batch in range(plan.batches))
