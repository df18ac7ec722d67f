"""The database of this MEDGEN_HOME, ready for use."""

from medgen_assets.errors import BadInput, Problem
from medgen_assets.store.address import Url
from medgen_assets.store.budget import allowed_connections
from medgen_assets.store.migrating import migrate
from medgen_assets.store.options import PoolOptions
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.queries import query
from medgen_assets.store.server import ensure_server


def open_database(options: PoolOptions | None = None) -> Database:
    """Find or start the server, bring the schema up to date, and give the way to it; the caller closes it."""
    database = Database(database_url(), options)
    try:
        _refuse_too_large_a_budget(allowed_connections(), database.read(_allowed_clients))
        migrate(database)
    except BaseException:
        database.close()
        raise
    return database


def database_url() -> Url:
    """Where medgen's tables are; an embedded server that has ended meanwhile is started again."""
    address = ensure_server()
    return (lambda: ensure_server().url) if address.is_embedded else address.url


def dagster_url() -> Url:
    """The same for Dagster's tables."""
    address = ensure_server()
    return (lambda: ensure_server().dagster_url) if address.is_embedded else address.dagster_url


def _allowed_clients(connection: Connection) -> int:
    row = connection.execute(query("server", "allowed_clients")).fetchone()
    return int(row[0]) if row else 0


def _refuse_too_large_a_budget(total: int, allowed: int) -> None:
    if total > allowed:
        rule = f"the server allows {allowed} clients."
        raise BadInput([Problem("MEDGEN_MAX_CONNECTIONS", str(total), rule, "Lower one or raise the other.")])
