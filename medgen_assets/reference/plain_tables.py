"""Reads small reference tables: YAML with its five headings; a bad file is refused.

Kept apart from the big tables so that what needs no Polars does not load it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from medgen_assets.errors import BadInput, Problem

DATA = Path(__file__).parent / "data"
HEADINGS = ("description", "unit", "source", "date", "values")


@dataclass(frozen=True)
class YamlTable:
    """A small table of numbers with what they mean and where they come from."""

    description: str
    unit: str
    source: str
    date: str
    values: Any


def yaml_table(name: str, folder: Path = DATA) -> YamlTable:
    """Read `<name>.yaml`; raises BadInput when a heading is missing, empty or unknown."""
    path = folder / f"{name}.yaml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    document = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506, both are safe
    problems = _heading_problems(path, document)
    if problems:
        raise BadInput(problems)
    return YamlTable(**{key: document[key] if key == "values" else str(document[key]) for key in HEADINGS})


def _heading_problems(path: Path, document: Any) -> list[Problem]:
    """One problem for each heading that is missing, empty or not known."""
    if not isinstance(document, dict):
        return [Problem(path.name, type(document).__name__, f"must be a mapping with {HEADINGS}")]
    missing = [key for key in HEADINGS if document.get(key) in (None, "", [], {})]
    unknown = [key for key in document if key not in HEADINGS]
    return [Problem(path.name, key, "is missing or empty", "Write it.") for key in missing] + [
        Problem(
            path.name,
            str(key),
            "is not a heading of a reference table",
            f"Use {HEADINGS}.",
        )
        for key in unknown
    ]
