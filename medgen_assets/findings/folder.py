"""The files of a folder that end in `.fm.json` (in small or capital letters), sub-folders included, each once.

Symbolic links are followed; what two names lead to is taken under the first, and a loop ends where it began.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from medgen_assets.errors import BadInput, Problem
from medgen_assets.findings.names import ENDING
from medgen_assets.schemas.findings import FindingProblem


@dataclass
class Listing:
    """What a folder holds: files by shown name in order, and the subfolders that could not be listed."""

    files: list[tuple[str, str]] = field(default_factory=list)
    unreadable: list[FindingProblem] = field(default_factory=list)


def listed(folder: Path) -> Listing:
    """The finding models below a folder; raises BadInput when it cannot be listed or holds none."""
    listing = Listing()
    _refuse_what_is_no_folder(folder)
    for relative, path in _walked(folder, listing):
        listing.files.append((shown(relative), path))
    if not listing.files:
        rule = f"no file below it ends in {ENDING}, and an empty folder empties no catalogue."
        raise BadInput([Problem("folder", repr(str(folder)), rule, "Name the folder that holds the models.")])
    listing.files.sort(key=lambda pair: pair[0])
    return listing


def shown(relative: str) -> str:
    """A file's name as text: bytes that are no UTF-8 are written as escapes."""
    return os.fsencode(relative).decode("utf-8", "backslashreplace")


def _refuse_what_is_no_folder(folder: Path) -> None:
    try:
        os.scandir(folder).close()
    except OSError as error:
        rule = f"it cannot be listed: {error.strerror}."
        raise BadInput(
            [Problem("folder", repr(str(folder)), rule, "Name a folder that you may read.")]
        ) from error


def _walked(folder: Path, listing: Listing) -> Iterator[tuple[str, str]]:
    """Relative name and path of each model; every folder and every file is visited once."""
    top = os.path.realpath(folder)
    seen, waiting = {top}, [("", top)]
    while waiting:
        prefix, real_folder = waiting.pop()
        for entry in _entries(real_folder, prefix, listing):
            is_model = entry.name.lower().endswith(ENDING)
            is_folder = _is_folder(entry)
            if not is_model and not is_folder:
                continue
            real = os.path.realpath(entry.path) if entry.is_symlink() else entry.path
            if real in seen:
                continue
            seen.add(real)
            if is_folder:
                waiting.append((f"{prefix}{entry.name}/", real))
            if is_model:
                yield f"{prefix}{entry.name}", entry.path


def _entries(current: str, prefix: str, listing: Listing) -> list[os.DirEntry[str]]:
    """A folder's entries, ordinary ones before symbolic links, so that a link is the second name of a file."""
    try:
        with os.scandir(current) as entries:
            return sorted(entries, key=lambda entry: (entry.is_symlink(), entry.name))
    except OSError as error:
        message = f"the folder cannot be listed: {error.strerror}"
        listing.unreadable.append(FindingProblem(shown(prefix), "", "unreadable_folder", message))
        return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a symbolic link in a loop of its own
        return False
