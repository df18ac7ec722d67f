"""Locks between processes that the kernel releases when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

RETRY_SECONDS = 0.02


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[None]:
    """Hold the lock on a file, waiting for it as long as another process has it."""
    descriptor = lock_file(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def lock_file(path: Path) -> int:
    """Open a file to lock it, making it when it is missing; the descriptor is the caller's to close."""
    # Read-only is enough for flock, and lets root and the owner of a folder share its locks.
    return os.open(path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)


def try_lock(path: Path, *, seconds: float = 0.0) -> int | None:
    """The descriptor of a lock that was free within so many seconds, else None."""
    descriptor = lock_file(path)
    deadline = time.monotonic() + seconds
    while not _flock_now(descriptor):
        if time.monotonic() >= deadline:
            os.close(descriptor)
            return None
        time.sleep(RETRY_SECONDS)
    return descriptor


def _flock_now(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_held(path: Path) -> bool:
    """Whether some process holds the lock right now."""
    descriptor = try_lock(path)
    if descriptor is not None:
        os.close(descriptor)
    return descriptor is None
