"""A subject of the reference: its data files, its tables, and what a planner would look at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import dagster as dg
import dataframely as dy
import polars as pl

from medgen_assets import reference
from medgen_assets.fingerprint import file_fingerprint, fingerprint

ROOM = Path(reference.__file__).parent


class Figures(dy.Schema):
    """Figures of a small table of the reference, one row each."""

    table = dy.String(description="Data file")
    figure = dy.String(description="Name of the figure, outermost part first")
    value = dy.String(nullable=True, description="Value; its unit and source stand in the data file")


def no_pictures() -> Mapping[str, dg.MetadataValue[Any]]:
    """Nothing to look at but the table."""
    return {}


@dataclass(frozen=True)
class Subject:
    """One reference asset: its data files, its tables, and what a planner would look at."""

    name: str
    description: str
    files: tuple[str, ...]
    table: Callable[[], pl.DataFrame]
    schema: type[dy.Schema] = Figures
    more: Mapping[str, Callable[[], pl.DataFrame]] = field(default_factory=dict)
    picture: Callable[[], dg.MetadataValue[Any]] | None = None
    pictures: Callable[[], Mapping[str, dg.MetadataValue[Any]]] = no_pictures
    packages: tuple[str, ...] = ()
    """Packages whose data are part of the subject."""

    def paths(self) -> list[Path]:
        """The data files, in a fixed order."""
        return sorted(path for pattern in self.files for path in ROOM.glob(pattern) if path.is_file())

    def data_version(self) -> str:
        """Fingerprint of the data files' names and bytes, and of the versions of the packages."""
        files = {str(path.relative_to(ROOM)): file_fingerprint(path) for path in self.paths()}
        return fingerprint(files | {package: version(package) for package in self.packages})
