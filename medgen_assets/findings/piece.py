"""Some files read, one after the other, in this process or in another."""

import gc
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from medgen_assets.findings.one_file import Stamp, Unreadable, read_bytes, sha256_of, unread, whole_bytes
from medgen_assets.findings.remembered import Plain, Remembered, plain, read_file, remembered
from medgen_assets.findings.shapes import FileRules
from medgen_assets.schemas.findings import ReadFile


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

    def is_enough(self, read: ReadFile) -> bool:
        """Whether nothing but facts and problems is wanted of a file."""
        return read.facts is None or not self.wants_rows(read.file, read.sha256)

    def wants_rows(self, file: str, sha256: str) -> bool:
        """Whether a file with this hash is to be stored."""
        return self.with_rows and self.known.get(file) != sha256


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


Piece = tuple[Sequence[Asked], Reading]
"""Files to read, and how."""


class SeenFiles(list[Seen]):
    """Some files as they were seen now; they travel to another process as plain tuples."""

    def __reduce__(self) -> tuple[Callable[[list[Plain]], "SeenFiles"], tuple[list[Plain]]]:
        return _seen_files, (list(map(_packed, self)),)


def read_piece(rules: FileRules, piece: Piece) -> SeenFiles:
    """Some files read, one after the other."""
    asked, reading = piece
    with _without_collector():
        return SeenFiles([read_one(rules, one, reading) for one in asked])


def read_one(rules: FileRules, asked: Asked, reading: Reading) -> Seen:
    """One file opened: hashed only, or parsed, whatever is enough to be sure."""
    began = time.time_ns()
    try:
        found = whole_bytes(asked.path)
    except Unreadable as error:
        return Seen(None, unread(asked.file, error), is_opened=True, is_parsed=False)
    sha256 = sha256_of(found.raw)
    before = asked.before
    if before is not None and before.read.sha256 == sha256 and reading.is_enough(before.read):
        return Seen(remembered(found.stamp, began, before.read), before.read, is_opened=True, is_parsed=False)
    wants_rows = reading.wants_rows(asked.file, sha256)
    read = read_bytes(asked.file, found.raw, sha256, rules, with_rows=wants_rows)
    return Seen(remembered(found.stamp, began, read), read, is_opened=True, is_parsed=True)


def _packed(one: Seen) -> Plain:
    kept = one.remembered
    when = None if kept is None else (tuple(kept.stamp), kept.read_at)
    return plain(one.read), when, one.is_opened, one.is_parsed


def _unpacked(packed: Plain) -> Seen:
    read, when, is_opened, is_parsed = packed
    file = read_file(*read)
    kept = None if when is None else remembered(Stamp(*when[0]), when[1], file)
    return Seen(kept, file, is_opened, is_parsed)


def _seen_files(packed: list[Plain]) -> SeenFiles:
    return SeenFiles(map(_unpacked, packed))


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
