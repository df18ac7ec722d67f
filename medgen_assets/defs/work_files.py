"""What one step of a run leaves for the next: a table per chunk, kept until the data set is sealed.

No Dagster here: worker processes read and write these files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

import polars as pl

from medgen_assets.defs.run_plan import WORK
from medgen_assets.errors import UpstreamMissing
from medgen_assets.files import writing
from medgen_assets.simulation.casualties import CasualtyTables


def work_file(folder: Path, table: str, first_id: int) -> Path:
    """Where the table of the chunk that begins with this patient lies."""
    return folder / WORK / table / f"{first_id:012d}.arrow"


def keep(folder: Path, first_id: int, tables: CasualtyTables) -> CasualtyTables:
    """Write the tables of one chunk."""
    for table in fields(tables):
        write(work_file(folder, table.name, first_id), getattr(tables, table.name))
    return tables


def write(path: Path, rows: pl.DataFrame) -> None:
    """Write one table; not flushed to the disk, since nobody needs it after a power cut."""
    with replaced(path) as unfinished:
        rows.write_ipc(unfinished, compression="lz4")


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """The file to write, which then takes its place."""
    unfinished = path.with_suffix(".unfinished")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        yield unfinished
        unfinished.replace(path)


def kept(folder: Path, first_id: int) -> CasualtyTables:
    """Read the tables of one chunk; raises UpstreamMissing when they have not been made."""
    try:
        return CasualtyTables(
            **{table.name: read(folder, table.name, first_id) for table in fields(CasualtyTables)}
        )
    except FileNotFoundError:
        raise UpstreamMissing(
            f"casualties of the patients from {first_id:,} on are not there. "
            "Materialize casualties for these batches first."
        ) from None


def read(folder: Path, table: str, first_id: int) -> pl.DataFrame:
    """One table of one chunk."""
    return pl.read_ipc(work_file(folder, table, first_id))


def chunk_files(folder: Path, table: str) -> list[Path]:
    """The files of a table, in the order of the patients."""
    return sorted((folder / WORK / table).glob("*.arrow"))
