"""Counts that outlive the process that counted: a small file to which any process of this machine adds."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from medgen_assets.errors import OutputFailed
from medgen_assets.files import write_whole, writing


class KeptCounts:
    """Totals by name, and the latest of what is no total (see `add`)."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, counts: Mapping[str, float], latest: Mapping[str, float] | None = None) -> None:
        """Add to the totals and replace `latest`; a disk that refuses costs the counts, not the work."""
        if not any(counts.values()):
            return
        try:
            with self._locked():
                kept = self.totals()
                sums = {name: kept.get(name, 0.0) + count for name, count in counts.items() if count}
                write_whole(self._path, json.dumps(kept | sums | dict(latest or {}), sort_keys=True))
        except OutputFailed:
            return

    def totals(self) -> dict[str, float]:
        """The counts by name; none when nothing was counted yet, or the file is damaged."""
        try:
            kept = json.loads(self._path.read_bytes())
            return {str(name): float(count) for name, count in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the counts: a reader sees them whole, a second writer waits. Raises OutputFailed."""
        with writing(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            with writing(self._path):
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
