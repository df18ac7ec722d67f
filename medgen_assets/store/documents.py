"""Resolved scenarios found by what they say: what a Dagster partition key `name@fingerprint` stands for."""

from typing import Any

from medgen_assets.fingerprint import canonical_json
from medgen_assets.store.pool import Database
from medgen_assets.store.queries import query
from medgen_assets.store.refusals import refusals_named
from medgen_assets.store.scenario_rows import Document, UnknownScenario


class Documents:
    """The resolved scenarios of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, name: str, fingerprint: str, document: Document) -> None:
        """Keep a resolved scenario (with seed and size) under the SHA-256 (hex) of its canonical form."""
        content = canonical_json(document).decode()
        values = {"name": name, "fingerprint": fingerprint, "document": content}
        with refusals_named(f"scenario {name!r}"), self._database.connection() as connection:
            connection.execute(query("documents", "put"), values)

    def get(self, fingerprint: str) -> Document:
        """The scenario of a fingerprint; raises UnknownScenario."""
        return self._found("get", {"fingerprint": fingerprint}, fingerprint)

    def get_by_partition_key(self, partition_key: str) -> Document:
        """The scenario of a Dagster partition key, `name@` and 12 hex digits; raises UnknownScenario."""
        return self._found("get_by_partition_key", {"partition_key": partition_key}, partition_key)

    def _found(self, name: str, values: dict[str, Any], asked: str) -> Document:
        found = query("documents", name)
        row = self._database.read(lambda connection: connection.execute(found, values).fetchone())
        if row is None:
            raise UnknownScenario(asked, "no resolved scenario is kept under it.")
        document: Document = row[0]
        return document
