"""An empty catalogue for each test, on one database for all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from medgen_assets.store.budget import Budget
from medgen_assets.store.pool import Database
from medgen_tests.databases import migrated

EMPTY = """TRUNCATE finding_source, finding_problem, catalogue_version, finding_model, finding_term, finding_attribute,
    finding_value, finding_code, finding_contributor, finding_word, setting"""


@pytest.fixture(scope="session")
def findings_url(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a database with medgen's schema."""
    with migrated(postgres_server, "findings", tmp_path_factory.mktemp("budget")) as url:
        yield url


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
