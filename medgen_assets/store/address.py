"""Where a database is: a URL taken apart without ever showing its password."""

from collections.abc import Callable

from psycopg import Error
from psycopg.conninfo import conninfo_to_dict

from medgen_assets.errors import BadInput, Problem

Url = str | Callable[[], str]
"""A Postgres URL, or what finds it: an embedded server ends when it is idle, and may come back elsewhere."""


class Address:
    """Where a database is, asked anew for every connection; shown as database, host and port."""

    def __init__(self, url: Url) -> None:
        self._url = url
        self._known = self.parameters()

    def parameters(self) -> dict[str, str]:
        """The parts of the URL by their libpq names; raises BadInput when it cannot be read."""
        self._known = connection_parameters(self._url() if callable(self._url) else self._url)
        return self._known

    def __str__(self) -> str:
        host = self._known.get("host", "localhost")
        port = self._known.get("port", "5432")
        return f"{self._known.get('dbname', '')} at {host}:{port}"

    def __repr__(self) -> str:
        return f"Address({self})"


def connection_parameters(url: str) -> dict[str, str]:
    """The parts of a Postgres URL or key=value string, by their libpq names."""
    try:
        parts = conninfo_to_dict(url)
    except Error:
        # The driver's message repeats the string, password and all.
        problem = Problem("the database URL", "not readable", "use postgresql://user@host:5432/database.")
        raise BadInput([problem]) from None
    return {name: str(value) for name, value in parts.items() if value is not None}
