"""Memory-efficient generation: what 10,000 patients take beyond the idle process, and that more take no more."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from medgen_assets.exporters.formats import FORMATS
from medgen_tests.acceptance.command import Command


def measured(
    medgen: Command, patients: int, out: Path, *, formats: str = "", is_traced: bool = False
) -> dict[str, float]:
    """Memory (MB) of a process that makes one exercise."""
    words = ("nato_article_5", str(patients), str(out), formats, "traced" if is_traced else "plain")
    ended = subprocess.run(
        [sys.executable, "-m", "medgen_tests.acceptance.measured_generation", *words],
        env=medgen.environment(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    found: dict[str, float] = json.loads(ended.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def of_ten_thousand(medgen: Command, tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """Memory that 10,000 patients take in a fresh home, where the reference tables are made as well."""
    return measured(medgen, 10_000, tmp_path_factory.mktemp("ten_thousand"))


def test_ten_thousand_patients_take_less_than_150_mb_beyond_the_idle_process(
    of_ten_thousand: dict[str, float],
):
    assert of_ten_thousand["growth_mb"] < 150


def test_python_allocates_less_than_100_mb_for_ten_thousand_patients(medgen: Command, tmp_path: Path):
    assert measured(medgen, 10_000, tmp_path, is_traced=True)["traced_peak_mb"] < 100


def test_three_times_the_patients_take_no_more_memory(
    medgen: Command, tmp_path: Path, of_ten_thousand: dict[str, float]
):
    assert measured(medgen, 30_000, tmp_path)["growth_mb"] < of_ten_thousand["growth_mb"] * 1.15 + 15


def test_other_formats_take_little_more_memory_than_the_data_set(
    medgen: Command, tmp_path: Path, of_ten_thousand: dict[str, float]
):
    all_formats = measured(medgen, 10_000, tmp_path, formats=",".join(FORMATS))

    assert all_formats["growth_mb"] < of_ten_thousand["growth_mb"] + 90
