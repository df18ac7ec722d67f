"""A run that somebody killed, or ended from another terminal, as a user meets it."""

import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from medgen_assets.fingerprint import file_fingerprint
from medgen_tests.acceptance.command import Command, summary_of

if TYPE_CHECKING:
    from subprocess import Popen

BATCHES = 6
LONG = ("small", "--seed", "5", "--patients", "12000", "--batch-size", "2000", "--chunk-size", "500")


@pytest.fixture(scope="module")
def uninterrupted(medgen: Command) -> dict[str, Any]:
    """The run nobody disturbs."""
    return medgen.generated(*LONG)


def killed_half_way(medgen: Command, out: Path, *words: str) -> Path:
    """The folder of a run that was killed when its third batch was begun."""
    process = medgen.started("generate", *LONG, "--out", str(out), *words)
    for number in range(2):  # workers may end the second batch before the first
        wait_for(process, out, f"batch-{number:03d}.json")
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=30)
    [plan] = out.rglob("plan.json")
    return plan.parent.parent


def wait_for(process: "Popen[str]", out: Path, name: str) -> None:
    """Wait until there is a file of this name."""
    while not list(out.rglob(name)):
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        time.sleep(0.02)


def newest(medgen: Command) -> dict[str, Any]:
    """The newest run, as `status` tells it."""
    found: dict[str, Any] = summary_of(medgen.run("status", "--limit", "1", "--json").stdout)["runs"][0]
    return found


def noted(folder: Path) -> dict[str, tuple[int, int]]:
    """Node and time of every table file of the batches that are noted as finished."""
    batches = [path.stem.removeprefix("batch-") for path in folder.glob(".work/finished/batch-*.json")]
    files = [path for batch in batches for path in folder.rglob(f"batch={batch}/part-0.parquet")]
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def content(folder: str) -> dict[str, str]:
    """SHA-256 of every table file."""
    root = Path(folder)
    return {
        path.relative_to(root).as_posix(): file_fingerprint(path) for path in sorted(root.rglob("*.parquet"))
    }


@pytest.mark.parametrize("words", [(), ("--workers", "2")], ids=["one process", "two workers"])
def test_a_killed_run_is_resumed_from_its_finished_batches_with_the_same_bytes(
    medgen: Command, uninterrupted: dict[str, Any], tmp_path: Path, words: tuple[str, ...]
):
    folder = killed_half_way(medgen, tmp_path, *words)
    before, died = noted(folder), newest(medgen)
    ended = medgen.run("resume", died["run_id"], "--json")
    summary = summary_of(ended.stdout)
    after = {path: (Path(path).stat().st_ino, Path(path).stat().st_mtime_ns) for path in before}

    assert died["state"] == "failed"
    assert len(before) >= 12
    assert 2 <= len({Path(path).parent.name for path in before}) < BATCHES
    assert ended.returncode == 0, ended.stderr
    assert (summary["run_id"], summary["out"]) == (died["run_id"], str(folder))
    assert after == before
    assert content(summary["out"]) == content(uninterrupted["out"])
    assert medgen.run("verify", summary["out"]).returncode == 0
    assert newest(medgen)["state"] == "completed"


def test_a_run_is_ended_from_another_terminal_within_a_chunk(medgen: Command, tmp_path: Path):
    process = medgen.started("generate", *LONG, "--patients", "40000", "--out", str(tmp_path))
    wait_for(process, tmp_path, "batch-000.json")
    run_id = newest(medgen)["run_id"]
    asked = medgen.run("cancel", run_id, "--json")
    _, errors = process.communicate(timeout=60)
    ended = newest(medgen)

    assert summary_of(asked.stdout) == {"run_id": run_id, "state": "running"}
    assert process.returncode == 130
    assert "Traceback" not in errors
    assert (ended["state"], ended["run_id"]) == ("cancelled", run_id)
    assert 2_000 <= ended["done"] < 40_000
    assert not list(tmp_path.rglob("_SUCCESS"))


def test_what_runs_or_is_finished_cannot_be_resumed(medgen: Command, uninterrupted: dict[str, Any]):
    ended = medgen.run("resume", uninterrupted["run_id"])

    assert ended.returncode == 1
    assert ended.stderr.strip().endswith(f"See `medgen status {uninterrupted['run_id']}`.")
