"""What the catalogue tells of itself and of the models it holds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from medgen_assets.schemas.findings import Document


class StoredFinding(NamedTuple):
    """A model with where it came from."""

    oifm_id: str
    kind: int
    """How it was asked for: 0 identifier, 1 name, 2 slug, 3 synonym."""
    source: str
    file: str
    file_sha256: str
    since_version: int
    document: Document


@dataclass(frozen=True)
class FoundModels:
    """The answer to a question for many: found, in the order asked, and missing."""

    found: dict[str, StoredFinding]
    missing: tuple[str, ...]
    statements: int


class CodePlace(NamedTuple):
    """Where an outside code stands: at a model, at one of its attributes, or at a value."""

    oifm_id: str
    name: str
    source: str
    system: str
    code: str
    kind: str
    oifma_id: str | None
    attribute: str | None
    value_code: str | None
    value: str | None


class SourceEntry(NamedTuple):
    """A source as its last load found it."""

    source: str
    folder: str
    loaded_at: datetime
    scanned: int
    invalid: int
    rejected: int
    models: int
    problems: int
    warnings: int


class VersionEntry(NamedTuple):
    """One version of the catalogue."""

    version: int
    action: str
    source: str | None
    restored: int | None
    inserted: int
    updated: int
    removed: int
    models: int
    created_at: datetime
    is_pruned: bool
    """Whether its contents are gone, so that it can be neither shown nor restored."""


@dataclass(frozen=True)
class CatalogueStats:
    """How much the catalogue holds, and since when."""

    version: int
    models: int
    attributes: int
    values: int
    synonyms: int
    codes: dict[str, int]
    sources: tuple[SourceEntry, ...]
    warnings: dict[str, int]
    versions: tuple[VersionEntry, ...]

    def document(self) -> dict[str, Any]:
        """The same as JSON-like values."""
        return {
            "version": self.version,
            "models": self.models,
            "attributes": self.attributes,
            "values": self.values,
            "synonyms": self.synonyms,
            "codes": self.codes,
            "sources": [entry._asdict() for entry in self.sources],
            "warnings": self.warnings,
            "versions": [entry._asdict() for entry in self.versions],
        }
