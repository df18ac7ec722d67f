"""Reading in several processes gives what reading in one gives, whatever becomes of the others."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest

from medgen_assets.findings import sharing
from medgen_assets.findings.messages import received, send
from medgen_assets.findings.piece import Asked, Reading, read_piece
from medgen_assets.findings.reading import read_folder
from medgen_assets.findings.shapes import current_rules
from medgen_assets.findings.sharing import shared_out
from medgen_tests.findings.ending_worker import without_sign
from medgen_tests.findings.trees import model, tree, write_model

VALIDATION = Reading(with_rows=False)
SCRIPT = """
import sys
from pathlib import Path
from medgen_assets.findings.piece import Reading
from medgen_assets.findings.reading import read_folder
print(len(read_folder(Path(sys.argv[1]), Reading(workers=2)).valid))
"""
FOREIGN = """
import sys
from medgen_assets.findings import working_for_another
working_for_another.serve()
print(sorted({"pydantic", "yaml", "polars", "dagster"} & set(sys.modules)), file=sys.stderr)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """More files than one piece holds, one of them broken, one with a field that no schema knows."""
    made = tree(tmp_path / "models", 250)
    (made / "bad.fm.json").write_text("{")
    write_model(made, model(251, colour="red"))
    return made


@pytest.mark.parametrize("workers", [2, 3])
@pytest.mark.parametrize("reading", [Reading(), VALIDATION])
def test_more_processes_read_the_same(folder: Path, workers: int, reading: Reading):
    alone, together = (read_folder(folder, replace(reading, workers=count)) for count in (1, workers))

    assert together == alone


def test_a_process_that_only_validates_imports_what_that_needs(folder: Path):
    asked = [Asked(path.name, str(path), None) for path in folder.rglob("*.fm.json")]
    told = BytesIO()
    send(told, partial(read_piece, current_rules()))
    send(told, (asked, VALIDATION))
    run = subprocess.run(
        [sys.executable, "-c", FOREIGN],
        input=told.getvalue(),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    seen = received(BytesIO(run.stdout))

    assert [one.read for one in seen] == [
        one.read for one in read_piece(current_rules(), (asked, VALIDATION))
    ]
    assert run.stderr == b"[]\n"


def test_what_a_process_that_cannot_start_leaves_is_done_here(folder: Path, monkeypatch: pytest.MonkeyPatch):
    alone = read_folder(folder, Reading(workers=1))
    monkeypatch.setattr(sharing, "PROGRAM", "medgen_assets.no_such_program")

    assert read_folder(folder, Reading(workers=2)) == alone


def test_a_process_that_ends_in_work_costs_nothing_but_time():
    work = partial(without_sign, os.getpid())

    assert shared_out(lambda: work, [-1, -2, -3, -4, -5], 2, without_sign.__module__) == [1, 2, 3, 4, 5]


def test_no_process_is_left(folder: Path):
    read_folder(folder, Reading(workers=3))
    children = subprocess.run(
        ["ps", "--ppid", str(os.getpid()), "-o", "args="], capture_output=True, text=True, check=False
    )

    assert "working_for_another" not in children.stdout


def test_a_script_without_a_guard_may_read_in_processes(folder: Path, tmp_path: Path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    write_model(folder, model(900))
    run = subprocess.run(
        [sys.executable, str(script), str(folder)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )

    assert (run.stdout, run.stderr) == ("252\n", "")
