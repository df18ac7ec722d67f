"""Which bytes of a file other processes have locked, asked without locking any (fcntl(2), F_GETLK)."""

import fcntl
import os
import struct
import sys

LINUX = "@hhqqi4x"
"""struct flock of 64-bit Linux: type, whence, start, length, process. Source: fcntl(2), padding by alignment."""
MACOS = "@qqihh"
"""struct flock of macOS: start, length, process, type, whence. Source: sys/fcntl.h."""


def locked_bytes(file: int, first: int, count: int) -> list[int]:
    """The bytes of a range that other processes have locked, in order."""
    locked: list[int] = []
    end = first + count
    while first < end and (found := _first_lock(file, first, end - first)) is not None:
        start, length = found
        behind = end if length == 0 else min(end, start + length)
        locked += range(max(first, start), behind)
        first = behind
    return locked


def _first_lock(file: int, first: int, count: int) -> tuple[int, int] | None:
    """Start and length of the first lock of another process that meets the range."""
    if sys.platform == "darwin":
        asked = struct.pack(MACOS, first, count, 0, fcntl.F_WRLCK, os.SEEK_SET)
        start, length, _, kind, _ = struct.unpack(MACOS, fcntl.fcntl(file, fcntl.F_GETLK, asked))
    else:
        asked = struct.pack(LINUX, fcntl.F_WRLCK, os.SEEK_SET, first, count, 0)
        kind, _, start, length, _ = struct.unpack(LINUX, fcntl.fcntl(file, fcntl.F_GETLK, asked))
    return None if kind == fcntl.F_UNLCK else (start, length)
