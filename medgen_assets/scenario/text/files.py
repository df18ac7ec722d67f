"""Reading one scenario file: an ordinary file, not too large, in UTF-8."""

import os
import stat
from pathlib import Path

from medgen_assets.errors import BadInput
from medgen_assets.scenario.showing import shown
from medgen_assets.scenario.text.parsed import unreadable

MOST_BYTES = 5_000_000
"""Largest scenario that is read (unit: bytes). Assumption: five megabytes, because a scenario of 1,000 fronts
with all their facilities written out has about one."""


def file_text(path: Path) -> str:
    """The text of a scenario file; raises BadInput when it is no ordinary, readable, small UTF-8 file."""
    return decoded(file_bytes(path), shown(str(path)))


def file_bytes(path: Path) -> bytes:
    """The bytes of an ordinary file; never waits for a pipe or reads a device."""
    name = shown(str(path))
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise unreadable(name, f"cannot be read: {reason(error)}.") from None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise unreadable(name, f"is {kind_of(status.st_mode)}, not a file.", "Give an ordinary file.")
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise too_large(name)
    return content


def too_large(name: str) -> BadInput:
    """A text beyond the limit."""
    return unreadable(name, f"is larger than {MOST_BYTES:,} bytes.", "A scenario is a small document.")


def reason(error: Exception) -> str:
    """Why the system refused."""
    return (getattr(error, "strerror", None) or "the name is not valid").lower()


def kind_of(mode: int) -> str:
    """What a path is that is not a file."""
    kinds = ((stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"))
    return next((words for is_kind, words in kinds if is_kind(mode)), "a device")


def decoded(content: bytes, name: str) -> str:
    """Bytes as UTF-8 text, with or without a byte order mark."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        rule = f"is not UTF-8: byte {error.start} is 0x{content[error.start]:02x}."
        raise unreadable(name, rule, "Save the file as UTF-8.") from None
