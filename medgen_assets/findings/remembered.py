"""A file as it was read before, and read files as plain tuples, which are a third of the work to keep or to send."""

from typing import Any, NamedTuple

from medgen_assets.findings.one_file import Stamp
from medgen_assets.schemas.findings import FindingFacts, FindingProblem, ModelRows, ReadFile

COARSEST_CLOCK_NS = 2_000_000_000
"""Nanoseconds between two times of FAT, the coarsest file system in use. Source: Microsoft, FAT specification 1.03."""

Plain = tuple[Any, ...]
"""The fields of a read file in their order, named tuples as tuples."""


class Remembered(NamedTuple):
    """A file as it was read before."""

    stamp: Stamp
    read_at: int
    """Nanoseconds since 1970, by the clock of this machine."""
    read: ReadFile

    def is_safe(self, stamp: Stamp) -> bool:
        """Whether a file with this stamp still holds the same bytes."""
        quiet_since = max(stamp.modified, stamp.changed) + COARSEST_CLOCK_NS
        return stamp == self.stamp and quiet_since < self.read_at


def remembered(stamp: Stamp, read_at: int, read: ReadFile) -> Remembered:
    """The file without its rows, which are stored once and never asked for again."""
    return Remembered(stamp, read_at, read if read.rows is None else read._replace(rows=None))


def plain(read: ReadFile) -> Plain:
    """A read file as plain tuples."""
    file, sha256, facts, errors, warnings, rows = read
    return (
        file,
        sha256,
        None if facts is None else tuple(facts),
        tuple(map(tuple, errors)),
        tuple(map(tuple, warnings)),
        None if rows is None else tuple(rows),
    )


def read_file(file: str, sha256: str, facts: Any, errors: Any, warnings: Any, rows: Any) -> ReadFile:
    """The read file of a plain one; lists, which JSON makes of tuples, are tuples again."""
    return ReadFile(
        file,
        sha256,
        None if facts is None else _facts(*facts),
        tuple(FindingProblem(*problem) for problem in errors),
        tuple(FindingProblem(*problem) for problem in warnings),
        None if rows is None else ModelRows(*rows),
    )


def _facts(
    oifm_id: str, name: str, slug: str, attribute_ids: Any, synonyms: Any, people: Any, *codes: Any
) -> FindingFacts:
    organizations, declared = codes
    return FindingFacts(
        oifm_id,
        name,
        slug,
        tuple(attribute_ids),
        tuple(synonyms),
        tuple((user, record) for user, record in people),
        tuple(organizations),
        tuple(declared),
    )
