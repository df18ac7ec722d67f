"""The end of a run: a manifest over every table, then `_SUCCESS`; nothing is written to it after that."""

from collections.abc import Iterable
from pathlib import Path

from medgen_assets.errors import OutputFailed
from medgen_assets.exporters.layout import (
    BATCHED_TABLES,
    SCENARIO,
    SINGLE_TABLES,
    SUCCESS,
    TABLES,
    batch_numbers,
    table_files,
)
from medgen_assets.exporters.manifest import FileEntry, Manifest, TableEntry, file_entry
from medgen_assets.exporters.provenance import Provenance
from medgen_assets.exporters.reading import footer
from medgen_assets.files import sync_folder, write_whole, writing


def seal(folder: Path, provenance: Provenance) -> Manifest:
    """Describe a complete data set in `manifest.json` and mark it with `_SUCCESS`.

    Raises OutputFailed when a table or a batch is missing, or the disk refuses.
    """
    _refuse_incomplete(folder)
    entries = {table: _entries(folder, table) for table in TABLES}
    manifest = Manifest(
        provenance=provenance,
        files=tuple(entry for of_table in entries.values() for entry in of_table),
        tables={
            table: TableEntry(sum(entry.rows or 0 for entry in of_table))
            for table, of_table in entries.items()
        },
        scenario_file=file_entry(folder, Path(SCENARIO), None),
    )
    publish(folder, manifest)
    return manifest


def publish(folder: Path, manifest: Manifest) -> None:
    """Write the manifest and, once everything before it is on the disk, `_SUCCESS`."""
    manifest.write(folder)
    with writing(folder):
        for inner in [path for path in folder.rglob("*") if path.is_dir()]:
            sync_folder(inner)
    write_whole(folder / SUCCESS, manifest.sha256() + "\n")


def _entries(folder: Path, table: str) -> list[FileEntry]:
    files = table_files(folder, table)
    return [file_entry(folder, path, footer(folder / path).num_rows) for path in files]


def missing_tables(folder: Path, singles: Iterable[str] = SINGLE_TABLES) -> list[str]:
    """Tables, and batches of tables, that a data set lacks."""
    missing = [name for name in singles if not table_files(folder, name)]
    batches = set().union(*(batch_numbers(folder, table) for table in BATCHED_TABLES))
    for table in BATCHED_TABLES:
        absent = set(range(max(batches, default=0) + 1)) - set(batch_numbers(folder, table))
        missing += [f"{table} batch {number}" for number in sorted(absent)]
    return missing


def _refuse_incomplete(folder: Path) -> None:
    missing = missing_tables(folder) + ([SCENARIO] if not (folder / SCENARIO).is_file() else [])
    if missing:
        raise OutputFailed(f"{folder} was not sealed: {', '.join(missing)} missing. Generate again.")
