"""A folder of finding models read: every file accounted for, each opened at most once, none lost by another."""

import gc
import os
import time
from collections.abc import Container, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from medgen_assets.findings.folder import listed
from medgen_assets.findings.memory import Memory, Remembered
from medgen_assets.findings.one_file import Unreadable, read_bytes, sha256_of, stamp_of, unread, whole_bytes
from medgen_assets.schemas.findings import ReadFile, ReadFolder

Known = Container[tuple[str, str]]
NOTHING: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True)
class Reading:
    """How a folder is read."""

    known: Known = NOTHING
    """Files with the hashes (SHA-256, hex) that the catalogue holds: no rows are made of those."""
    with_rows: bool = True
    """Off: only to validate."""
    is_paranoid: bool = False
    """On: every file is opened and hashed, whatever its stamp says."""
    workers: int = 1


class Asked(NamedTuple):
    """A file to read, and what it was before."""

    file: str
    path: Path
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
    with _without_collector():
        seen = list(_read_all(asked, reading))
    memory.kept({one.read.file: one.remembered for one in seen if one.remembered is not None})
    return ReadFolder(
        str(folder),
        tuple(one.read for one in seen),
        tuple(listing.unreadable),
        skipped=sum(not one.is_opened for one in seen),
        parsed=sum(one.is_parsed for one in seen),
    )


def _read_all(asked: list[Asked], reading: Reading) -> Iterator[Seen]:
    for one in asked:
        yield read_one(one, reading)


def read_one(asked: Asked, reading: Reading) -> Seen:
    """One file: left closed, hashed only, or parsed, whatever is enough to be sure."""
    if (kept := _unopened(asked, reading)) is not None:
        return kept
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
    remembered = Remembered(found.stamp, began, read._replace(rows=None))
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
    return reading.with_rows and (file, sha256) not in reading.known


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
