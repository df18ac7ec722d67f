"""Files appear whole or not at all."""

import subprocess
import sys
from pathlib import Path
from threading import Barrier, Thread

import pytest

from medgen_assets.errors import OutputFailed
from medgen_assets.files import whole_file, write_whole
from medgen_tests.exporters.faults import files_below, limited_file_size, read_only, small_disk

WRITES_FOR_EVER = """
import sys
from pathlib import Path
from medgen_assets.files import whole_file
with whole_file(Path(sys.argv[1])) as file:
    file.write(b"half")
    file.flush()
    print("writing", flush=True)
    sys.stdin.read()
"""


def write_half(path: Path, failure: type[BaseException]) -> None:
    with whole_file(path) as file:
        file.write(b"half")
        raise failure


def test_a_file_holds_what_was_written(tmp_path: Path) -> None:
    write_whole(tmp_path / "inner" / "a.txt", "zoë")

    assert (tmp_path / "inner" / "a.txt").read_bytes() == "zoë".encode()


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        write_half(tmp_path / "a.txt", RuntimeError)

    assert files_below(tmp_path) == []


def test_a_failure_half_way_leaves_the_older_file_as_it_was(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", "old")
    with pytest.raises(RuntimeError):
        write_half(tmp_path / "a.txt", RuntimeError)

    assert (tmp_path / "a.txt").read_text() == "old"


def test_an_interruption_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_half(tmp_path / "a.txt", KeyboardInterrupt)

    assert files_below(tmp_path) == []


def test_a_killed_process_leaves_no_file_under_the_final_name(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITES_FOR_EVER, str(tmp_path / "a.txt")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()

    assert [name for name in files_below(tmp_path) if not name.startswith(".tmp-")] == []


def test_a_full_disk_is_said_in_one_line(tmp_path: Path) -> None:
    with small_disk(tmp_path, 64 * 1024), pytest.raises(OutputFailed) as caught:
        write_whole(tmp_path / "a.bin", b"x" * 1_000_000)

    assert str(caught.value).startswith(f"{tmp_path / 'a.bin'} was not written: ")


def test_a_full_disk_keeps_nothing_of_the_file(tmp_path: Path) -> None:
    with small_disk(tmp_path, 64 * 1024):
        with pytest.raises(OutputFailed):
            write_whole(tmp_path / "a.bin", b"x" * 1_000_000)

        assert files_below(tmp_path) == []


def test_a_file_beyond_the_limit_of_the_process_leaves_nothing(tmp_path: Path) -> None:
    with limited_file_size(1000), pytest.raises(OutputFailed, match="ulimit"):
        write_whole(tmp_path / "a.bin", b"x" * 2000)

    assert files_below(tmp_path) == []


def test_a_read_only_folder_is_said_in_one_line(tmp_path: Path) -> None:
    with read_only(tmp_path), pytest.raises(OutputFailed, match="Choose a folder you may write to"):
        write_whole(tmp_path / "a.txt", "text")

    assert files_below(tmp_path) == []


def test_of_two_that_write_the_same_file_one_wins_whole(tmp_path: Path) -> None:
    contents = [b"a" * 3_000_000, b"b" * 3_000_000]
    start = Barrier(2)

    def write(content: bytes) -> None:
        start.wait()
        write_whole(tmp_path / "same.bin", content)

    threads = [Thread(target=write, args=(content,)) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (tmp_path / "same.bin").read_bytes() in contents
