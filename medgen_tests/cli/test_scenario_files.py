"""Many scenarios go to files and come back, and every file that does not is named."""

from pathlib import Path

import pytest

from medgen_assets.scenario.loading import preset
from medgen_assets.scenario.model import Scenario
from medgen_tests.cli.conftest import Medgen

pytestmark = pytest.mark.usefixtures("postgres_url", "medgen_home")


def written(folder: Path, name: str, **changes: object) -> Path:
    folder.mkdir(exist_ok=True)
    document = {**preset("small").document(), "name": name, **changes}
    path = folder / f"{name}.yaml"
    path.write_text(Scenario.model_validate(document).to_yaml())
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good scenarios, one of the name of another, one bad one and a file that is none."""
    files = tmp_path / "files"
    written(files, "alpha")
    written(files, "beta", days=3)
    (files / "copy.yaml").write_text((files / "beta.yaml").read_text())
    (files / "wrong.yaml").write_text("name: wrong\ntotal_patients: 0\n")
    (files / "notes.txt").write_text("not a scenario")
    return files


def test_the_counts_add_up_and_each_problem_has_its_file(medgen: Medgen, folder: Path) -> None:
    ended = medgen("scenario", "import", str(folder), "--json")
    answer = ended.answer()
    counts = {name: answer[name] for name in ("scanned", "inserted", "updated", "unchanged", "rejected")}

    assert ended.code == 0
    assert counts == {"scanned": 4, "inserted": 1, "updated": 0, "unchanged": 0, "rejected": 3}
    assert {Path(problem["file"]).name for problem in answer["problems"]} == {
        "beta.yaml",
        "copy.yaml",
        "wrong.yaml",
    }


def test_an_atomic_import_stores_all_or_nothing(medgen: Medgen, folder: Path) -> None:
    ended = medgen("scenario", "import", str(folder), "--atomic")

    assert ended.code == 2
    assert all("wrong.yaml" in line for line in ended.errors)
    assert medgen("scenario", "list", "--json").answer()["total"] == 0


def test_the_same_files_again_change_nothing(medgen: Medgen, tmp_path: Path) -> None:
    files = [str(written(tmp_path / "f", name)) for name in ("alpha", "beta")]
    medgen("scenario", "import", *files)
    written(tmp_path / "f", "beta", days=4)
    answer = medgen("scenario", "import", str(tmp_path / "f"), "--json").answer()

    assert (answer["inserted"], answer["updated"], answer["unchanged"]) == (0, 1, 1)


def test_what_was_exported_can_be_imported_elsewhere(medgen: Medgen, tmp_path: Path) -> None:
    for name in ("alpha", "beta"):
        medgen("scenario", "add", str(written(tmp_path / "f", name)))
    answer = medgen("scenario", "export", "--out", str(tmp_path / "out"), "--json").answer()
    again = medgen("scenario", "import", str(tmp_path / "out"), "--json").answer()

    assert [entry["name"] for entry in answer["scenarios"]] == ["alpha", "beta"]
    assert again["unchanged"] == 2


def test_every_name_that_nobody_stored_is_named(medgen: Medgen, tmp_path: Path) -> None:
    ended = medgen("scenario", "export", "ghost", "phantom", "--out", str(tmp_path / "out"))

    assert ended.code == 2
    assert len(ended.errors) == 2
    assert not (tmp_path / "out").exists()


def test_an_earlier_version_comes_back_as_the_next(medgen: Medgen, tmp_path: Path) -> None:
    medgen("scenario", "add", str(written(tmp_path / "f", "alpha")))
    medgen("scenario", "update", str(written(tmp_path / "f", "alpha", days=4)))
    restored = medgen("scenario", "restore", "alpha", "1", "--json").answer()

    assert restored == {"name": "alpha", "version": 3}
    assert medgen("scenario", "diff", "alpha", "1", "3", "--json").answer()["changes"] == []


def test_a_deleted_scenario_is_listed_when_asked_for_and_comes_back(medgen: Medgen, tmp_path: Path) -> None:
    medgen("scenario", "add", str(written(tmp_path / "f", "alpha")))
    deleted = medgen("scenario", "delete", "alpha", "--json").answer()
    hidden = medgen("scenario", "list", "--json").answer()["stored"]
    shown = medgen("scenario", "list", "--deleted", "--json").answer()["stored"]
    medgen("scenario", "restore", "alpha", "1")

    assert deleted == {"name": "alpha", "is_deleted": True}
    assert (hidden, [entry["name"] for entry in shown]) == ([], ["alpha"])
    assert medgen("scenario", "list", "--json").answer()["total"] == 1


def test_the_list_comes_in_pages(medgen: Medgen, tmp_path: Path) -> None:
    medgen("scenario", "import", *[str(written(tmp_path / "f", f"s{number}")) for number in range(5)])
    words = ("--limit", "2", "--offset", "1", "--order", "name", "--descending", "--json")
    answer = medgen("scenario", "list", *words).answer()

    assert [entry["name"] for entry in answer["stored"]] == ["s3", "s2"]
    assert answer["total"] == 5
