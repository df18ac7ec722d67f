"""`medgen test`: the whole test suite, real Postgres included."""

import subprocess
import sys
from pathlib import Path

import typer

PROJECT = Path(__file__).parents[2]


def test(context: typer.Context) -> int:
    """Run the test suite; what follows is passed on to pytest."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *context.args], cwd=PROJECT, check=False
    ).returncode
