"""Flat Parquet: one file per table with all batches in it, for readers that want no folders."""

from pathlib import Path

import pyarrow as pa

from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.layout import TABLES
from medgen_assets.exporters.manifest import FileEntry, file_entry
from medgen_assets.exporters.progress import Count, Progress
from medgen_assets.exporters.reading import footer, record_batches
from medgen_assets.exporters.table_writer import ROW_GROUP_ROWS, table_writer
from medgen_assets.schemas.stored import NUMBERED_TEXT


def write(data_set: DataSet, target: Path, progress: Progress) -> list[FileEntry]:
    """Write every table into the folder `target`, in row groups of their own."""
    count = Count(sum(data_set.row_count(table) for table in TABLES), progress)
    return [_write_table(data_set, table, target, count) for table in TABLES]


def _write_table(data_set: DataSet, table: str, target: Path, count: Count) -> FileEntry:
    file_path, paths = Path(f"{table}.parquet"), data_set.paths(table)
    metadata = data_set.provenance().key_values()
    with table_writer(target / file_path, metadata, is_numbered_anew=True) as writer:
        writer.append(_columns(paths[0]).empty_table())
        for path in paths:
            for rows in record_batches(path, ROW_GROUP_ROWS):
                writer.append(pa.Table.from_batches([rows]))
                count.add(rows.num_rows)
    return file_entry(target, file_path, writer.rows)


def _columns(path: Path) -> pa.Schema:
    """The columns as they are read, with names as numbers: a quarter of the memory of names spelled out."""
    fields = footer(path).schema.to_arrow_schema()
    return pa.schema(
        [field.with_type(NUMBERED_TEXT) if pa.types.is_string(field.type) else field for field in fields]
    )
