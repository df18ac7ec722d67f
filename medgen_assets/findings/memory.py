"""What was read before: files of which nothing has changed need not be opened again.

The stamp of a file (size, both times, inode) is a hint only. It counts when the file had been left alone for
longer than the coarsest clock of a file system before it was read, as git does with its index; otherwise the
bytes are hashed again. Setting back the modification time does not set back the time of the change.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from medgen_assets.errors import OutputFailed
from medgen_assets.files import write_whole
from medgen_assets.findings.one_file import Stamp
from medgen_assets.fingerprint import file_fingerprint, fingerprint
from medgen_assets.reference import plain_tables
from medgen_assets.schemas import finding_models
from medgen_assets.schemas.findings import FindingFacts, FindingProblem, ReadFile

COARSEST_CLOCK_NS = 2_000_000_000
"""Nanoseconds between two times of FAT, the coarsest file system in use. Source: Microsoft, FAT specification 1.03."""


class Remembered(NamedTuple):
    """A file as it was read before."""

    stamp: Stamp
    read_at: int
    """Nanoseconds since 1970, by the clock of this machine."""
    read: ReadFile

    def is_safe(self, stamp: Stamp) -> bool:
        """Whether a file with this stamp still holds the same bytes."""
        quiet_since = max(stamp.modified, stamp.changed) + COARSEST_CLOCK_NS
        return stamp == self.stamp and quiet_since < self.read_at


@dataclass(frozen=True)
class Memory:
    """The files of one folder as they were read before, by name."""

    path: Path | None = None
    files: Mapping[str, Remembered] = field(default_factory=dict)

    def kept(self, files: Mapping[str, Remembered]) -> "Memory":
        """Remember these files and no others; a disk that refuses costs time, not correctness."""
        if self.path is not None and files != self.files:
            try:
                write_whole(self.path, _written(files))
            except OutputFailed:
                return Memory(None, files)
        return Memory(self.path, files)


def memory_of(home: Path, folder: Path) -> Memory:
    """What was read of a folder under the same rules; empty when there is nothing, or nothing readable."""
    name = fingerprint(os.fsencode(os.path.realpath(folder)).decode("utf-8", "backslashreplace"))
    path = home / f"{name[:32]}.json"
    try:
        document = orjson.loads(path.read_bytes())
        if document["rules"] != rules():
            return Memory(path)
        return Memory(path, {entry[0]: _remembered(*entry) for entry in document["files"]})
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return Memory(path)


@cache
def rules() -> str:
    """Fingerprint of the code and data that decide what is read out of a file."""
    room = Path(__file__).parent
    data = plain_tables.DATA
    files = (*sorted(room.glob("*.py")), Path(finding_models.__file__), *sorted(data.glob("finding_*.yaml")))
    return fingerprint({path.name: file_fingerprint(path) for path in files})


def _written(files: Mapping[str, Remembered]) -> bytes:
    entries = [
        (
            name,
            kept.stamp,
            kept.read_at,
            kept.read.sha256,
            kept.read.facts,
            kept.read.errors,
            kept.read.warnings,
        )
        for name, kept in files.items()
    ]
    return orjson.dumps({"rules": rules(), "files": entries}, default=tuple)  # orjson asks of named tuples


def _remembered(
    name: str, stamp: Any, read_at: int, sha256: str, facts: Any, errors: Any, warnings: Any
) -> Remembered:
    read = ReadFile(
        name,
        sha256,
        None if facts is None else _facts(facts),
        tuple(FindingProblem(*problem) for problem in errors),
        tuple(FindingProblem(*problem) for problem in warnings),
    )
    return Remembered(Stamp(*stamp), read_at, read)


def _facts(facts: list[Any]) -> FindingFacts:
    oifm_id, name, slug, attribute_ids, synonyms, people, organizations, declared = facts
    return FindingFacts(
        oifm_id,
        name,
        slug,
        tuple(attribute_ids),
        tuple(synonyms),
        tuple((user, record) for user, record in people),
        tuple(organizations),
        tuple(declared),
    )
