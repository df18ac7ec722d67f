"""What this process and its children took: CPU seconds, and memory of the largest."""

import resource
import sys
import time
from pathlib import Path

MEBIBYTE = 1024 * 1024
MAXRSS_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024
"""Unit of `ru_maxrss`: bytes on macOS, kibibytes on Linux. Source: getrusage(2) of either system."""


def cpu_seconds() -> float:
    """CPU seconds, user and system, of this process since its start and of its finished children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak_rss_mb() -> float:
    """Largest resident size, in MiB, that this process or one of its finished children ever had."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * MAXRSS_UNIT_BYTES
    return max(own_peak_bytes(), children) / MEBIBYTE


def own_peak_bytes() -> int:
    """Largest resident size of this process alone.

    On Linux from the kernel's high-water mark, since `ru_maxrss` begins with the starter's.
    """
    try:
        status = Path("/proc/self/status").read_text("ascii")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * MAXRSS_UNIT_BYTES
    return 1024 * next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
