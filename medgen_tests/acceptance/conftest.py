"""One home and one embedded server for all tests that run the command."""

from collections.abc import Iterator

import pytest

from medgen_assets.store.server import stop_server
from medgen_tests.acceptance.command import Command


@pytest.fixture(scope="session")
def medgen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Command]:
    """The command under a home of its own; its server ends with the tests."""
    command = Command(tmp_path_factory.mktemp("home"))
    yield command
    stop_server(command.home)
