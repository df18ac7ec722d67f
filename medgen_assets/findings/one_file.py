"""One file read: its bytes once, hashed and parsed the same; what it says, or everything that is wrong with it."""

import hashlib
import logging
import os
import stat
import time
from typing import NamedTuple

from medgen_assets.findings.documents import Findings, parsed
from medgen_assets.findings.facts import facts_of
from medgen_assets.findings.file_rules import check
from medgen_assets.findings.raw_text import LARGEST_BYTES
from medgen_assets.findings.shapes import FileRules
from medgen_assets.schemas.findings import FindingProblem, ReadFile

log = logging.getLogger(__name__)

ATTEMPTS = 5
PAUSE_SECONDS = 0.02
"""Between two attempts at a file that changes meanwhile. Assumption: a small file is written within 0.1 s."""
SETTLING_NS = 20_000_000
"""Nanoseconds after which a file counts as written. Assumption: twice the coarsest tick of Linux' clock of files."""


class Stamp(NamedTuple):
    """What the file system says of a file without its being opened; times in nanoseconds since 1970."""

    size: int
    modified: int
    changed: int
    inode: int


class Bytes(NamedTuple):
    """The bytes of a file and its stamp while they were read."""

    raw: bytes
    stamp: Stamp


class Unreadable(Exception):
    """A file that gives no bytes; the rule's name and why."""

    def __init__(self, rule: str, message: str) -> None:
        self.rule = rule
        super().__init__(message)


def stamp_of(status: os.stat_result) -> Stamp:
    """The stamp in what `stat` says."""
    return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def whole_bytes(path: str) -> Bytes:
    """All bytes of a file, of one version of it; raises Unreadable."""
    try:
        for _ in range(ATTEMPTS):
            if (found := _bytes_if_steady(path)) is not None:
                return found
            time.sleep(PAUSE_SECONDS)
    except OSError as error:
        raise Unreadable("unreadable_file", f"it cannot be read: {error.strerror or error}") from error
    raise Unreadable("changing_file", f"it was written to during {ATTEMPTS} attempts to read it")


def _bytes_if_steady(path: str) -> Bytes | None:
    """The bytes, unless the file changed while they were read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a named pipe would block
    try:
        before = os.fstat(descriptor)
        _refuse_what_is_no_text(before)
        raw = os.read(descriptor, before.st_size + 1)
        after = stamp_of(os.fstat(descriptor))
    finally:
        os.close(descriptor)
    is_steady = stamp_of(before) == after and len(raw) == before.st_size and _is_settled(path, after)
    return Bytes(raw, after) if is_steady else None


def _is_settled(path: str, stamp: Stamp) -> bool:
    """Whether a file stays as it is: one that was just written to may be half written, and is looked at again."""
    if abs(time.time_ns() - stamp.changed) > SETTLING_NS:
        return True
    time.sleep(SETTLING_NS / 1e9)
    return stamp_of(os.stat(path)) == stamp  # noqa: PTH116, as elsewhere in this room


def _refuse_what_is_no_text(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise Unreadable("not_a_file", "it is a folder with the name of a file")
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("not_a_file", "it is no ordinary file")
    if status.st_size > LARGEST_BYTES:
        raise Unreadable(
            "file_too_large", f"it has {status.st_size:,} bytes; at most {LARGEST_BYTES:,} are read"
        )


def sha256_of(raw: bytes) -> str:
    """SHA-256 (hex) of a file's bytes."""
    return hashlib.sha256(raw).hexdigest()


def read_bytes(file: str, raw: bytes, sha256: str, rules: FileRules, *, with_rows: bool) -> ReadFile:
    """What the bytes of a file say; one that breaks our own code is invalid and takes no other along."""
    try:
        return _read_bytes(file, raw, sha256, rules, with_rows=with_rows)
    except Exception as error:
        log.exception("%s could not be read.", file)
        message = f"medgen cannot read it, which should not happen: {type(error).__name__}: {error}"
        return ReadFile(file, sha256, None, (FindingProblem(file, "", "not_understood", message),))


def _read_bytes(file: str, raw: bytes, sha256: str, rules: FileRules, *, with_rows: bool) -> ReadFile:
    found = Findings(file)
    document = parsed(raw, rules, found)
    if document is not None:
        check(document, rules, found)
    if document is None or found.errors:
        return ReadFile(file, sha256, None, tuple(found.errors), tuple(found.warnings))
    facts = facts_of(document)
    if not with_rows:
        return ReadFile(file, sha256, facts, (), tuple(found.warnings))
    from medgen_assets.findings.rows import (  # nobody who only validates pays for it
        rows_of,
        without_addresses,
    )

    rows = rows_of(without_addresses(document), file, sha256, is_plain=b"\\" not in raw)
    return ReadFile(file, sha256, facts, (), tuple(found.warnings), rows)


def unread(file: str, error: Unreadable) -> ReadFile:
    """A file that gave no bytes, as an invalid one."""
    return ReadFile(file, "", None, (FindingProblem(file, "", error.rule, str(error)),))
