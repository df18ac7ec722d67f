"""What the store's tests share: databases with medgen's schema and budgets of connections of their own."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from medgen_assets.store.budget import Budget
from medgen_assets.store.migrating import migrate
from medgen_assets.store.pool import Database

EMPTY = "TRUNCATE scenario, scenario_version, scenario_document, run, run_attempt, usage, setting"


@pytest.fixture
def budget(tmp_path: Path) -> Budget:
    """A budget of nineteen connections that nobody else draws on."""
    return Budget(tmp_path / "connections", 19)


@pytest.fixture(scope="session")
def migrated_url(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with medgen's schema, for every test in turn: making one takes half a second."""
    name = f"store_{uuid.uuid4().hex[:12]}"
    url = urlunsplit(urlsplit(postgres_server)._replace(path=f"/{name}"))
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        with Database(url, budget=Budget(tmp_path_factory.mktemp("budget") / "connections", 19)) as database:
            migrate(database)
        yield url
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def database(migrated_url: str, budget: Budget) -> Iterator[Database]:
    """A database with medgen's schema and no rows."""
    with Database(migrated_url, budget=budget) as database:
        with database.connection() as connection:
            connection.execute(EMPTY)
        yield database


@pytest.fixture
def empty_database(postgres_url: str, budget: Budget) -> Iterator[Database]:
    """A database of the test's own, without a schema."""
    with Database(postgres_url, budget=budget) as database:
        yield database
