"""A server of the user's own, named by MEDGEN_POSTGRES_URL."""

import contextlib
import os

from medgen_assets.errors import BadInput, DependencyDown, Problem
from medgen_assets.store.server.address import ServerAddress, in_schema, without_password

URL_VARIABLE = "MEDGEN_POSTGRES_URL"
CONNECT_SECONDS = 5
# Dagster's tables get a schema and not a database: a user may not be allowed to make the latter, and two
# medgen databases on one server must not share Dagster's runs.
DAGSTER_SCHEMA = "dagster"
SCHEMA_IS_THERE = "SELECT 1 FROM pg_namespace WHERE nspname = %s"


def external_url() -> str | None:
    """The URL of the user's own server, if there is one."""
    url = os.environ.get(URL_VARIABLE) or None
    if url is not None and not url.startswith(("postgresql://", "postgres://")):
        # Not repeated: it may hold a password in a form that nobody here can tell from the rest.
        problem = Problem(URL_VARIABLE, "not a URL", "it must read postgresql://user@host:5432/database.")
        raise BadInput([problem])
    return url


def external_server(url: str) -> ServerAddress:
    """The address of a server of the user's own, once it has answered."""
    import psycopg  # not at the top: the embedded server does without, and it costs 60 ms

    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS, autocommit=True) as connection:
            if connection.execute(SCHEMA_IS_THERE, [DAGSTER_SCHEMA]).fetchone() is None:
                with contextlib.suppress(psycopg.errors.DuplicateSchema, psycopg.errors.UniqueViolation):
                    connection.execute(f"CREATE SCHEMA {DAGSTER_SCHEMA}")
    except psycopg.Error as error:
        raise DependencyDown(
            f"The Postgres of {URL_VARIABLE} ({without_password(url)}) cannot be used: "
            f"{str(error).strip().splitlines()[0]}. Start it or mend the URL; without the variable medgen "
            "starts a server of its own."
        ) from error
    return ServerAddress(url=url, dagster_url=in_schema(url, DAGSTER_SCHEMA), is_embedded=False)
