"""The findings catalogue in Dagster: assets, their checks, and the sensor on a folder."""

import time
from pathlib import Path

import dagster as dg
import pytest

from medgen_assets.defs.findings import FINDING_ASSETS, FOLDER_VARIABLE, FindingFolder
from medgen_assets.defs.graph import default_resources
from medgen_assets.defs.watched_findings import watched_findings_changed
from medgen_assets.findings.remembered import COARSEST_CLOCK_NS
from medgen_assets.reference.imaging import injury_findings
from medgen_assets.reference.own_findings import own_files
from medgen_assets.schemas.finding_switches import VARIABLE
from medgen_assets.store.finding_reading import Findings
from medgen_assets.store.pool import Database
from medgen_tests.findings.trees import model, tree, write_model


def made(folder: Path | None = None) -> dg.ExecuteInProcessResult:
    """The three assets, materialized from a folder or from medgen's own models."""
    resources = {**default_resources(), "finding_folder": FindingFolder(folder=str(folder or ""))}
    with dg.DagsterInstance.ephemeral() as instance:
        return dg.materialize([*FINDING_ASSETS], instance=instance, resources=resources)


def checks(result: dg.ExecuteInProcessResult) -> dict[str, bool]:
    """Whether each check passed."""
    return {one.check_name: one.passed for one in result.get_asset_check_evaluations()}


@pytest.fixture(autouse=True)
def database(catalogue_database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Each test has an empty catalogue, and no folder is named."""
    monkeypatch.delenv(FOLDER_VARIABLE, raising=False)
    return catalogue_database


def test_medgens_own_models_are_loaded_and_its_own_links_lead_there(database: Database) -> None:
    passed = checks(made())

    assert passed.pop("every_other_link_leads_into_the_catalogue") is False
    assert all(passed.values())
    assert Findings(database).stats().models == len(own_files())


def test_a_folder_is_loaded_beside_them(database: Database, tmp_path: Path) -> None:
    made(tree(tmp_path / "models", 5))

    assert {entry.source: entry.models for entry in Findings(database).sources()} == {
        "medgen": len(own_files()),
        "models": 5,
    }


def test_bad_files_turn_their_checks_yellow_and_the_rest_is_loaded(
    database: Database, tmp_path: Path
) -> None:
    folder = tree(tmp_path / "models", 5)
    (folder / "bad.fm.json").write_text("{")
    write_model(folder, model(1), "twin.fm.json")
    result = made(folder)
    passed = checks(result)

    assert result.success
    assert [passed[name] for name in ("every_file_is_valid", "no_two_models_collide")] == [False, False]
    assert passed["every_file_is_accounted_for"]


def test_the_links_are_all_in_the_table(tmp_path: Path) -> None:
    (event,) = made().asset_materializations_for_node("injury_finding_links")
    rows = event.metadata["dagster/row_count"].value

    assert isinstance(rows, int)
    assert rows >= injury_findings().height


def test_nothing_is_asked_for_while_no_folder_is_named() -> None:
    assert isinstance(watched_findings_changed(dg.build_sensor_context()), dg.SkipReason)


def test_a_changed_folder_is_loaded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tree(tmp_path / "models", 3)
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder))
    first = watched_findings_changed(dg.build_sensor_context())
    assert isinstance(first, dg.SensorResult)
    again = watched_findings_changed(dg.build_sensor_context(cursor=first.cursor))
    write_model(folder, model(4))
    changed = watched_findings_changed(dg.build_sensor_context(cursor=first.cursor))

    assert len(first.run_requests or ()) == 1
    assert isinstance(again, dg.SkipReason)
    assert isinstance(changed, dg.SensorResult)


def test_an_emptied_folder_is_not_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))

    assert isinstance(watched_findings_changed(dg.build_sensor_context()), dg.SkipReason)


def files_left_closed(folder: Path) -> object:
    """How many files a materialization did not open again."""
    (event,) = made(folder).asset_materializations_for_node("finding_models")
    return event.metadata["files left closed"].value


def test_files_are_read_again_when_that_is_switched_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tree(tmp_path / "models", 5)
    time.sleep(COARSEST_CLOCK_NS / 1e9 + 0.1)
    made(folder)
    left_closed = files_left_closed(folder)
    monkeypatch.setenv(VARIABLE, "incremental")

    assert (left_closed, files_left_closed(folder)) == (5, 0)
