"""The peak that a process reports is its own, not that of whoever started it."""

import subprocess
import sys

from medgen_assets.telemetry import peak_rss_mb

REPORT = "from medgen_assets.telemetry import peak_rss_mb; print(peak_rss_mb())"


def test_a_small_process_started_by_a_large_one_reports_a_small_peak():
    ballast = bytearray(b"x" * 300_000_000)
    started = subprocess.run([sys.executable, "-c", REPORT], capture_output=True, text=True, check=True)

    assert float(started.stdout) < len(ballast) / 2**20 / 2 < peak_rss_mb()
