"""What the rooms share about finding models: problems, facts, read files, what a load did, what a search found."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

OWN_SOURCE = "medgen"
"""The source of the models that medgen brings along; they may share names with those of other sources."""

KEPT_VERSIONS = 100
"""Newest versions of the catalogue that stay. Assumption: a load a day for three months."""

Document = dict[str, Any]
"""A finding model as JSON has it, put right and without e-mail addresses."""


class FindingProblem(NamedTuple):
    """What breaks or strains a rule: file, place in its JSON, the rule's name, and what was found."""

    file: str
    place: str
    """Such as `attributes[3].values[1].name`; empty for the file as a whole."""
    rule: str
    message: str
    other: str = ""
    """The file that this one collides with."""


class FindingFacts(NamedTuple):
    """What the checks across files need to know of one model."""

    oifm_id: str
    name: str
    slug: str
    attribute_ids: tuple[str, ...]
    synonyms: tuple[str, ...]
    people: tuple[tuple[str, str], ...] = ()
    """User name and fingerprint of each contributor's record."""
    organizations: tuple[str, ...] = ()
    """Codes of the organisations that the model names."""
    declared: tuple[str, ...] = ()
    """Codes of the organisations of which it holds a record."""


class ModelRows(NamedTuple):
    """A model ready to be stored: its own line and the lines of its child tables, in the text format of COPY.

    A line begins after the model's number, which is known only when it is stored; lines end without a line feed.
    """

    model: str
    terms: str
    attributes: str
    values: str
    codes: str
    contributors: str


class ReadFile(NamedTuple):
    """One file as it was found: with facts when it is valid, with errors when it is not."""

    file: str
    sha256: str
    facts: FindingFacts | None
    errors: tuple[FindingProblem, ...] = ()
    warnings: tuple[FindingProblem, ...] = ()
    rows: ModelRows | None = None
    """None when the catalogue holds these bytes already."""


@dataclass(frozen=True)
class ReadFolder:
    """All finding models of a folder, by file in order."""

    folder: str
    files: tuple[ReadFile, ...]
    unreadable: tuple[FindingProblem, ...] = ()
    """Subfolders that could not be listed: what lay there counts as still being there."""
    skipped: int = 0
    """Files that were not opened, because nothing about them has changed since they were read."""
    parsed: int = 0
    """Files whose bytes were parsed; the others are as they were when they were read before."""

    @property
    def valid(self) -> tuple[ReadFile, ...]:
        """The files that pass by themselves."""
        return tuple(read for read in self.files if read.facts is not None)

    @property
    def invalid(self) -> tuple[ReadFile, ...]:
        """The files that fail by themselves."""
        return tuple(read for read in self.files if read.facts is None)


class HeldModel(NamedTuple):
    """A model that the catalogue holds, as far as a load needs to know it."""

    finding_no: int
    source: str
    file: str
    sha256: str
    facts: FindingFacts


@dataclass(frozen=True)
class LoadPlan:
    """What a load is going to do: every valid file is in exactly one of the first four."""

    inserted: tuple[ReadFile, ...]
    updated: tuple[ReadFile, ...]
    unchanged: tuple[ReadFile, ...]
    rejected: tuple[ReadFile, ...]
    kept: tuple[HeldModel, ...]
    """Held models whose file is there but invalid, unreadable or rejected."""
    missing: tuple[HeldModel, ...]
    """Held models whose file is gone."""
    collisions: tuple[FindingProblem, ...] = ()
    warnings: tuple[FindingProblem, ...] = ()

    def all_problems(self, read: ReadFolder) -> list[FindingProblem]:
        """Everything that kept a file or a folder out, by file."""
        errors = [error for file in read.invalid for error in file.errors]
        return sorted((*read.unreadable, *errors, *self.collisions))

    def all_warnings(self, read: ReadFolder) -> list[FindingProblem]:
        """Everything that a person should look at, by file."""
        return sorted((*(warning for file in read.files for warning in file.warnings), *self.warnings))


@dataclass(frozen=True)
class LoadedFolder:
    """What a load did, in the words of the contract."""

    source: str
    folder: str
    scanned: int
    valid: int
    invalid: int
    inserted: int
    updated: int
    unchanged: int
    rejected: int
    removed: int
    kept: int
    skipped: int
    """Files left closed."""
    parsed: int
    mode: str
    """`isolating`: one bad file loses nothing else; `atomic`: it keeps everything out."""
    is_dry_run: bool
    problems: tuple[FindingProblem, ...]
    warnings: tuple[FindingProblem, ...]
    removed_ids: tuple[str, ...] = ()
    version: int | None = None
    """The catalogue's version afterwards; None while nothing was ever loaded."""
    is_written: bool = False
    statements: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def contributor_kind(contributor: object) -> str:
    """What a contributor is: a record with a user name, an address or an organisation's code is a person."""
    marks = {"github_username", "email", "organization_code"}
    return "person" if isinstance(contributor, dict) and marks & contributor.keys() else "organization"
