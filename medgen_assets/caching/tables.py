"""Tables kept by what they were made from: the same inputs are computed once on this machine.

A key is a fingerprint of everything the table depends on, so an entry never goes out of date and
any process may write it: two that do write the same rows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from medgen_assets.files import whole_file


@dataclass(frozen=True)
class Remembered:
    """A table and whether it was there already."""

    table: pl.DataFrame
    is_hit: bool
    path: Path


@dataclass(frozen=True)
class TableMemo:
    """Parquet files `<folder>/<name>/<key>.parquet`, each under its final name only when whole."""

    folder: Path

    def path(self, name: str, key: str) -> Path:
        """Where the table of this name and key lies, or would."""
        return self.folder / name / f"{key}.parquet"

    def table(
        self, name: str, key: str, compute: Callable[[], pl.DataFrame], *, is_bypassed: bool = False
    ) -> Remembered:
        """Read the table, or compute and keep it; a bypass computes in any case."""
        path = self.path(name, key)
        kept = None if is_bypassed else read_if_whole(path)
        if kept is not None:
            return Remembered(kept, True, path)
        table = compute()
        with whole_file(path) as file:
            table.write_parquet(file)
        return Remembered(table, False, path)


def read_if_whole(path: Path) -> pl.DataFrame | None:
    """Read a Parquet file; None when it is absent or damaged, so that it is made again."""
    try:
        return pl.read_parquet(path)
    except (FileNotFoundError, pl.exceptions.PolarsError):
        return None
