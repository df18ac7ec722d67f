"""How far an export has come."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told the rows written so far and the rows in all."""


def silent(done: int, total: int) -> None:
    """Tell nobody."""


class Count:
    """Rows written so far, told on at every step."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.done = 0
        self._total = total
        self._progress = progress

    def add(self, rows: int) -> None:
        """Count more rows as written."""
        self.done += rows
        self._progress(self.done, self._total)
