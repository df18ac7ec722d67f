"""Machine code is kept by what it was made from, and only what can be trusted is loaded."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from medgen_assets.defs import machine_code
from medgen_assets.defs.machine_code import code_file, code_of_this_machine, flow_for, is_own, keep, kept_code


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place for machine code."""
    monkeypatch.setenv("MEDGEN_COMPILED", str(tmp_path / "compiled"))
    return tmp_path / "compiled"


def test_what_was_made_is_kept_and_found_again(folder: Path):
    code = code_of_this_machine()

    assert kept_code() == code
    assert [path.name for path in folder.iterdir()] == [code_file().name]


def test_only_the_user_can_write_or_read_it(folder: Path):
    keep(b"code")

    assert folder.stat().st_mode & 0o777 == 0o700
    assert code_file().stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "nothing"])
def test_a_damaged_file_counts_as_none(folder: Path, damage: str):
    keep(b"code")
    whole = code_file().read_bytes()
    torn = {"cut": whole[:-1], "changed": whole[:-1] + b"!", "empty": b"", "nothing": b"\0" * 40}
    code_file().write_bytes(torn[damage])

    assert kept_code() is None


def test_a_damaged_file_is_replaced(folder: Path):
    keep(b"code")
    code_file().write_bytes(b"torn")
    code = code_of_this_machine()

    assert kept_code() == code


@pytest.mark.parametrize("mode", [0o770, 0o707, 0o777])
def test_a_folder_that_others_can_write_is_not_trusted(folder: Path, mode: int):
    keep(b"code")
    folder.chmod(mode)

    assert kept_code() is None


def test_a_file_that_others_can_write_is_not_trusted(folder: Path):
    keep(b"code")
    code_file().chmod(0o666)

    assert kept_code() is None


def test_a_link_is_not_followed(folder: Path, tmp_path: Path):
    keep(b"code")
    code_file().rename(tmp_path / "elsewhere")
    code_file().symlink_to(tmp_path / "elsewhere")

    assert kept_code() is None


def test_a_folder_that_is_a_link_is_not_trusted(folder: Path, tmp_path: Path):
    keep(b"code")
    folder.rename(tmp_path / "elsewhere")
    folder.symlink_to(tmp_path / "elsewhere")

    assert kept_code() is None


def test_a_file_of_somebody_else_is_not_trusted():
    mine, others = ((0o100600, 0, 0, 1, os.geteuid() + step, 0, 5, 0, 0, 0) for step in (0, 1))

    assert is_own(os.stat_result(mine))
    assert not is_own(os.stat_result(others))


def test_keeping_removes_the_code_of_other_sources_and_what_numba_left(folder: Path):
    keep(b"code")
    own = code_file().name
    other_machine = folder / f"{own.rsplit('-', 1)[0]}-0123456789ab.code"
    other_machine.write_bytes(b"for another processor")
    (folder / "care-000000000000-000000000000.code").write_bytes(b"old")
    (folder / "0123456789ab").mkdir()
    (folder / "notes.txt").write_text("mine")
    keep(b"code")

    assert {path.name for path in folder.iterdir()} == {own, other_machine.name, "notes.txt"}


def test_what_a_killed_writer_left_is_removed_after_an_hour_and_not_before(folder: Path):
    folder.mkdir()
    old, fresh = folder / ".tmp-old", folder / ".tmp-fresh"
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    keep(b"code")

    assert fresh.exists()
    assert not old.exists()


def test_a_place_that_cannot_be_written_does_not_stop_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MEDGEN_COMPILED", str(tmp_path / "file" / "compiled"))

    assert flow_for(machine_code.COMPILED_FROM).is_compiled


def test_few_casualties_are_gone_through_plain_unless_code_is_there(folder: Path):
    assert not flow_for(machine_code.LOADED_FROM).is_compiled
    code_of_this_machine()
    assert flow_for(machine_code.LOADED_FROM).is_compiled
    assert not flow_for(machine_code.LOADED_FROM - 1).is_compiled


def test_processes_that_compile_at_once_leave_one_whole_file(folder: Path):
    line = "from medgen_assets.defs.machine_code import code_of_this_machine as c; c()"
    workers = [subprocess.Popen([sys.executable, "-c", line]) for _ in range(3)]

    assert [worker.wait() for worker in workers] == [0, 0, 0]
    assert kept_code() is not None
    assert len(list(folder.iterdir())) == 1
