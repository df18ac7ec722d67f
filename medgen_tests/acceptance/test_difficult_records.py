"""Difficult records come through the command, the checks and every format as they are."""

import csv
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from medgen_assets.exporters.formats import FORMATS
from medgen_assets.vocabulary import EdgeCase
from medgen_tests.acceptance.command import Command

PATIENTS = 400
SCENARIO = f"""name: hard_to_read
total_patients: {PATIENTS}
seed: 7
days: 3
torture: true
religion: true
next_of_kin: true
fronts: [{{name: north, share: 1, nations: {{GRC: 30, BGR: 30, ISL: 20, NLD: 20}}}}]
"""
TEXTS = ("given_name", "family_name", "given_name_latin", "family_name_latin", "edge_case", "birth_date")


@pytest.fixture(scope="module")
def made(medgen: Command, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """An exercise of difficult records in all formats."""
    document = tmp_path_factory.mktemp("scenario") / "hard_to_read.yaml"
    document.write_text(SCENARIO, encoding="utf-8")
    return medgen.generated(str(document), "--formats", ",".join(FORMATS))


def patients(made: dict[str, Any]) -> pl.DataFrame:
    return pl.read_parquet(f"{made['out']}/patients/**/*.parquet", hive_partitioning=False)


def read(made: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """The patients of an export, by a reader that is not ours."""
    folder = Path(made["out"]) / "exports" / name
    if name == "csv":
        with (folder / "patients.csv").open(newline="", encoding="utf-8") as file:
            return [{key: value or None for key, value in row.items()} for row in csv.DictReader(file)]
    if name == "json":
        return json.loads((folder / "patients.json").read_text("utf-8"))
    if name == "ndjson":
        return [
            json.loads(line) for line in (folder / "patients.ndjson").read_text("utf-8").split("\n") if line
        ]
    return (
        pl.read_parquet(folder / "patients.parquet").with_columns(pl.col("birth_date").cast(str)).to_dicts()
    )


def test_every_check_holds_for_difficult_records(made: dict[str, Any]):
    assert made["checks"]["failed"] == 0


@pytest.mark.parametrize("case", EdgeCase)
def test_every_case_comes_out(made: dict[str, Any], case: EdgeCase):
    assert patients(made).filter(edge_case=str(case)).height >= PATIENTS // 50


@pytest.mark.parametrize("name", ["parquet", "ndjson", "json", "csv"])
def test_every_format_spells_difficult_records_alike(made: dict[str, Any], name: str):
    wanted = patients(made).with_columns(pl.col("birth_date").cast(str)).select(TEXTS).to_dicts()

    assert [{key: row[key] for key in TEXTS} for row in read(made, name)] == wanted


def test_the_data_set_and_its_exports_verify(medgen: Command, made: dict[str, Any]):
    assert medgen.run("verify", made["out"]).returncode == 0
