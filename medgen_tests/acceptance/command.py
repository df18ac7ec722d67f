"""The command as a user runs it: a process of its own, under a home of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medgen_assets.exporters.digest import table_digests

REPOSITORY = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Command:
    """medgen under one home."""

    home: Path

    def environment(self, **changes: str) -> dict[str, str]:
        """The environment of the command."""
        return os.environ | {"MEDGEN_HOME": str(self.home), "PYTHONPATH": str(REPOSITORY)} | changes

    def started(self, *words: str, **changes: str) -> subprocess.Popen[str]:
        """The command under way."""
        return subprocess.Popen(
            [sys.executable, "-m", "medgen_assets.cli", *words],
            env=self.environment(**changes),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """The command when it has ended."""
        process = self.started(*words, **changes)
        out, errors = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, out, errors)

    def generated(self, *words: str, **changes: str) -> dict[str, Any]:
        """The summary of a generation that succeeds."""
        ended = self.run("generate", *words, "--json", **changes)
        assert ended.returncode == 0, ended.stderr
        return summary_of(ended.stdout)


def summary_of(text: str) -> dict[str, Any]:
    """The one object that --json prints."""
    found: dict[str, Any] = json.loads(text)
    return found


def digests(summary: dict[str, Any]) -> dict[str, str]:
    """The digest of each table's rows, in order."""
    return table_digests(Path(summary["out"]))
