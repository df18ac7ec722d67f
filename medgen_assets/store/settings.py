"""Settings of this installation: one JSON value by name."""

from typing import Any

from medgen_assets.fingerprint import canonical_json
from medgen_assets.store.pool import Database
from medgen_assets.store.queries import query
from medgen_assets.store.refusals import refusals_named


class Settings:
    """The settings of a database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str, default: Any = None) -> Any:
        """A setting's value, or the default when it was never set."""
        asked = query("settings", "get")
        row = self._database.read(lambda connection: connection.execute(asked, {"name": name}).fetchone())
        return default if row is None else row[0]

    def put(self, name: str, value: Any) -> None:
        """Set a setting to a JSON-like value."""
        with refusals_named(f"setting {name!r}"), self._database.connection() as connection:
            content = canonical_json(value).decode()
            connection.execute(query("settings", "put"), {"name": name, "value": content})

    def remove(self, name: str) -> None:
        """Forget a setting; one that was never set is no error."""
        with self._database.connection() as connection:
            connection.execute(query("settings", "remove"), {"name": name})
