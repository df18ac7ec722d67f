"""Whether a finished data set is still what it was when it was sealed."""

from collections.abc import Iterator
from pathlib import Path

from medgen_assets.errors import BadInput, Problem
from medgen_assets.exporters.layout import BATCHED_TABLES, EXPORTS, MANIFEST, SUCCESS
from medgen_assets.exporters.manifest import FileEntry, Manifest, read_manifest
from medgen_assets.exporters.reading import footer, refuse_unreadable
from medgen_assets.files import TEMPORARY_PREFIX
from medgen_assets.fingerprint import file_fingerprint

AGAIN = "Restore the file or generate again."


def verify(folder: Path) -> list[Problem]:
    """Everything that is wrong with a data set and the exports in it; an empty list when all is well."""
    try:
        refuse_unreadable(folder)
    except BadInput as error:
        return list(error.problems)
    problems = list(_folder_problems(folder))
    for export in sorted(path for path in folder.glob(f"{EXPORTS}/*") if path.is_dir()):
        problems += [_left_over(export)] if _is_unfinished(export) else _folder_problems(export)
    return problems


def _folder_problems(folder: Path) -> Iterator[Problem]:
    yield from _success_problems(folder)
    try:
        manifest = read_manifest(folder)
    except BadInput as error:
        yield from error.problems
        return
    entries = [*manifest.files, *([manifest.scenario_file] if manifest.scenario_file else [])]
    for entry in entries:
        yield from _file_problems(folder, entry)
    yield from _sum_problems(folder, manifest)
    yield from _extra_files(folder, {entry.path for entry in entries})


def _success_problems(folder: Path) -> Iterator[Problem]:
    success, manifest = folder / SUCCESS, folder / MANIFEST
    if not success.is_file():
        rule = "the run did not come to its end."
        yield Problem(str(success), "missing", rule, "Generate again and use that run.")
    elif manifest.is_file() and success.read_text(errors="replace").strip() != file_fingerprint(manifest):
        rule = f"{SUCCESS} holds another SHA-256 for it."
        yield Problem(str(manifest), "changed", rule, AGAIN)


def _file_problems(folder: Path, entry: FileEntry) -> Iterator[Problem]:
    """The first thing wrong with a file, cheapest look first."""
    path = folder / entry.path
    if not path.is_file():
        yield Problem(str(path), "missing", "the manifest lists it.", AGAIN)
    elif path.stat().st_size != entry.bytes:
        rule = f"the manifest says {entry.bytes:,}."
        yield Problem(str(path), f"{path.stat().st_size:,} bytes long", rule, AGAIN)
    elif file_fingerprint(path) != entry.sha256:
        yield Problem(str(path), "changed", f"its SHA-256 is not {entry.sha256[:12]}….", AGAIN)
    elif path.suffix == ".parquet":
        yield from _row_problems(path, entry)


def _row_problems(path: Path, entry: FileEntry) -> Iterator[Problem]:
    try:
        rows = footer(path).num_rows
    except BadInput as error:
        yield from error.problems
        return
    if rows != entry.rows:
        yield Problem(str(path), f"{rows:,} rows long", f"the manifest says {entry.rows}.", AGAIN)


def _sum_problems(folder: Path, manifest: Manifest) -> Iterator[Problem]:
    for table, entry in manifest.tables.items():
        own = [file for file in manifest.files if file.path.split("/")[0].removesuffix(".parquet") == table]
        rows = sum(file.rows or 0 for file in own)
        if rows != entry.rows:
            rule = f"its files have {rows:,} in the same manifest."
            yield Problem(f"{folder / MANIFEST} {table}.rows", f"{entry.rows:,}", rule, AGAIN)


def _extra_files(folder: Path, listed: set[str]) -> Iterator[Problem]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if inside.parts[0] == EXPORTS or not path.is_file():
            continue
        if _is_unfinished(path):
            yield _left_over(path)
        elif inside.as_posix() not in listed and (
            path.suffix == ".parquet" or inside.parts[0] in BATCHED_TABLES
        ):
            rule = "the manifest does not list it, and readers would take it for data."
            yield Problem(str(path), "extra", rule, "Move it elsewhere.")


def _is_unfinished(path: Path) -> bool:
    return path.name.startswith(TEMPORARY_PREFIX)


def _left_over(path: Path) -> Problem:
    return Problem(str(path), "left over", "its writing was interrupted.", "Delete it.")
