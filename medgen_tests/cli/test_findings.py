"""`medgen findings` as people and scripts use it."""

import json
from pathlib import Path

import pytest

from medgen_assets.reference.own_findings import own_files
from medgen_assets.store.pool import Database
from medgen_tests.cli.conftest import Medgen
from medgen_tests.findings.trees import model, tree, write_model

pytestmark = pytest.mark.usefixtures("catalogue_database")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Ten good files, a broken one, and one that collides."""
    made = tree(tmp_path / "models", 10)
    (made / "broken.fm.json").write_text("{")
    write_model(made, model(3), "twin.fm.json")
    return made


def test_load_tells_counts_that_add_up_and_ends_well(medgen: Medgen, folder: Path):
    ended = medgen("findings", "load", str(folder), "--json")
    told = ended.answer()

    assert ended.code == 0
    assert (told["scanned"], told["valid"], told["invalid"]) == (12, 11, 1)
    assert (told["inserted"], told["updated"], told["unchanged"], told["rejected"]) == (10, 0, 0, 1)
    assert [(one["file"], one["place"], one["rule"]) for one in told["problems"]][:2] == [
        ("broken.fm.json", "", "json_invalid"),
        ("twin.fm.json", "attributes[0].oifma_id", "duplicate_attribute_id"),
    ]


def test_load_names_the_links_of_injuries_that_lead_nowhere(medgen: Medgen, folder: Path):
    dangling = medgen("findings", "load", str(folder), "--json").answer()["dangling_links"]
    shown = medgen("findings", "load", str(folder)).errors

    assert "injury_findings: OIFM_MGB_944849 'Rib Fracture'" in {link["path"] for link in dangling}
    assert not any("OIFM_MDGN_" in link["path"] for link in dangling)
    assert f"{len(dangling)} links of injuries lead nowhere" in shown[-1]


def test_load_shows_people_what_happened(medgen: Medgen, folder: Path):
    ended = medgen("findings", "load", str(folder))

    assert "10 inserted" in ended.out
    assert ended.errors[0].startswith("broken.fm.json: json_invalid: it is not JSON")


def test_a_dry_run_writes_nothing(medgen: Medgen, folder: Path, catalogue_database: Database):
    ended = medgen("findings", "load", str(folder), "--dry-run", "--json")
    with catalogue_database.connection() as connection:
        rows = connection.execute("SELECT count(*) FROM finding_model").fetchone()

    assert (ended.answer()["inserted"], ended.answer()["is_written"], rows) == (10, False, (0,))


def test_an_atomic_load_of_a_bad_folder_answers_no(medgen: Medgen, folder: Path):
    assert medgen("findings", "load", str(folder), "--atomic", "--json").code == 1


def test_an_empty_folder_is_bad_input(medgen: Medgen, tmp_path: Path):
    ended = medgen("findings", "load", str(tmp_path))

    assert (ended.code, ended.out) == (2, "")
    assert "an empty folder empties no catalogue" in ended.errors[0]


def test_search_prints_a_list_per_query_in_order(medgen: Medgen, folder: Path):
    medgen("findings", "load", str(folder))
    queries = ("femur fracture", "xyzzyxyzzy", "femur fracture")
    lists = medgen("findings", "search", *queries, "--source", "models", "--json").answer()

    assert [[found["name"] for found in answer][:1] for answer in lists] == [
        ["femur fracture"],
        [],
        ["femur fracture"],
    ]
    assert {"oifm_id", "name", "score"} <= lists[0][0].keys()


def test_a_source_leaves_our_own_models_out(medgen: Medgen, folder: Path):
    medgen("findings", "load", str(folder))
    both = medgen("findings", "search", "femur fracture", "--json").answer()[0]
    one = medgen("findings", "search", "femur fracture", "--source", str(folder), "--json").answer()[0]

    assert {found["source"] for found in both} == {"medgen", "models"}
    assert {found["source"] for found in one} == {"models"}


def test_a_blank_query_is_bad_input(medgen: Medgen):
    assert medgen("findings", "search", " ").code == 2


def test_a_query_that_cannot_be_asked_takes_no_other_along(medgen: Medgen, folder: Path):
    ended = medgen("findings", "search", "femur fracture", " ", "--json")
    found, refused = json.loads(ended.out)

    assert (ended.code, found[0]["name"]) == (2, "femur fracture")
    assert "nothing to look for" in refused["error"]


def test_get_prints_the_document(medgen: Medgen, folder: Path):
    medgen("findings", "load", str(folder))
    found = medgen("findings", "get", model(3)["oifm_id"].lower(), "--json").answer()

    assert (found["name"], found["source"]) == (model(3)["name"], "models")
    assert found["attributes"] == model(3)["attributes"]


def test_get_of_what_nobody_is_called_is_bad_input(medgen: Medgen):
    assert medgen("findings", "get", "no such finding").code == 2


def test_our_own_models_are_there_before_anything_is_loaded(medgen: Medgen):
    told = medgen("findings", "stats", "--json").answer()

    assert (told["models"], told["sources"][0]["source"]) == (len(own_files()), "medgen")
    assert (told["sources"][0]["invalid"], told["sources"][0]["rejected"]) == (0, 0)


def test_validate_answers_no_for_a_bad_folder_and_yes_for_a_good_one(
    medgen: Medgen, folder: Path, tmp_path: Path
):
    bad = medgen("findings", "validate", str(folder), "--json")

    assert (bad.code, bad.answer()["invalid"], bad.answer()["rejected"]) == (1, 1, 1)
    assert medgen("findings", "validate", str(tree(tmp_path / "good", 3))).code == 0


def test_validate_says_the_same_in_one_process_and_in_two(
    medgen: Medgen, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    two = medgen("findings", "validate", str(folder), "--workers", "2", "--json").answer()
    monkeypatch.setenv("MEDGEN_FINDINGS_OFF", "concurrent_load")
    one = medgen("findings", "validate", str(folder), "--workers", "2", "--json").answer()

    assert one | {"seconds": {}} == two | {"seconds": {}}


def test_validate_refuses_an_unknown_switch(medgen: Medgen, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MEDGEN_FINDINGS_OFF", "everything")

    assert medgen("findings", "validate", str(folder)).code == 2


def test_restore_brings_back_what_was(medgen: Medgen, folder: Path):
    before = medgen("findings", "load", str(folder), "--json").answer()["version"]
    next(folder.rglob("part_0/*.fm.json")).unlink()
    medgen("findings", "load", str(folder))
    told = medgen("findings", "restore", str(before), "--json").answer()

    assert told == {"restored": before, "version": before + 2, "models": 10 + len(own_files())}


def test_export_writes_the_models_of_a_source(medgen: Medgen, folder: Path, tmp_path: Path):
    medgen("findings", "load", str(folder))
    told = medgen("findings", "export", str(tmp_path / "out"), "--source", "models", "--json").answer()

    assert told["models"] == len(list((tmp_path / "out" / "models").rglob("*.fm.json"))) == 10


def test_prune_tells_what_went(medgen: Medgen, folder: Path):
    medgen("findings", "load", str(folder))
    kept = medgen("findings", "prune", "--json").answer()
    some = medgen("findings", "prune", "--keep", "1", "--json").answer()

    assert (kept["keep"], kept["versions"], some["keep"]) == (100, 0, 1)
    assert some["versions"] > 0
    assert medgen("findings", "prune", "--keep", "0").code == 2
