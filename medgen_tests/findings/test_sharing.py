"""Reading in several processes gives what reading in one gives, whatever becomes of the others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from medgen_assets.findings import reading as reading_module
from medgen_assets.findings.reading import Reading, read_folder
from medgen_assets.findings.sharing import shared_out
from medgen_tests.findings.trees import model, tree, write_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """More files than one piece holds, one of them broken."""
    made = tree(tmp_path / "models", 250)
    (made / "bad.fm.json").write_text("{")
    return made


@pytest.mark.parametrize("workers", [2, 3])
def test_more_processes_read_the_same(folder: Path, workers: int):
    assert read_folder(folder, Reading(workers=workers)) == read_folder(folder, Reading(workers=1))


def test_what_a_process_that_cannot_start_leaves_is_done_here(folder: Path, monkeypatch: pytest.MonkeyPatch):
    alone = read_folder(folder, Reading(workers=1))
    monkeypatch.setattr(reading_module, "PROGRAM", "medgen_assets.no_such_program")

    assert read_folder(folder, Reading(workers=2)) == alone


def test_a_process_that_ends_in_work_costs_nothing_but_time():
    program = "medgen_tests.findings.ending_worker"

    assert shared_out(abs, [-1, -2, -3, -4, -5], 2, program) == [1, 2, 3, 4, 5]


def test_no_process_is_left(folder: Path):
    read_folder(folder, Reading(workers=3))
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False
    )

    assert "reading_for_others" not in children.stdout


def test_a_script_without_a_guard_may_read_in_processes(folder: Path, tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom medgen_assets.findings.reading import Reading, read_folder\n"
        "print(len(read_folder(Path(sys.argv[1]), Reading(workers=2)).valid))\n"
    )
    write_model(folder, model(900))
    run = subprocess.run(
        [sys.executable, str(script), str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert (run.stdout, run.stderr) == ("251\n", "")
