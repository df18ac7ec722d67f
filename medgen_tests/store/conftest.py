"""What the store's tests share: databases with medgen's schema and budgets of connections of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from medgen_assets.store.budget import Budget
from medgen_assets.store.pool import Database
from medgen_tests.databases import migrated

EMPTY = "TRUNCATE scenario, scenario_version, scenario_document, run, run_attempt, usage, setting"


@pytest.fixture
def budget(tmp_path: Path) -> Budget:
    """A budget of nineteen connections that nobody else draws on."""
    return Budget(tmp_path / "connections", 19)


@pytest.fixture(scope="session")
def migrated_url(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with medgen's schema, for every test in turn."""
    with migrated(postgres_server, "store", tmp_path_factory.mktemp("budget")) as url:
        yield url


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
