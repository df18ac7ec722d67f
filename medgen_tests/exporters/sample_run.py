"""The sample data as the folder of a run, cut into batches and chunks as a test asks for."""

import shutil
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.provenance import Provenance
from medgen_assets.exporters.run_folder import RunFolder
from medgen_assets.exporters.sealing import seal
from medgen_tests.exporters.sample_data import SampleTables, sample_tables

FINGERPRINT = "abc123def456" + "0" * 52
PROVENANCE = Provenance("baltic_winter", FINGERPRINT, seed=7, generator_version="0.1.0")
NOW = datetime(2026, 6, 1, 12, 30, 15, tzinfo=UTC)
DOCUMENT = """name: baltic_winter
description: Two fronts under <artillery> & drones
total_patients: 300
seed: 7
start: 2026-06-01T00:00:00Z
days: 8
follow_up_days: 30
"""


def new_run(out: Path) -> RunFolder:
    """An empty run folder."""
    return RunFolder.create(out, "baltic_winter", FINGERPRINT, NOW)


def write_batched(run: RunFolder, sample: SampleTables, batch_size: int, chunk_rows: int) -> None:
    """Write the batched tables, appending so many rows at a time."""
    patients = sample.batched["patients"].height
    for number, first in enumerate(range(0, patients, batch_size)):
        for table, rows in sample.batch(first, first + batch_size).items():
            with run.batch_writer(table, number, PROVENANCE) as writer:
                writer.append(rows.head(0))
                for chunk in rows.iter_slices(chunk_rows):
                    writer.append(chunk)


def write_single(run: RunFolder, sample: SampleTables) -> None:
    """Write the tables without batches and the scenario."""
    for table, rows in sample.single.items():
        run.write_table(table, rows, PROVENANCE)
    run.write_scenario(DOCUMENT)


@cache
def _kept_run(patients: int, batch_size: int, chunk_rows: int) -> tuple[TemporaryDirectory[str], Path]:
    """A finished data set that is made once per test process and only copied from."""
    kept = TemporaryDirectory(prefix="medgen-sample-")
    sample, run = sample_tables(patients), new_run(Path(kept.name))
    write_batched(run, sample, batch_size, chunk_rows)
    write_single(run, sample)
    seal(run.path, PROVENANCE)
    return kept, run.path


def sealed_run(out: Path, patients: int = 300, batch_size: int = 120, chunk_rows: int = 1000) -> DataSet:
    """A finished data set of the sample, in a new run folder."""
    run = new_run(out)
    shutil.copytree(_kept_run(patients, batch_size, chunk_rows)[1], run.path, dirs_exist_ok=True)
    return DataSet.open(run.path)


def rows_of(data_set: DataSet, table: str) -> pl.DataFrame:
    """All rows of a table, read by Polars."""
    return pl.read_parquet(data_set.paths(table), hive_partitioning=False)
