"""The journal of care on disk: part by part as it was written, cut by batch, and read again batch by batch.

No Dagster here: worker processes read these files.
"""

import shutil
import struct
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

import numpy as np
import pyarrow as pa

from medgen_assets.defs.run_plan import WORK, RunPlan
from medgen_assets.errors import UpstreamMissing
from medgen_assets.files import writing
from medgen_assets.simulation.care.flow.layout import FATE_FIELDS, RETRIAGE_FIELDS, VISIT_FIELDS
from medgen_assets.simulation.care.journal import Journal, Numbers

JOURNAL = "journal"
TABLES = tuple(field.name for field in fields(Journal))
CODEC = "lz4"
HEAD = struct.Struct("<QQ")
"""Rows of a piece, and bytes that follow."""
COLUMNS = {"visits": VISIT_FIELDS, "fates": FATE_FIELDS, "retriages": RETRIAGE_FIELDS}


def journal_folder(folder: Path) -> Path:
    """Where the parts of the journal lie."""
    return folder / WORK / JOURNAL


def batch_file(journal: Path, batch: int, table: str) -> Path:
    """Where a table of a batch lies."""
    return journal / f"{batch:03d}" / f"{table}.lz4"


def keep_journal(plan: RunPlan, parts: Iterable[Journal]) -> list[Path]:
    """Write a journal, part by part and cut by batch; returns its files.

    It takes its place when all of it is written, and what fails on the way leaves nothing. A file has a piece for each
    part that tells of its batch, so that there are as many files as batches, however many parts there are.
    """
    journal = journal_folder(plan.path)
    unfinished = journal.with_name(f"{JOURNAL}-{uuid4().hex}.unfinished")
    try:
        written = dict.fromkeys(path for part in parts for path in part_kept(plan, unfinished, part))
        with writing(journal):
            shutil.rmtree(journal, ignore_errors=True)
            unfinished.replace(journal)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return [journal / path.relative_to(unfinished) for path in written]


def part_kept(plan: RunPlan, journal: Path, part: Journal) -> Iterator[Path]:
    """Write one part, cut by batch; the files to which a piece was added."""
    for table, rows in zip(TABLES, part.tables(), strict=True):
        batch = rows[:, 0] // plan.batch_size
        for number in np.unique(batch).tolist():
            path = batch_file(journal, number, table)
            add_numbers(path, rows[batch == number])
            yield path


@lru_cache(maxsize=1)
def journal_of_batch(plan: RunPlan, batch: int) -> Journal:
    """The journal of a batch, in order of patients; raises UpstreamMissing when care_pathways were not made."""
    return as_written(plan, batch).in_order()


def as_written(plan: RunPlan, batch: int) -> Journal:
    """The journal of a batch, part after part; raises UpstreamMissing when care_pathways were not made."""
    files = [batch_file(journal_folder(plan.path), batch, table) for table in TABLES]
    if not files[0].parent.is_dir():
        raise UpstreamMissing(
            f"care_pathways of {plan.scenario_key} are not there. Materialize care_pathways of this scenario first."
        )
    return Journal(*map(rows_of, files, TABLES))


def add_numbers(path: Path, rows: Numbers) -> None:
    """Add a piece to a file: whole numbers column by column, compressed, behind their number of rows and their length.

    Not flushed to the disk. Arrow's IPC takes twice the time for the same: 0.6 s for the 55 MB of 100,000 patients,
    written and read.
    """
    packed = pa.compress(np.ascontiguousarray(rows.T), codec=CODEC, asbytes=True)
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(HEAD.pack(len(rows), len(packed)) + packed)


def pieces_of(path: Path, columns: int) -> Iterator[Numbers]:
    """The pieces of a file, if there is one; one row of each for each column."""
    written = memoryview(path.read_bytes() if path.is_file() else b"")
    while written:
        rows, length = HEAD.unpack_from(written)
        size = rows * columns * np.dtype(np.int64).itemsize
        packed = written[HEAD.size : HEAD.size + length]
        whole = pa.decompress(packed, decompressed_size=size, codec=CODEC)
        yield np.frombuffer(whole, dtype=np.int64).reshape(columns, rows)
        written = written[HEAD.size + length :]


def rows_of(path: Path, table: str) -> Numbers:
    """The rows of a table, piece after piece; each column in one piece of memory."""
    width = len(COLUMNS[table])
    nothing = np.zeros((width, 0), dtype=np.int64)
    return np.concatenate([nothing, *pieces_of(path, width)], axis=1).T


def all_batches(plan: RunPlan) -> Iterator[Journal]:
    """The journal, batch by batch, each as it was written."""
    return (as_written(plan, batch) for batch in range(plan.batches))
