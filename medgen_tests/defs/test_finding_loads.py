"""Loads of finding models: what is told adds up, what is stored is whole, and nothing is written twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from medgen_assets.defs.finding_loads import LoadOptions, load_folder
from medgen_assets.errors import BadInput
from medgen_assets.findings.names import source_of
from medgen_assets.schemas.finding_switches import FindingSwitches
from medgen_assets.schemas.findings import LoadedFolder
from medgen_assets.store.finding_loading import changing
from medgen_assets.store.finding_reading import Findings
from medgen_assets.store.pool import Database
from medgen_tests.findings.trees import model, tree, write_model

TABLES = ("model", "term", "attribute", "value", "code", "contributor")


def rows(database: Database, sql: str, *values: Any) -> list[Any]:
    """What a query gives."""
    with database.connection() as connection:
        return connection.execute(sql, values).fetchall()


def places(database: Database) -> dict[str, list[Any]]:
    """Where every row of the catalogue lies and which transaction wrote it: rewriting it would change both."""
    asked = "SELECT ctid::text, xmin::text FROM finding_"
    return {table: sorted(rows(database, asked + table)) for table in TABLES}


def counts(loaded: LoadedFolder) -> tuple[int, int, int, int]:
    """Inserted, updated, unchanged, rejected."""
    return loaded.inserted, loaded.updated, loaded.unchanged, loaded.rejected


def held(database: Database) -> dict[str, str]:
    """Hash of each model in force."""
    with changing(database) as change:
        return {one.facts.oifm_id: one.sha256 for one in change.held()}


def test_a_first_load_inserts_everything(catalogue_database: Database, tmp_path: Path):
    loaded = load_folder(catalogue_database, tree(tmp_path / "models", 12))

    assert (loaded.scanned, loaded.valid, loaded.invalid, counts(loaded)) == (12, 12, 0, (12, 0, 0, 0))
    assert (loaded.source, loaded.version, len(held(catalogue_database))) == ("models", 1, 12)


def test_the_same_again_writes_no_row(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 12)
    load_folder(catalogue_database, folder)
    before = places(catalogue_database)
    loaded = load_folder(catalogue_database, folder)

    assert (counts(loaded), loaded.version) == ((0, 0, 12, 0), 1)
    assert places(catalogue_database) == before


def test_the_same_again_takes_four_statements(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 12)
    load_folder(catalogue_database, folder)

    assert load_folder(catalogue_database, folder).statements == 4


@pytest.mark.parametrize("count", [1, 40])
def test_a_load_takes_the_same_number_of_statements_for_any_number_of_models(
    catalogue_database: Database, tmp_path: Path, count: int
):
    assert load_folder(catalogue_database, tree(tmp_path / "models", count)).statements == 16


def test_every_part_of_a_changed_model_changes_with_it(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 3)
    load_folder(catalogue_database, folder)
    changed = model(
        1, synonyms=["entirely other"], tags=["abdomen"], index_codes=[{"system": "RADLEX", "code": "RID1"}]
    )
    write_model(folder / "part_0", changed)
    loaded = load_folder(catalogue_database, folder)
    terms = rows(
        catalogue_database,
        "SELECT term FROM finding_term JOIN finding_model USING (finding_no)"
        " WHERE upper_inf(versions) AND oifm_id = %s AND kind = 3",
        changed["oifm_id"],
    )

    assert (counts(loaded), terms) == ((0, 1, 2, 0), [("entirely other",)])
    assert [place.oifm_id for place in Findings(catalogue_database).with_code("RID1")] == [changed["oifm_id"]]


def test_names_are_swapped_in_one_load(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 2)
    load_folder(catalogue_database, folder)
    for one, other in ((0, 1), (1, 0)):
        write_model(folder / "part_0", model(one) | {"name": model(other)["name"]})

    assert counts(load_folder(catalogue_database, folder)) == (0, 2, 0, 0)


def test_one_bad_file_loses_nothing_else(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 5)
    (folder / "bad.fm.json").write_text("{")
    write_model(folder, model(1), "twin.fm.json")
    loaded = load_folder(catalogue_database, folder)

    assert (loaded.scanned, loaded.valid, loaded.invalid, counts(loaded)) == (7, 6, 1, (5, 0, 0, 1))
    assert {problem.file for problem in loaded.problems} == {"bad.fm.json", "twin.fm.json"}


def test_the_largest_and_the_strangest_valid_models_are_stored(catalogue_database: Database, tmp_path: Path):
    strange = "\u202e\u0130\ufdfa\U0001f600 \x01\x7f\u2028 {a,b} (empty) \\N %s $1"
    attributes = [
        {"type": "numeric", "oifma_id": f"OIFMA_BIG_{number:06}", "name": f"{number:06} {'n' * 93}"}
        for number in range(1000)
    ]
    largest = model(
        1,
        name=("large " * 100)[:500],
        description="d" * 20_000,
        synonyms=[f"{number} {'s' * 490}" for number in range(1000)],
        tags=[f"{number} {'t' * 490}" for number in range(1000)],
        attributes=attributes,
    )
    write_model(tmp_path / "models", largest, "largest.fm.json")
    write_model(
        tmp_path / "models", model(2, name=strange, synonyms=[strange + "!"], tags=[strange]), "x.fm.json"
    )
    loaded = load_folder(catalogue_database, tmp_path / "models")

    assert (loaded.inserted, loaded.problems) == (2, ())
    assert [
        one.document["name"] for one in Findings(catalogue_database).many([largest["oifm_id"]]).found.values()
    ]
    assert rows(
        catalogue_database, "SELECT document ->> 'name' FROM finding_model WHERE file = 'x.fm.json'"
    ) == [(strange,)]


DIRT = {
    "empty": b"",
    "marked": b"\xef\xbb\xbf{}",
    "utf_16": "{}".encode("utf-16"),
    "latin_1": '{"name": "Größe"}'.encode("latin-1"),
    "not_a_number": b'{"name": NaN}',
    "a_list": b"[{}]",
    "deep": b"[" * 100_000,
    "huge": b" " * (5 * 1024 * 1024),
    "cut_short": b'{"oifm_id": "OIFM_ABC_00',
    "twice": b'{"name": "a", "name": "b"}',
}


def test_of_a_dirty_tree_every_file_is_told_and_nothing_else_is_lost(
    catalogue_database: Database, tmp_path: Path
):
    folder = tree(tmp_path / "models", 20)
    for name, content in DIRT.items():
        (folder / f"{name}.fm.json").write_bytes(content)
    for number, (field, value) in enumerate([("name", 5), ("attributes", {}), ("tags", [None])], start=100):
        write_model(folder / "types", model(number) | {field: value}, f"{field}.fm.json")
    for copy in ("a", "b", "Part", "part"):
        write_model(folder / copy, model(0), "femur_fracture.fm.json")
    (folder / "dangling.fm.json").symlink_to("/nowhere/at/all")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.fm.json")
    loaded = load_folder(catalogue_database, folder)

    bad = {*(f"{name}.fm.json" for name in DIRT), "dangling.fm.json", "pipe.fm.json"}
    told = {problem.file for problem in loaded.problems}
    assert told == bad | {f"types/{name}.fm.json" for name in ("name", "attributes", "tags")} | {
        f"{copy}/femur_fracture.fm.json" for copy in ("a", "b", "Part", "part")
    }
    assert (loaded.scanned, loaded.valid, loaded.invalid) == (39, 24, 15)
    assert counts(loaded) == (20, 0, 0, 4)
    assert len(held(catalogue_database)) == 20


def test_when_atomic_one_bad_file_keeps_everything_out(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 5)
    (folder / "bad.fm.json").write_text("{")
    loaded = load_folder(catalogue_database, folder, LoadOptions(is_atomic=True))

    assert (loaded.is_written, loaded.mode, held(catalogue_database)) == (False, "atomic", {})


def test_a_dry_run_tells_all_and_writes_nothing(catalogue_database: Database, tmp_path: Path):
    loaded = load_folder(catalogue_database, tree(tmp_path / "models", 5), LoadOptions(is_dry_run=True))

    assert (counts(loaded), loaded.is_written, loaded.version) == ((5, 0, 0, 0), False, None)
    assert (held(catalogue_database), rows(catalogue_database, "SELECT FROM finding_source")) == ({}, [])
    assert not (tmp_path / "home" / "findings").exists()


@pytest.mark.parametrize("state", ["empty", "gone"])
def test_an_empty_or_vanished_folder_empties_nothing(
    catalogue_database: Database, tmp_path: Path, state: str
):
    folder = tree(tmp_path / "models", 3)
    load_folder(catalogue_database, folder)
    folder.rename(tmp_path / "away")
    if state == "empty":
        folder.mkdir()

    with pytest.raises(BadInput):
        load_folder(catalogue_database, folder)
    assert len(held(catalogue_database)) == 3


def test_a_model_whose_file_broke_stays(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 3)
    load_folder(catalogue_database, folder)
    before = held(catalogue_database)
    next(folder.rglob("*.fm.json")).write_text("{")
    loaded = load_folder(catalogue_database, folder)

    assert (loaded.kept, loaded.removed, held(catalogue_database)) == (1, 0, before)


def test_a_model_whose_file_is_gone_is_told_and_removed(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 3)
    load_folder(catalogue_database, folder)
    next(folder.rglob("*.fm.json")).unlink()
    loaded = load_folder(catalogue_database, folder)

    assert (loaded.removed, len(loaded.removed_ids), len(held(catalogue_database))) == (1, 1, 2)


def test_a_model_whose_file_is_gone_stays_when_asked(catalogue_database: Database, tmp_path: Path):
    folder = tree(tmp_path / "models", 3)
    load_folder(catalogue_database, folder)
    next(folder.rglob("*.fm.json")).unlink()
    loaded = load_folder(catalogue_database, folder, LoadOptions(removes_missing=False))

    assert (loaded.removed, loaded.kept, len(held(catalogue_database))) == (0, 1, 3)


def test_sources_do_not_touch_each_other(catalogue_database: Database, tmp_path: Path):
    load_folder(catalogue_database, tree(tmp_path / "one", 3))
    loaded = load_folder(catalogue_database, tree(tmp_path / "two", 4, first=50))

    assert (counts(loaded), loaded.removed, len(held(catalogue_database))) == ((4, 0, 0, 0), 0, 7)


def test_another_sources_models_are_not_taken_over(catalogue_database: Database, tmp_path: Path):
    load_folder(catalogue_database, tree(tmp_path / "one", 3))

    assert counts(load_folder(catalogue_database, tree(tmp_path / "two", 4))) == (1, 0, 0, 3)


def test_texts_with_tabs_backslashes_and_quotes_come_back_as_they_were(
    catalogue_database: Database, tmp_path: Path
):
    strange = model(1, name='Tab\tand \\back "quoted" {a,b}', tags=['a"b\\c,{}', "line\nend"])
    load_folder(catalogue_database, write_model(tmp_path / "models", strange).parent)
    stored = Findings(catalogue_database).many([strange["oifm_id"]]).found[strange["oifm_id"]].document

    assert (stored["name"], stored["tags"]) == (strange["name"], strange["tags"])


def test_no_address_is_stored_anywhere(catalogue_database: Database, tmp_path: Path):
    person = {"github_username": "abc", "email": "abc@example.org", "name": "Abc", "organization_code": "MGB"}
    load_folder(catalogue_database, write_model(tmp_path / "models", model(1, contributors=[person])).parent)
    tables = (*TABLES, "word", "problem", "source")
    asked = "SELECT count(*) FROM finding_{} AS one WHERE one::text LIKE %s"
    found = [rows(catalogue_database, asked.format(table), "%@example%") for table in tables]

    assert found == [[(0,)]] * len(found)


def test_what_many_gives_is_found_and_missing_in_the_order_asked(
    catalogue_database: Database, tmp_path: Path
):
    load_folder(catalogue_database, tree(tmp_path / "models", 7))
    asked = [model(number)["oifm_id"] for number in (5, 2, 99, 5, 0)]
    answer = Findings(catalogue_database).many(asked)

    assert (list(answer.found), answer.missing) == ([asked[0], asked[1], asked[4]], (asked[2],))


@pytest.mark.parametrize(("wanted", "statements"), [(0, 0), (2, 1), (3, 1), (4, 2), (7, 3)])
def test_many_takes_one_statement_a_slice(
    catalogue_database: Database, tmp_path: Path, wanted: int, statements: int
):
    load_folder(catalogue_database, tree(tmp_path / "models", 7))
    answer = Findings(catalogue_database).many(
        [model(number)["oifm_id"] for number in range(wanted)], max_batch=3
    )

    assert (len(answer.found), answer.statements) == (wanted, statements)


@pytest.mark.parametrize("name", ["", "cache", "batch_search", "concurrent_load", "incremental"])
def test_a_load_is_the_same_with_any_switch_off(catalogue_database: Database, tmp_path: Path, name: str):
    folder = tree(tmp_path / "models", 12)
    switches = FindingSwitches(**({name: False} if name else {}))
    load_folder(catalogue_database, folder, LoadOptions(switches=switches))
    write_model(folder / "part_0", model(3, description="Something else."))
    loaded = load_folder(catalogue_database, folder, LoadOptions(switches=switches))

    assert (counts(loaded), len(held(catalogue_database))) == ((0, 1, 11, 0), 12)


def test_two_loaders_at_once_end_as_if_one_had_followed_the_other(
    catalogue_database: Database, tmp_path: Path
):
    folders = [
        tree(tmp_path / "same", 30),
        tree(tmp_path / "same", 30),
        tree(tmp_path / "other", 30, first=60),
    ]
    loaded: list[LoadedFolder] = []
    loaders = [
        threading.Thread(target=lambda folder=folder: loaded.append(load_folder(catalogue_database, folder)))
        for folder in folders
    ]
    for loader in loaders:
        loader.start()
    for loader in loaders:
        loader.join()

    assert sorted(counts(one) for one in loaded) == [(0, 0, 30, 0), (30, 0, 0, 0), (30, 0, 0, 0)]
    assert len(held(catalogue_database)) == 60


def test_a_loader_killed_on_the_way_leaves_the_catalogue_as_it_was(
    catalogue_database: Database, tmp_path: Path
):
    folder = tree(tmp_path / "models", 20)
    load_folder(catalogue_database, folder)
    before = places(catalogue_database)
    for number in range(20):
        write_model(folder / f"part_{number // 10}", model(number, description=f"Other {number}."))
    for seconds in (0.0, 0.02, 0.05):
        loader = subprocess.Popen(
            [sys.executable, "-m", "medgen_tests.findings.slow_loader", str(folder)],
            stdout=subprocess.PIPE,
            env=os.environ,
        )
        assert loader.stdout is not None
        assert loader.stdout.readline() == b"storing\n"
        time.sleep(seconds)
        loader.send_signal(signal.SIGKILL)
        loader.wait()
        loader.stdout.close()

    assert places(catalogue_database) == before


def test_a_source_is_named_after_its_folder(tmp_path: Path):
    assert source_of(tmp_path / "my models") == "my_models"


@pytest.mark.parametrize("name", ["a b", "..", "a/b"])
def test_a_source_with_a_bad_name_is_refused(tmp_path: Path, name: str):
    with pytest.raises(BadInput, match="a source is named by"):
        source_of(tmp_path, name)


def test_another_folder_of_the_same_name_is_told(catalogue_database: Database, tmp_path: Path):
    load_folder(catalogue_database, tree(tmp_path / "a" / "models", 2))
    loaded = load_folder(catalogue_database, tree(tmp_path / "b" / "models", 2))

    assert loaded.warnings[0].rule == "other_folder"
    assert str(tmp_path / "a" / "models") in loaded.warnings[0].message
