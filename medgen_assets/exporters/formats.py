"""The formats a finished data set can be exported to, and the one way it is done."""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from uuid import uuid4

from medgen_assets.errors import BadInput, Problem
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.layout import EXPORTS
from medgen_assets.exporters.manifest import FileEntry, Manifest
from medgen_assets.exporters.progress import Progress, silent
from medgen_assets.exporters.sealing import publish
from medgen_assets.files import TEMPORARY_PREFIX, sync_folder, writing

Write = Callable[[DataSet, Path, Progress], list[FileEntry]]
"""Write a data set into a folder and say which files there are now."""


def _parquet(data_set: DataSet, target: Path, progress: Progress) -> list[FileEntry]:
    from medgen_assets.exporters import parquet_tables

    return parquet_tables.write(data_set, target, progress)


def _ndjson(data_set: DataSet, target: Path, progress: Progress) -> list[FileEntry]:
    from medgen_assets.exporters import ndjson

    return ndjson.write(data_set, target, progress)


def _json(data_set: DataSet, target: Path, progress: Progress) -> list[FileEntry]:
    from medgen_assets.exporters import json_array

    return json_array.write(data_set, target, progress)


def _csv(data_set: DataSet, target: Path, progress: Progress) -> list[FileEntry]:
    from medgen_assets.exporters import csv_tables

    return csv_tables.write(data_set, target, progress)


# Loaded when asked for: what spells rows as text takes a fiftieth of all the loading of a generation without formats.
FORMATS: Mapping[str, Write] = MappingProxyType(
    {"parquet": _parquet, "ndjson": _ndjson, "json": _json, "csv": _csv}
)


def refuse_unknown(formats: list[str]) -> None:
    """Raise BadInput naming every format that there is not."""
    known = ", ".join(FORMATS)
    problems = [
        Problem("--formats", repr(name), "there is no such format.", f"Choose from {known}.")
        for name in formats
        if name not in FORMATS
    ]
    if problems:
        raise BadInput(problems)


def export(data_set: DataSet, name: str, progress: Progress = silent) -> Path:
    """Write one format into `exports/<format>/`, in place of an older export, and return that folder.

    The folder appears when all of it is written. Raises BadInput for an unknown format or a damaged data set,
    OutputFailed when the disk refuses.
    """
    refuse_unknown([name])
    target = data_set.folder / EXPORTS / name
    unfinished = target.with_name(f"{TEMPORARY_PREFIX}{uuid4().hex}")
    try:
        with writing(target):
            unfinished.mkdir(parents=True)
        files = FORMATS[name](data_set, unfinished, progress)
        publish(unfinished, Manifest(data_set.provenance(), tuple(files), format=name))
        _put_in_place(unfinished, target)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return target


def _put_in_place(unfinished: Path, target: Path) -> None:
    """Rename the folder to its name; an older one steps aside first, since folders cannot be replaced."""
    outdated = target.with_name(f"{TEMPORARY_PREFIX}{uuid4().hex}")
    with writing(target):
        if target.exists():
            target.rename(outdated)
        unfinished.rename(target)
        sync_folder(target.parent)
    shutil.rmtree(outdated, ignore_errors=True)
