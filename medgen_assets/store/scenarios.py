"""The stored scenarios: every version kept, nobody's change lost to another's."""

from typing import Any, Literal

from psycopg.rows import class_row
from psycopg.sql import SQL

from medgen_assets.fingerprint import canonical_json, fingerprint
from medgen_assets.store.changes import Change, changes
from medgen_assets.store.pages import Page
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.queries import query
from medgen_assets.store.refusals import refusals_named
from medgen_assets.store.scenario_rows import (
    Document,
    FoundScenarios,
    ScenarioEntry,
    ScenarioExists,
    ScenarioVersion,
    StaleScenario,
    StoredScenario,
    UnknownScenario,
)

Order = Literal["name", "created_at", "updated_at"]

ORDERS = {"name": SQL("name"), "created_at": SQL("scenario.created_at"), "updated_at": SQL("updated_at")}
BATCH = 1000
"""Names asked for in one statement. Source: max_batch_size of the findings index's performance plan."""


class Scenarios:
    """The stored scenarios of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, name: str, document: Document, *, author: str, note: str = "", is_automatic: bool = False
    ) -> int:
        """Store a new scenario and answer its version; a deleted one of that name comes back with it.

        Raises ScenarioExists.
        """
        with refusals_named(f"scenario {name!r}"), self._database.connection() as connection:
            values = {**_content(name, document, author, note), "is_automatic": is_automatic}
            version = _one(connection, "add", values)
        if version is None:
            raise ScenarioExists(name)
        return int(version)

    def update(
        self, name: str, document: Document, *, known_version: int, author: str, note: str = ""
    ) -> int:
        """Store the next version and answer its number; the same document again stays the same version.

        Raises UnknownScenario, or StaleScenario when `known_version` is not the current one.
        """
        with refusals_named(f"scenario {name!r}"), self._database.connection() as connection:
            values = {**_content(name, document, author, note), "known_version": known_version}
            version = _one(connection, "update", values)
            return int(version) if version is not None else _unchanged(connection, name, known_version)

    def get(self, name: str, version: int | None = None) -> StoredScenario:
        """A version of a scenario, the current one unless another is named; raises UnknownScenario."""
        values = {"name": name, "version": version}
        found = self._stored("get", values)
        if not found:
            rule = "no stored scenario has this name."
            raise UnknownScenario(name, rule if version is None else f"it has no version {version}.")
        return found[0]

    def get_many(self, names: list[str]) -> FoundScenarios:
        """The current versions of many scenarios, a thousand to a statement."""
        asked = list(dict.fromkeys(names))
        stored: dict[str, StoredScenario] = {}
        for start in range(0, len(asked), BATCH):
            values = {"names": asked[start : start + BATCH]}
            stored.update({scenario.name: scenario for scenario in self._stored("get_many", values)})
        found = {name: stored[name] for name in asked if name in stored}
        return FoundScenarios(found, tuple(name for name in asked if name not in stored))

    def page(
        self,
        *,
        order: Order = "name",
        is_descending: bool = False,
        limit: int = 100,
        offset: int = 0,
        with_deleted: bool = False,
        is_automatic: bool | None = None,
    ) -> Page[ScenarioEntry]:
        """A page of the stored scenarios; `is_automatic` leaves only those that are, or are not."""
        values = {
            "with_deleted": with_deleted,
            "is_automatic": is_automatic,
            "limit": limit,
            "offset": offset,
        }
        direction = SQL(" DESC") if is_descending else SQL("")
        page = query("scenarios", "page").format(order=ORDERS[order] + direction)

        def read(connection: Connection) -> Page[ScenarioEntry]:
            with connection.cursor(row_factory=class_row(ScenarioEntry)) as cursor:
                entries = tuple(cursor.execute(page, values).fetchall())
            return Page(entries, int(_one(connection, "count", values) or 0), limit, offset)

        return self._database.read(read)

    def delete(self, name: str) -> None:
        """Hide a scenario, keeping its history; raises UnknownScenario."""
        self._changed("delete", {"name": name})

    def mark_automatic(self, name: str, is_automatic: bool) -> None:  # noqa: FBT001  # reads well so
        """Say whether the scenario's data set is remade by itself on a change; raises UnknownScenario."""
        self._changed("mark_automatic", {"name": name, "is_automatic": is_automatic})

    def history(self, name: str) -> list[ScenarioVersion]:
        """Every version, newest first, of a deleted scenario too; raises UnknownScenario."""

        def read(connection: Connection) -> list[ScenarioVersion]:
            with connection.cursor(row_factory=class_row(ScenarioVersion)) as cursor:
                return cursor.execute(query("scenarios", "history"), {"name": name}).fetchall()

        versions = self._database.read(read)
        if not versions:
            raise UnknownScenario(name)
        return versions

    def diff(self, name: str, before: int, after: int) -> list[Change]:
        """What changed between two versions, of a deleted scenario too; raises UnknownScenario."""
        values = {"name": name, "versions": [before, after]}
        asked = query("scenarios", "documents_of_versions")
        rows = self._database.read(lambda connection: connection.execute(asked, values).fetchall())
        documents: dict[int, Document] = dict(rows)
        for version in (before, after):
            if version not in documents:
                raise UnknownScenario(name, f"it has no version {version}.")
        return changes(documents[before], documents[after])

    def restore(self, name: str, version: int, *, author: str, note: str = "") -> int:
        """Store an earlier version as the next one and answer its number; a deleted scenario comes back.

        Raises UnknownScenario.
        """
        told = note or f"Version {version} restored."
        with self._database.connection() as connection:
            values = {"name": name, "version": version, "author": author, "note": told}
            restored = _one(connection, "restore", values)
        if restored is None:
            raise UnknownScenario(name, f"it has no version {version}.")
        return int(restored)

    def _stored(self, name: str, values: dict[str, Any]) -> list[StoredScenario]:
        return self._database.read(lambda connection: _stored(connection, name, values))

    def _changed(self, name: str, values: dict[str, Any]) -> None:
        with self._database.connection() as connection:
            if _one(connection, name, values) is None:
                raise UnknownScenario(values["name"])


def _content(name: str, document: Document, author: str, note: str) -> dict[str, Any]:
    return {
        "name": name,
        "document": canonical_json(document).decode(),
        "fingerprint": fingerprint(document),
        "author": author,
        "note": note,
    }


def _one(connection: Connection, name: str, values: dict[str, Any]) -> Any:
    """The first value of the first row of a query, None when it has no row."""
    row = connection.execute(query("scenarios", name), values).fetchone()
    return row[0] if row else None


def _stored(connection: Connection, name: str, values: dict[str, Any]) -> list[StoredScenario]:
    with connection.cursor(row_factory=class_row(StoredScenario)) as cursor:
        return cursor.execute(query("scenarios", name), values).fetchall()


def _unchanged(connection: Connection, name: str, known_version: int) -> int:
    """The current version, if the writer knew it: then the document was the same."""
    state = connection.execute(query("scenarios", "state"), {"name": name}).fetchone()
    if state is None or state[1]:
        raise UnknownScenario(name)
    if state[0] != known_version:
        raise StaleScenario(name, known_version, state[0])
    return known_version
