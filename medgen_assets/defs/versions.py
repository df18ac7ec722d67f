"""Versions that tell truthfully what is stale: of the model's code, and of what was made with it."""

import tomllib
from functools import cache
from pathlib import Path

from medgen_assets import simulation
from medgen_assets.fingerprint import file_fingerprint, fingerprint

SHORT = 12


@cache
def generator_version() -> str:
    """Version of medgen, as the clone's pyproject.toml has it."""
    project = Path(__file__).parents[2] / "pyproject.toml"
    return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])


@cache
def model_version() -> str:
    """Fingerprint of the model's source files: whoever changes the model makes its results stale."""
    room = Path(next(iter(simulation.__path__)))
    return fingerprint(
        {str(path.relative_to(room)): file_fingerprint(path) for path in sorted(room.rglob("*.py"))}
    )[:SHORT]
