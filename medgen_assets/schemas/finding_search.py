"""A search for findings as it goes to the database, and what it finds."""

from dataclasses import dataclass
from typing import NamedTuple


class Alternative(NamedTuple):
    """A word or phrase that counts as the one that was asked, as far as its weight goes (0-1)."""

    words: str
    weight: float
    share: float = 1.0
    """Share of its words that count as found: what stands for each of two words is half found by either."""


class AskedQuery(NamedTuple):
    """One query, ready to be compared."""

    text: str
    keys: tuple[tuple[int, str], ...]
    """Kind of term (see `vocabulary.FindingTerm`) and key for an exact match."""
    groups: tuple[tuple[Alternative, ...], ...]
    """Each idea of the query with its alternatives; the first is what was asked."""


@dataclass(frozen=True)
class FindingFilters:
    """What a model must have to be found at all; of each tuple any will do, an empty one lets everything pass."""

    sources: tuple[str, ...] = ()
    organizations: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    body_regions: tuple[str, ...] = ()
    code_systems: tuple[str, ...] = ()


@dataclass(frozen=True)
class SearchOptions:
    """Which part of the answer is wanted, and of which catalogue."""

    limit: int = 10
    offset: int = 0
    filters: FindingFilters = FindingFilters()
    version: int | None = None
    """A version of the catalogue; None: the one in force."""


class FoundFinding(NamedTuple):
    """A model found, with its score: 5 to 2 for an exact identifier, name, slug or synonym, else below 1."""

    oifm_id: str
    name: str
    score: float
    source: str
