"""Files that appear under their name whole or not at all.

A file is written under a temporary name in its own folder, flushed to the disk and renamed. What fails on the
way leaves nothing; what is killed leaves at most a `.tmp-…` file, never a torn one under a final name.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from medgen_assets.errors import OutputFailed

TEMPORARY_PREFIX = ".tmp-"

ADVICE = {
    errno.ENOSPC: "Free some space there, or choose another folder with --out.",
    errno.EDQUOT: "Free some of your quota, or choose another folder with --out.",
    errno.EFBIG: "Raise the file-size limit (ulimit -f), or choose another folder with --out.",
    errno.EROFS: "Choose a folder on a disk that can be written, with --out.",
    errno.EACCES: "Choose a folder you may write to, with --out.",
    errno.EPERM: "Choose a folder you may write to, with --out.",
    errno.EEXIST: "Choose a folder, not a file, with --out.",
    errno.ENOTDIR: "Choose a folder, not a file, with --out.",
}


def output_failed(path: Path, error: OSError) -> OutputFailed:
    """Say which file could not be written, why, and what to do about it."""
    reason = error.strerror or str(error)
    advice = ADVICE.get(error.errno or 0, "Check the disk, then run again.")
    return OutputFailed(f"{path} was not written: {reason}. {advice}")


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turn what the operating system says against writing `path` into one OutputFailed."""
    try:
        yield
    except OSError as error:
        raise output_failed(path, error) from error


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """Open `path` for writing bytes; it appears, in place of any older one, only when the block ends well.

    Raises OutputFailed when the disk is full, read-only or forbidden.
    """
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{uuid4().hex}")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def write_whole(path: Path, content: bytes | str) -> Path:
    """Write a small file; text is UTF-8."""
    with whole_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)
    return path


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
