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
from typing import Any

import orjson

from medgen_assets.errors import OutputFailed
from medgen_assets.files import write_whole
from medgen_assets.findings.one_file import Stamp
from medgen_assets.findings.remembered import Remembered, plain, read_file
from medgen_assets.fingerprint import file_fingerprint, fingerprint
from medgen_assets.reference import plain_tables
from medgen_assets.schemas import finding_models, findings


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
        return Memory(path, {read[0]: _remembered(stamp, at, read) for stamp, at, read in document["files"]})
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return Memory(path)


@cache
def rules() -> str:
    """Fingerprint of the code and data that decide what is read out of a file."""
    room = Path(__file__).parent
    data = plain_tables.DATA
    files = (*sorted(room.glob("*.py")), *sorted(data.glob("finding_*.yaml")))
    shapes = (Path(finding_models.__file__), Path(findings.__file__))
    return fingerprint({path.name: file_fingerprint(path) for path in (*files, *shapes)})


def _written(files: Mapping[str, Remembered]) -> bytes:
    entries = [(tuple(kept.stamp), kept.read_at, plain(kept.read)) for kept in files.values()]
    return orjson.dumps({"rules": rules(), "files": entries})


def _remembered(stamp: list[int], read_at: int, read: list[Any]) -> Remembered:
    return Remembered(Stamp(*stamp), read_at, read_file(*read))
