"""The list of what a finished folder holds: `manifest.json`, of a data set or of one of its exports."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from medgen_assets.errors import BadInput, Problem
from medgen_assets.exporters.layout import MANIFEST
from medgen_assets.exporters.provenance import GENERATOR, Provenance
from medgen_assets.files import write_whole
from medgen_assets.fingerprint import file_fingerprint


@dataclass(frozen=True)
class FileEntry:
    """One file: where it lies in the folder (with `/`), its rows (null if it has none), size and SHA-256."""

    path: str
    rows: int | None
    bytes: int
    sha256: str


@dataclass(frozen=True)
class TableEntry:
    """One table over all its files."""

    rows: int


@dataclass(frozen=True)
class Manifest:
    """What a folder holds and where it comes from."""

    provenance: Provenance
    files: tuple[FileEntry, ...]
    tables: dict[str, TableEntry] = field(default_factory=dict)
    scenario_file: FileEntry | None = None
    format: str = "data set"

    def document(self) -> dict[str, Any]:
        """The JSON document."""
        described: dict[str, Any] = {
            "format": self.format,
            "scenario": self.provenance.scenario,
            "scenario_fingerprint": self.provenance.scenario_fingerprint,
            "seed": self.provenance.seed,
            "versions": {
                GENERATOR: self.provenance.generator_version,
                "schema": self.provenance.schema_version,
            },
            "files": [asdict(entry) for entry in self.files],
        }
        if self.tables:
            described["tables"] = {name: asdict(entry) for name, entry in self.tables.items()}
        if self.scenario_file is not None:
            described["scenario_file"] = asdict(self.scenario_file)
        return described

    def text(self) -> str:
        """The text of the file."""
        return json.dumps(self.document(), indent=2, ensure_ascii=False) + "\n"

    def sha256(self) -> str:
        """SHA-256 (hex) of the text; `_SUCCESS` holds it, so that a changed manifest is found too."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def write(self, folder: Path) -> Path:
        """Write it as the folder's `manifest.json`."""
        return write_whole(folder / MANIFEST, self.text())


def file_entry(folder: Path, path: Path, rows: int | None) -> FileEntry:
    """Describe a file of a folder as it is now."""
    whole = folder / path
    return FileEntry(path.as_posix(), rows, whole.stat().st_size, file_fingerprint(whole))


def read_manifest(folder: Path) -> Manifest:
    """Read a folder's manifest; raises BadInput with the one thing that is wrong with it."""
    path = folder / MANIFEST
    try:
        return _manifest(json.loads(path.read_bytes()))
    except FileNotFoundError:
        rule = "every finished folder has one."
        raise BadInput([Problem(str(path), "missing", rule, "Generate again.")]) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        rule = f"it cannot be read as a manifest ({type(error).__name__}: {error})."
        raise BadInput([Problem(str(path), "damaged", rule, "Generate again.")]) from error


def _manifest(document: dict[str, Any]) -> Manifest:
    scenario_file = document.get("scenario_file")
    return Manifest(
        provenance=Provenance(
            scenario=document["scenario"],
            scenario_fingerprint=document["scenario_fingerprint"],
            seed=int(document["seed"]),
            generator_version=document["versions"][GENERATOR],
            schema_version=document["versions"]["schema"],
        ),
        files=tuple(_file_entry(entry) for entry in document["files"]),
        tables={name: TableEntry(int(entry["rows"])) for name, entry in document.get("tables", {}).items()},
        scenario_file=None if scenario_file is None else _file_entry(scenario_file),
        format=document["format"],
    )


def _file_entry(entry: dict[str, Any]) -> FileEntry:
    """Read one entry; a path that leaves the folder is refused, because a reader would follow it."""
    path = PurePosixPath(entry["path"])
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"the path {str(path)!r} leaves the folder")
    rows = entry["rows"]
    return FileEntry(
        str(path), None if rows is None else int(rows), int(entry["bytes"]), str(entry["sha256"])
    )
