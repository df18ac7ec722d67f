"""Many scenarios at once: copied to a staging table, then stored by one statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from medgen_assets.errors import BadInput, Problem
from medgen_assets.fingerprint import canonical_json, fingerprint
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.queries import query
from medgen_assets.store.scenario_rows import Document


class ImportMode(StrEnum):
    """What becomes of the others when one is rejected."""

    ATOMIC = "atomic"
    """Nothing is written."""
    ISOLATING = "isolating"
    """They are written."""


@dataclass(frozen=True)
class ImportedScenario:
    """A scenario to store, and where it comes from, such as a file's name."""

    name: str
    document: Document
    source: str


@dataclass(frozen=True)
class Rejection:
    """A scenario that was not stored; `other` is the source it collides with, if any."""

    source: str
    name: str
    rule: str
    other: str | None


@dataclass(frozen=True)
class ImportResult:
    """What became of the scenarios of one import; the four numbers add up to its size."""

    mode: ImportMode
    inserted: int
    updated: int
    unchanged: int
    rejections: tuple[Rejection, ...]

    @property
    def rejected(self) -> int:
        """How many were not stored."""
        return len(self.rejections)


def import_scenarios(
    database: Database,
    scenarios: Sequence[ImportedScenario],
    *,
    author: str,
    note: str = "",
    mode: ImportMode = ImportMode.ISOLATING,
) -> ImportResult:
    """Store each scenario as new or as the next version; one that says nothing new stays untouched.

    Raises BadInput with every rejection when the mode is atomic.
    """
    if not author:
        raise BadInput([Problem("author", "empty", "an import needs an author.")])
    rows, unreadable = _rows(scenarios)
    with database.connection("bulk") as connection:
        connection.execute(query("scenario_import", "lock"))
        _stage(connection, rows)
        rejections = [*unreadable, *_rejected(connection, scenarios)]
        if rejections and mode is ImportMode.ATOMIC:
            raise BadInput([_problem(rejection) for rejection in rejections])
        counts = connection.execute(
            query("scenario_import", "store"), {"author": author, "note": note}
        ).fetchone()
    inserted, updated = counts or (0, 0)
    unchanged = len(scenarios) - len(rejections) - inserted - updated
    return ImportResult(mode, inserted, updated, unchanged, tuple(rejections))


Row = tuple[int, str, str, str]


def _rows(scenarios: Iterable[ImportedScenario]) -> tuple[list[Row], list[Rejection]]:
    """The rows to copy, and what cannot even be written as a row."""
    rows, unreadable = [], []
    for place, scenario in enumerate(scenarios):
        try:
            content = canonical_json(scenario.document).decode()
            _refuse_what_no_text_holds([scenario.name, scenario.document])
        except (ValueError, TypeError) as error:
            unreadable.append(Rejection(scenario.source, scenario.name, str(error), None))
        else:
            rows.append((place, scenario.name, content, fingerprint(scenario.document)))
    return rows, unreadable


def _refuse_what_no_text_holds(value: Any) -> None:
    """Raise ValueError for a character NUL or a lone surrogate anywhere in the value."""
    if isinstance(value, str):
        value.encode()
        if "\x00" in value:
            raise ValueError("it holds the character NUL")
    elif isinstance(value, dict):
        _refuse_what_no_text_holds([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_what_no_text_holds(item)


def _stage(connection: Connection, rows: Iterable[Row]) -> None:
    connection.execute(query("scenario_import", "stage"))
    with connection.cursor() as cursor, cursor.copy(query("scenario_import", "copy")) as copy:
        for row in rows:
            copy.write_row(row)


def _rejected(connection: Connection, scenarios: Sequence[ImportedScenario]) -> list[Rejection]:
    found = connection.execute(query("scenario_import", "rejected")).fetchall()
    if found:
        connection.execute(query("scenario_import", "remove_rejected"), {"places": [row[0] for row in found]})
    return [
        Rejection(scenarios[place].source, name, rule, None if other is None else scenarios[other].source)
        for place, name, rule, other in found
    ]


def _problem(rejection: Rejection) -> Problem:
    collision = f" It collides with {rejection.other}." if rejection.other else ""
    return Problem(rejection.source, repr(rejection.name), f"{rejection.rule}.{collision}")
