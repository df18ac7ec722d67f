"""Databases with medgen's schema for a whole run of tests: making one takes half a second."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from medgen_assets.store.budget import Budget
from medgen_assets.store.migrating import migrate
from medgen_assets.store.pool import Database
from medgen_assets.store.server.address import in_database


@contextmanager
def migrated(server_url: str, kind: str, folder: Path) -> Iterator[str]:
    """The URL of a new database, gone at the end; `folder` is for its budget of connections."""
    name = f"{kind}_{uuid.uuid4().hex[:12]}"
    url = in_database(server_url, name)
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        with Database(url, budget=Budget(folder / "connections", 19)) as database:
            migrate(database)
        yield url
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
