"""Which process works on a run, and whether it still lives."""

import os
import socket
from pathlib import Path
from typing import TypedDict

PROC = Path("/proc")
START_FIELD = 19
"""Place of the start time (clock ticks after boot) behind the command's name in /proc/PID/stat (proc(5))."""


class WorkingProcess(TypedDict):
    """A process on a host; its mark tells it from others that get its number later (None: no such system)."""

    host: str
    process_id: int
    process_mark: str | None


def this_process() -> WorkingProcess:
    """The process that asks."""
    return {"host": socket.gethostname(), "process_id": os.getpid(), "process_mark": mark_of(os.getpid())}


def is_alive(host: str | None, process_id: int | None, mark: str | None) -> bool:
    """Whether this machine has that very process."""
    if host != socket.gethostname() or process_id is None:
        return False
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return mark is None or mark_of(process_id) in (mark, None)


def mark_of(process_id: int) -> str | None:
    """The boot of the machine and the clock tick in which a process began, on Linux."""
    try:
        boot = (PROC / "sys/kernel/random/boot_id").read_text().strip()
        behind_name = (PROC / str(process_id) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return f"{boot} {behind_name[START_FIELD]}"
