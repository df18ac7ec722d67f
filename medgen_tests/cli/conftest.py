"""The command run in this process, with what it prints."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from medgen_assets.cli.app import main
from medgen_tests.defs.conftest import OTHERS_WARNINGS, own_home

__all__ = ["own_home"]


def pytest_configure(config: pytest.Config) -> None:
    """Let pass what is not ours to change."""
    for line in OTHERS_WARNINGS:
        config.addinivalue_line("filterwarnings", line)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    errors: list[str]

    def answer(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


Medgen = Callable[..., Ended]


@pytest.fixture
def medgen(capsys: pytest.CaptureFixture[str]) -> Medgen:
    """Runs `medgen` with some words."""

    def run(*words: str) -> Ended:
        code = main(words)
        captured = capsys.readouterr()
        return Ended(code, captured.out, captured.err.splitlines())

    return run


@pytest.fixture
def empty_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that nothing has made yet; no server is named."""
    monkeypatch.delenv("MEDGEN_POSTGRES_URL", raising=False)
    monkeypatch.setenv("MEDGEN_HOME", str(tmp_path / "home"))
    return tmp_path / "home"
