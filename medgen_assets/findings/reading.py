"""A folder of finding models read: every file accounted for, each opened at most once, none lost by another."""

import gc
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from medgen_assets.findings.folder import listed
from medgen_assets.findings.memory import Memory, Remembered
from medgen_assets.findings.one_file import Unreadable, read_bytes, sha256_of, stamp_of, unread, whole_bytes
from medgen_assets.findings.sharing import core_count, shared_out
from medgen_assets.schemas.findings import ReadFile, ReadFolder

PROGRAM = "medgen_assets.findings.reading_for_others"
FILES_OF_A_PIECE = 100
"""Files that a process reads at a time. Source: the plan of the findings catalogue."""
ENOUGH_FILES = 4000
"""Files to open from which a second process pays. Measured: at 2,382 it saves no time and costs half as much again."""


@dataclass(frozen=True)
class Reading:
    """How a folder is read."""

    known: Mapping[str, str] = field(default_factory=dict)
    """Hashes (SHA-256, hex) of the files that the catalogue holds: no rows are made of those."""
    with_rows: bool = True
    """Off: only to validate."""
    is_paranoid: bool = False
    """On: every file is opened and hashed, whatever its stamp says."""
    workers: int = 0
    """Processes, this one included; 0: as many as there are cores, when there are enough files."""


class Asked(NamedTuple):
    """A file to read, and what it was before."""

    file: str
    path: str
    before: Remembered | None


class Seen(NamedTuple):
    """A file as it was seen now."""

    remembered: Remembered | None
    read: ReadFile
    is_opened: bool
    is_parsed: bool


def read_folder(folder: Path, reading: Reading | None = None, memory: Memory | None = None) -> ReadFolder:
    """Every finding model below a folder; raises BadInput when the folder cannot be listed or holds none."""
    reading, memory = reading or Reading(), memory or Memory()
    listing = listed(folder)
    asked = [Asked(file, path, memory.files.get(file)) for file, path in listing.files]
    seen = {one.file: kept for one in asked if (kept := _unopened(one, reading))}
    for opened in _opened([one for one in asked if one.file not in seen], reading):
        seen[opened.read.file] = opened
    memory.kept({name: one.remembered for name, one in seen.items() if one.remembered is not None})
    return ReadFolder(
        str(folder),
        tuple(seen[one.file].read for one in asked),
        tuple(listing.unreadable),
        skipped=sum(not one.is_opened for one in seen.values()),
        parsed=sum(one.is_parsed for one in seen.values()),
    )


def _opened(asked: Sequence[Asked], reading: Reading) -> Iterator[Seen]:
    """The files read, piece by piece; a process that reads a piece is told only what concerns it."""
    workers = reading.workers or (core_count() if len(asked) >= ENOUGH_FILES else 1)
    pieces = []
    for start in range(0, len(asked), FILES_OF_A_PIECE):
        part = asked[start : start + FILES_OF_A_PIECE]
        known = {one.file: reading.known[one.file] for one in part if one.file in reading.known}
        pieces.append((part, replace(reading, known=known)))
    for piece in shared_out(read_piece, pieces, workers, PROGRAM):
        yield from piece


def read_piece(piece: tuple[Sequence[Asked], Reading]) -> list[Seen]:
    """Some files read, one after the other."""
    asked, reading = piece
    with _without_collector():
        return [read_one(one, reading) for one in asked]


def read_one(asked: Asked, reading: Reading) -> Seen:
    """One file opened: hashed only, or parsed, whatever is enough to be sure."""
    began = time.time_ns()
    try:
        found = whole_bytes(asked.path)
    except Unreadable as error:
        return Seen(None, unread(asked.file, error), is_opened=True, is_parsed=False)
    sha256 = sha256_of(found.raw)
    before = asked.before
    if before is not None and before.read.sha256 == sha256 and _is_enough(before.read, reading):
        read, is_parsed = before.read, False
    else:
        read = read_bytes(asked.file, found.raw, sha256, with_rows=_wants_rows(asked.file, sha256, reading))
        is_parsed = True
    remembered = Remembered(found.stamp, began, read if read.rows is None else read._replace(rows=None))
    return Seen(remembered, read, is_opened=True, is_parsed=is_parsed)


def _unopened(asked: Asked, reading: Reading) -> Seen | None:
    """What was read before, when the file surely holds it still and it is enough."""
    before = asked.before
    if before is None or reading.is_paranoid or not _is_enough(before.read, reading):
        return None
    try:
        is_safe = before.is_safe(stamp_of(os.stat(asked.path)))  # noqa: PTH116, a third of Path.stat's time
    except OSError:
        return None
    return Seen(before, before.read, is_opened=False, is_parsed=False) if is_safe else None


def _is_enough(read: ReadFile, reading: Reading) -> bool:
    """Whether nothing but facts and problems is wanted of a file."""
    return read.facts is None or not _wants_rows(read.file, read.sha256, reading)


def _wants_rows(file: str, sha256: str, reading: Reading) -> bool:
    return reading.with_rows and reading.known.get(file) != sha256


@contextmanager
def _without_collector() -> Iterator[None]:
    """Documents hold no cycles, and looking for some takes half of the time of parsing."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
