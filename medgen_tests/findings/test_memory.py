"""Files that have not changed are not read again; what has changed always is."""

import os
import time
from pathlib import Path

from medgen_assets.findings.memory import Memory, memory_of
from medgen_assets.findings.piece import Reading
from medgen_assets.findings.reading import read_folder
from medgen_assets.findings.remembered import COARSEST_CLOCK_NS
from medgen_assets.schemas.findings import ReadFolder
from medgen_tests.findings.trees import model, tree, write_model

VALIDATION = Reading(with_rows=False)
LONG_AGO = time.time() - 3600


def aged(folder: Path) -> Path:
    """The folder, as if nobody had touched its files for long: the hint looks at the time of the change too."""
    time.sleep(COARSEST_CLOCK_NS / 1e9 + 0.1)
    return folder


def read(folder: Path, home: Path, reading: Reading = VALIDATION) -> ReadFolder:
    """The folder, read with what is remembered of it."""
    return read_folder(folder, reading, memory_of(home, folder))


def test_unchanged_files_are_left_closed(tmp_path: Path):
    folder = aged(tree(tmp_path / "models", 12))
    first, second = (read(folder, tmp_path / "home") for _ in range(2))

    assert (first.skipped, second.skipped, second.parsed) == (0, 12, 0)
    assert second.files == first.files


def test_files_just_written_are_hashed_again_but_not_parsed(tmp_path: Path):
    folder = tree(tmp_path / "models", 3)
    read(folder, tmp_path / "home")
    second = read(folder, tmp_path / "home")

    assert (second.skipped, second.parsed) == (0, 0)


def test_other_bytes_of_the_same_size_and_time_are_found(tmp_path: Path):
    folder = aged(tree(tmp_path / "models", 3))
    first = read(folder, tmp_path / "home")
    path = folder / first.files[0].file
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"looks like", b"looked lik"))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    second = read(folder, tmp_path / "home")

    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert (second.parsed, second.files[0].sha256 == first.files[0].sha256) == (1, False)


def test_one_changed_file_of_many_is_parsed(tmp_path: Path):
    folder = aged(tree(tmp_path / "models", 30))
    read(folder, tmp_path / "home")
    write_model(folder / "part_1", model(10, description="Something else altogether."))

    assert read(folder, tmp_path / "home").parsed == 1


def test_when_paranoid_every_file_is_hashed(tmp_path: Path):
    folder = aged(tree(tmp_path / "models", 3))
    read(folder, tmp_path / "home")
    second = read(folder, tmp_path / "home", Reading(with_rows=False, is_paranoid=True))

    assert (second.skipped, second.parsed) == (0, 0)


def test_files_that_are_gone_are_forgotten(tmp_path: Path):
    folder = tree(tmp_path / "models", 3)
    first = read(folder, tmp_path / "home")
    (folder / first.files[0].file).unlink()
    read(folder, tmp_path / "home")

    assert set(memory_of(tmp_path / "home", folder).files) == {file.file for file in first.files[1:]}


def test_invalid_files_are_remembered_with_their_errors(tmp_path: Path):
    folder = tmp_path / "models"
    write_model(folder, model(1, synonyms=[]))
    aged(folder)
    first, second = (read(folder, tmp_path / "home") for _ in range(2))

    assert second.skipped == 1
    assert second.files == first.files


def test_a_damaged_memory_is_an_empty_one(tmp_path: Path):
    folder = tree(tmp_path / "models", 2)
    read(folder, tmp_path / "home")
    (path,) = (tmp_path / "home").iterdir()
    path.write_bytes(path.read_bytes()[:-20])

    assert memory_of(tmp_path / "home", folder) == Memory(path)


def test_rows_are_made_of_what_the_catalogue_does_not_hold(tmp_path: Path):
    folder = aged(tree(tmp_path / "models", 4))
    first = read(folder, tmp_path / "home", Reading())
    known = {file.file: file.sha256 for file in first.files[1:]}
    second = read(folder, tmp_path / "home", Reading(known=known))

    assert [file.rows is not None for file in second.files] == [True, False, False, False]
    assert second.files[0] == first.files[0]
