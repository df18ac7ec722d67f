"""`medgen ui`: Dagster's webserver and daemon on this machine, until Ctrl-C."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from medgen_assets.cli.answers import whisper
from medgen_assets.cli.endings import INTERRUPTED
from medgen_assets.errors import DependencyDown

HOST = "127.0.0.1"
PROJECT = Path(__file__).parents[2]
GRACE_SECONDS = 15.0
"""How long the processes may take to end by themselves. Assumption: three times what was measured."""


def ui(port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the page.")] = 3000) -> int:
    """Dagster's page with every asset, check and run; Ctrl-C ends all of it."""
    from medgen_assets.store.opening import open_database

    refuse_used_port(port)
    open_database().close()
    whisper(f"medgen: http://{HOST}:{port} in some seconds; Ctrl-C ends it.")
    return served(port)


def refuse_used_port(port: int) -> None:
    """Raise DependencyDown when something listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise DependencyDown(
                f"Port {port} of {HOST} cannot be used: {error.strerror}. Choose another with --port."
            ) from error


def served(port: int) -> int:
    """Run `dagster dev` in a group of its own until it ends or we are told to; nothing of it stays."""
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "--host",
        HOST,
        "--port",
        str(port),
        "--log-level",
        "warning",
    ]
    end_when_told()
    with subprocess.Popen(command, cwd=PROJECT, env=environment(), start_new_session=True) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            return INTERRUPTED
        finally:
            ended(process)


def environment() -> dict[str, str]:
    """The environment of Dagster: it tells nobody, and keeps its warnings for developers to itself."""
    return {**os.environ, "DAGSTER_DISABLE_TELEMETRY": "1", "PYTHONWARNINGS": "ignore"}


def end_when_told() -> None:
    """End at SIGINT, SIGTERM and SIGHUP alike; a shell tells its background processes to ignore the first."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)


def interrupted(_: int, __: FrameType | None) -> None:
    """End when told to, as on Ctrl-C."""
    raise KeyboardInterrupt


def ended(process: "subprocess.Popen[bytes]") -> None:
    """Ask the whole group to end, and make it."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(GRACE_SECONDS)
    except (ProcessLookupError, subprocess.TimeoutExpired):
        pass
    finally:
        kill_group(process.pid)


def kill_group(group: int) -> None:
    """End whatever is left of a group of processes."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
