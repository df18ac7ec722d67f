"""Where a database is: a URL taken apart without ever showing its password."""

from psycopg import Error
from psycopg.conninfo import conninfo_to_dict

from medgen_assets.errors import BadInput, Problem


def connection_parameters(url: str) -> dict[str, str]:
    """The parts of a Postgres URL or key=value string, by their libpq names."""
    try:
        parts = conninfo_to_dict(url)
    except Error:
        # The driver's message repeats the string, password and all.
        problem = Problem("the database URL", "not readable", "use postgresql://user@host:5432/database.")
        raise BadInput([problem]) from None
    return {name: str(value) for name, value in parts.items() if value is not None}


def shown(parameters: dict[str, str]) -> str:
    """A database named for people: host, port and database, never a password."""
    host = parameters.get("host", "localhost")
    port = parameters.get("port", "5432")
    return f"{parameters.get('dbname', '')} at {host}:{port}"
