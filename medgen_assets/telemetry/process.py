"""What this process and its children took: CPU seconds, and memory of the largest."""

import resource
import sys
import time

MEBIBYTE = 1024 * 1024
MAXRSS_UNIT_BYTES = 1 if sys.platform == "darwin" else 1024
"""Unit of `ru_maxrss`: bytes on macOS, kibibytes on Linux. Source: getrusage(2) of either system."""


def cpu_seconds() -> float:
    """CPU seconds, user and system, of this process since its start and of its finished children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def peak_rss_mb() -> float:
    """Largest resident size, in MiB, that this process or one of its finished children ever had."""
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return max(peaks) * MAXRSS_UNIT_BYTES / MEBIBYTE
