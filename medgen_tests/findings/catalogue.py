"""An empty catalogue for each test, on one database for all: making one takes half a second."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from medgen_assets.store.budget import Budget
from medgen_assets.store.migrating import migrate
from medgen_assets.store.pool import Database
from medgen_assets.store.server.address import in_database

EMPTY = """TRUNCATE finding_source, finding_problem, catalogue_version, finding_model, finding_term, finding_attribute,
    finding_value, finding_code, finding_contributor, finding_word, setting"""


@pytest.fixture(scope="session")
def findings_url(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with medgen's schema."""
    name = f"findings_{uuid.uuid4().hex[:12]}"
    url = in_database(postgres_server, name)
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        with Database(url, budget=Budget(tmp_path_factory.mktemp("budget") / "connections", 19)) as database:
            migrate(database)
        yield url
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def catalogue_database(
    findings_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    """A database whose catalogue is empty, and a home of the test's own."""
    monkeypatch.setenv("MEDGEN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MEDGEN_POSTGRES_URL", findings_url)
    with Database(findings_url, budget=Budget(tmp_path / "connections", 19)) as database:
        with database.connection() as connection:
            connection.execute(EMPTY)
        yield database
