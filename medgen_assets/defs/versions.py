"""Versions that tell truthfully what is stale: of the model's code, and of what was made with it."""

import os
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from inspect import getsourcefile
from pathlib import Path
from types import ModuleType

from medgen_assets import exporters, reference, scenario, schemas, simulation, vocabulary
from medgen_assets.fingerprint import file_fingerprint, fingerprint
from medgen_assets.simulation import distributions

SHORT = 12
MAKERS = (simulation, reference, scenario, schemas, exporters)
"""The rooms that decide what bytes a run consists of."""
LIBRARIES = ("faker", "numpy", "polars", "pyarrow")
"""The libraries that do."""


@cache
def generator_version() -> str:
    """Version of medgen, as the clone's pyproject.toml has it."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])


@cache
def model_version() -> str:
    """Fingerprint of the model's source files: whoever changes the model makes its results stale."""
    return fingerprint(files_of(simulation, ".py"))[:SHORT]


@cache
def distribution_version() -> str:
    """Fingerprint of the source files that distributions come from; the data files they read count one by one."""
    own = [file_fingerprint(Path(getsourcefile(module) or "")) for module in (distributions, vocabulary)]
    return fingerprint([own, files_of(reference, ".py")])[:SHORT]


@cache
def maker_version() -> str:
    """Fingerprint of all that the bytes of a run depend on: what was begun with another one is not continued."""
    rooms = {room.__name__: files_of(room) for room in MAKERS}
    return fingerprint([rooms, {name: version(name) for name in LIBRARIES}])[:SHORT]


def files_of(room: ModuleType, ending: str = "") -> dict[str, str]:
    """Fingerprints of the files of a room, by their place in it."""
    folder = next(iter(room.__path__))
    return {
        path.removeprefix(folder + os.sep): fingerprint_of_source(path)
        for path in source_files(folder)
        if path.endswith(ending)
    }


def source_files(folder: str) -> Iterator[str]:
    """Files with an ending in a folder and those inside it, without what Python compiled."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from source_files(entry.path)
            elif "." in entry.name and not entry.name.endswith(".pyc"):
                yield entry.path


@cache
def fingerprint_of_source(path: str) -> str:
    """Fingerprint of a file when it was first asked for; a running process keeps the code it began with."""
    return file_fingerprint(Path(path))
