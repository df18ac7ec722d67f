"""`medgen scenario`: stored scenarios with their versions."""

from pathlib import Path

import pytest

from medgen_assets.scenario.loading import preset, preset_names
from medgen_tests.cli.conftest import Medgen

pytestmark = pytest.mark.usefixtures("postgres_url", "medgen_home")


def own_file(folder: Path, **changes: object) -> str:
    path = folder / "own.yaml"
    document = {**preset("small").document(), "name": "own", **changes}
    path.write_text(type(preset("small")).model_validate(document).to_yaml())
    return str(path)


def test_the_presets_are_listed(medgen: Medgen) -> None:
    answer = medgen("scenario", "list", "--json").answer()

    assert {entry["name"] for entry in answer["presets"]} == set(preset_names())
    assert answer["stored"] == []


def test_a_stored_scenario_is_listed_shown_and_has_a_history(medgen: Medgen, tmp_path: Path) -> None:
    medgen("scenario", "add", own_file(tmp_path), "--note", "first", "--automatic")
    medgen("scenario", "update", own_file(tmp_path, days=3), "--note", "three days")
    [entry] = medgen("scenario", "list", "--json").answer()["stored"]
    history = medgen("scenario", "history", "own", "--json").answer()["versions"]

    assert (entry["name"], entry["version"], entry["is_automatic"]) == ("own", 2, True)
    assert [version["note"] for version in history] == ["three days", "first"]
    assert medgen("scenario", "show", "own", "--json").answer()["days"] == 3
    assert medgen("scenario", "show", "own", "--version", "1", "--json").answer()["days"] == 2


def test_a_difference_names_the_places(medgen: Medgen, tmp_path: Path) -> None:
    medgen("scenario", "add", own_file(tmp_path))
    medgen("scenario", "update", own_file(tmp_path, days=3))

    assert medgen("scenario", "diff", "own", "1", "--json").answer()["changes"] == [
        {"path": "days", "before": 2, "after": 3}
    ]


def test_a_change_to_an_older_version_is_refused(medgen: Medgen, tmp_path: Path) -> None:
    medgen("scenario", "add", own_file(tmp_path))
    medgen("scenario", "update", own_file(tmp_path, days=3))
    ended = medgen("scenario", "update", own_file(tmp_path, days=4), "--version", "1")

    assert ended.code == 1
    assert "is at version 2" in ended.errors[0]


def test_a_name_is_stored_once(medgen: Medgen, tmp_path: Path) -> None:
    medgen("scenario", "add", own_file(tmp_path))

    assert medgen("scenario", "add", own_file(tmp_path)).code == 2


def test_a_deleted_scenario_is_gone_but_for_its_history(medgen: Medgen, tmp_path: Path) -> None:
    medgen("scenario", "add", own_file(tmp_path))
    medgen("scenario", "delete", "own")

    assert medgen("scenario", "show", "own").code == 2
    assert len(medgen("scenario", "history", "own", "--json").answer()["versions"]) == 1


def test_a_stored_scenario_goes_before_a_preset(medgen: Medgen, tmp_path: Path) -> None:
    medgen("scenario", "add", own_file(tmp_path, name="small", days=9))

    assert medgen("scenario", "show", "small", "--json").answer()["days"] == 9


def test_a_file_goes_before_a_stored_scenario(
    medgen: Medgen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    medgen("scenario", "add", own_file(tmp_path, days=9))
    Path(own_file(tmp_path, days=4)).rename(tmp_path / "own")

    assert medgen("scenario", "show", "own", "--json").answer()["days"] == 4


def test_the_resolved_scenario_shows_every_default(medgen: Medgen) -> None:
    written = medgen("scenario", "show", "small", "--json").answer()
    resolved = medgen("scenario", "show", "small", "--resolved", "--json").answer()

    assert all(front["facilities"] for front in resolved["fronts"])
    assert resolved != written


def test_a_shown_scenario_is_valid_again(medgen: Medgen, tmp_path: Path) -> None:
    (tmp_path / "shown.yaml").write_text(medgen("scenario", "show", "urban_assault").out)

    assert medgen("scenario", "validate", str(tmp_path / "shown.yaml")).code == 0


def test_every_problem_of_a_file_has_a_line(medgen: Medgen, tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("name: Bad Name\ntotal_patients: 0\nfronts: []\ntemp: high\n")
    ended = medgen("scenario", "validate", str(path))

    assert ended.code == 2
    assert len(ended.errors) >= 4


def test_a_partition_is_kept_for_dagster(medgen: Medgen) -> None:
    first = medgen("scenario", "partition", "small", "--seed", "3", "--json").answer()
    again = medgen("scenario", "partition", "small", "--seed", "3", "--json").answer()

    assert first["partition_key"].startswith("small@")
    assert first == again
