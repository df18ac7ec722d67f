"""A folder of finding models checked by itself; nothing is asked of a database and nothing is remembered."""

from dataclasses import replace
from pathlib import Path

from medgen_assets.findings.names import source_of
from medgen_assets.findings.outcome import told
from medgen_assets.findings.piece import Reading
from medgen_assets.findings.planning import planned
from medgen_assets.findings.reading import read_folder
from medgen_assets.schemas.findings import LoadedFolder
from medgen_assets.telemetry import PerformanceMonitor

READ, PLAN = "read", "plan"


def validated(folder: Path, workers: int = 0) -> LoadedFolder:
    """Check a folder as a load would; `workers` is the number of processes that read, 0 as many as help."""
    source, monitor = source_of(folder), PerformanceMonitor()
    with monitor.measure(READ):
        read = read_folder(folder, Reading(with_rows=False, workers=workers))
    with monitor.measure(PLAN):
        plan = planned(read, source, [], [], removes_missing=True)
    return replace(told(source, read, plan), seconds=monitor.wall_seconds())
