"""`medgen generate` and what is asked of its data set afterwards."""

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from medgen_assets.cli.app import main
from medgen_tests.cli.conftest import Medgen

KEYS = {
    "scenario",
    "scenario_fingerprint",
    "run_id",
    "seed",
    "patients",
    "out",
    "manifest",
    "report",
    "rows",
    "seconds",
    "cpu_seconds",
    "peak_rss_mb",
    "caches",
    "checks",
    "outcomes",
}
"""Source: the contract of the command line."""


@pytest.fixture(scope="module")
def made(own_home: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The summary of forty patients with NDJSON."""
    out = tmp_path_factory.mktemp("out")
    words = ["generate", "small", "--patients", "40", "--seed", "7", "--out", str(out), "--formats", "ndjson"]
    with pytest.MonkeyPatch.context() as patch:
        printed: list[str] = []
        patch.setattr(
            "medgen_assets.cli.answers.print", lambda *text, **_: printed.extend(text), raising=False
        )
        assert main([*words, "--json", "--quiet"]) == 0
    found: dict[str, Any] = json.loads(printed[-1])
    return found


def test_the_summary_has_what_the_contract_names(made: dict[str, Any]) -> None:
    assert set(made) >= KEYS


def test_the_checks_are_counted_and_named(made: dict[str, Any]) -> None:
    checks = made["checks"]

    assert checks["failed"] == 0
    assert checks["passed"] == len(checks["by_name"]) >= 10


def test_the_data_set_lies_under_out_and_the_scenario(made: dict[str, Any], own_home: Path) -> None:
    folder = Path(made["out"])

    assert folder.parent.name == "small"
    assert not (own_home / "exercises").exists()


def test_the_formats_are_exported(made: dict[str, Any]) -> None:
    lines = (Path(made["exports"]["ndjson"]) / "patients.ndjson").read_text("utf-8").splitlines()

    assert len(lines) == 40


def test_a_finished_data_set_is_whole(made: dict[str, Any], medgen: Medgen) -> None:
    assert medgen("verify", made["out"], "--json").answer()["is_whole"]


def test_a_changed_byte_is_found(made: dict[str, Any], medgen: Medgen) -> None:
    path = Path(made["out"]) / "vehicles.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-40] + b"x" + whole[-39:])
    ended = medgen("verify", made["out"])
    path.write_bytes(whole)

    assert ended.code == 1
    assert "vehicles.parquet" in ended.errors[0]


@pytest.mark.parametrize("patient_id", [0, 13, 39])
def test_a_patient_made_alone_is_that_patient_of_the_data_set(
    made: dict[str, Any], medgen: Medgen, patient_id: int
) -> None:
    lines = (Path(made["exports"]["ndjson"]) / "patients.ndjson").read_text("utf-8").splitlines()

    assert medgen("patient", made["out"], str(patient_id), "--json").answer() == json.loads(lines[patient_id])


def test_a_patient_can_be_read_by_people(made: dict[str, Any], medgen: Medgen) -> None:
    name = pl.read_parquet(Path(made["out"]) / "patients", hive_partitioning=False)["family_name"][3]

    assert name in medgen("patient", made["out"], "3").out


def test_a_patient_that_does_not_exist_is_refused(made: dict[str, Any], medgen: Medgen) -> None:
    ended = medgen("patient", made["out"], "40")

    assert (ended.code, ended.errors) == (
        2,
        ["medgen: ID is 40: the patients of small are numbered from 0 to 39."],
    )


def test_an_export_can_be_made_later(made: dict[str, Any], medgen: Medgen) -> None:
    answer = medgen("export", made["out"], "--format", "csv", "--json").answer()

    assert (Path(answer["exports"]["csv"]) / "patients.csv").is_file()


def test_the_report_can_be_made_again(made: dict[str, Any], medgen: Medgen) -> None:
    Path(made["report"]).unlink()
    answer = medgen("report", made["out"], "--json").answer()

    assert Path(answer["report"]).is_file()


def test_the_run_is_listed_and_described(made: dict[str, Any], medgen: Medgen) -> None:
    [run] = medgen("status", "--json").answer()["runs"]
    described = medgen("status", made["run_id"], "--json").answer()

    assert run["run_id"] == made["run_id"]
    assert (described["state"], described["done"], described["%"]) == ("completed", 40, 100.0)


def test_a_run_that_has_ended_cannot_be_cancelled(made: dict[str, Any], medgen: Medgen) -> None:
    ended = medgen("cancel", made["run_id"])

    assert ended.code == 1
    assert "is completed" in ended.errors[0]


def test_people_get_a_table_and_the_paths(made: dict[str, Any], medgen: Medgen, tmp_path: Path) -> None:
    ended = medgen("generate", "small", "--patients", "20", "--seed", "1", "--out", str(tmp_path))

    assert ended.code == 0
    assert "checks passed" in ended.out
    assert "report.html" in ended.out
    assert any("20 of 20 (100%)" in line for line in ended.errors)
