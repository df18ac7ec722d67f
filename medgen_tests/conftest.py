"""What every room's tests may ask for: a home of their own and an empty database on a real server."""

import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from medgen_assets.store.server import embedded_server, stop_server
from medgen_assets.store.server.address import in_database
from medgen_tests.findings.catalogue import catalogue_database, findings_url

__all__ = ["catalogue_database", "findings_url"]


os.environ.setdefault("MEDGEN_COMPILED", str(Path.home() / ".cache" / "medgen" / "compiled"))
"""Machine code is kept from one run of the tests to the next: each home of a test would compile it anew."""

signal.signal(signal.SIGINT, signal.default_int_handler)
"""A shell that starts the tests in the background has them, and all that they start, ignore Ctrl-C."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--test-dsn", help="URL of a Postgres to test with (left out: an embedded one starts)")


@pytest.fixture(scope="session")
def postgres_server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The URL of a database on a server where databases may be made: --test-dsn, or an embedded one."""
    named = request.config.getoption("--test-dsn")
    if named:
        yield named
        return
    home = tmp_path_factory.mktemp("server")
    yield embedded_server(home).url
    stop_server(home)


@pytest.fixture
def postgres_url(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an empty database of the test's own; MEDGEN_POSTGRES_URL names it, so medgen uses it too."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        url = in_database(postgres_server, name)
        monkeypatch.setenv("MEDGEN_POSTGRES_URL", url)
        yield url
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def medgen_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty MEDGEN_HOME of the test's own; a server started in it ends with the test."""
    home = tmp_path / "home"
    monkeypatch.setenv("MEDGEN_HOME", str(home))
    yield home
    stop_server(home)
