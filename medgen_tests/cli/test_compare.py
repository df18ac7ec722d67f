"""`medgen compare`: the same casualties twice, in figures, files and refusals."""

import csv
import json
from pathlib import Path

import pytest

from medgen_assets.scenario.loading import preset
from medgen_tests.cli.conftest import Medgen

pytestmark = pytest.mark.usefixtures("empty_home")


def other(folder: Path, **changes: object) -> str:
    """A scenario file: the smallest preset with one ambulance a front, and some fields changed."""
    document = preset("small").resolved().document() | {"name": "one_ambulance", "seed": None}
    for front in document["fronts"]:
        front["vehicles"] = [{"kind": "ground_ambulance", "count": 1}]
    path = folder / "other.json"
    path.write_text(json.dumps(document | changes))
    return str(path)


def test_it_prints_one_object_with_the_differences_and_whose_life_hung_on_them(
    medgen: Medgen, tmp_path: Path
) -> None:
    words = ("small", other(tmp_path), "--seed", "7", "--patients", "300", "--replications", "2")
    ended = medgen("compare", *words, "--json", "--quiet")
    found = ended.answer()
    by_measure = {row["measure"]: row for row in found["differences"]}

    assert ended.code == 0
    assert (found["patients"], found["seeds"]) == (300, [7, 8])
    assert by_measure["wait for transport, 95 % min"]["difference"] > 0
    assert by_measure["deaths"]["low"] <= by_measure["deaths"]["difference"] <= by_measure["deaths"]["high"]
    assert len(found["turned"]) == found["live_only_in_a"] + found["live_only_in_b"]


def test_the_files_hold_what_is_printed(medgen: Medgen, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("small", other(tmp_path), "--seed", "7", "--patients", "300", "--out", str(out))
    found = medgen("compare", *words, "--json", "--quiet").answer()
    written = json.loads((out / "comparison.json").read_text())
    with (out / "turned.csv").open() as file:
        rows = list(csv.DictReader(file))

    assert written["differences"] == found["differences"]
    assert len(rows) == len(found["turned"])
    assert "<svg" in (out / "comparison.html").read_text()


def test_other_casualties_are_refused_field_by_field(medgen: Medgen, tmp_path: Path) -> None:
    ended = medgen("compare", "small", other(tmp_path, days=1, intensity="extreme"), "--seed", "7")

    assert ended.code == 2
    assert {line.split()[1] for line in ended.errors} == {"days", "intensity"}


def test_two_seeds_are_refused_unless_one_is_asked_for(medgen: Medgen, tmp_path: Path) -> None:
    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps(preset("small").document() | {"seed": 1}))
    twin = other(tmp_path, seed=2)

    assert medgen("compare", str(mine), twin, "--patients", "60").code == 2
    assert medgen("compare", str(mine), twin, "--patients", "60", "--seed", "3").code == 0


def test_one_replication_is_said_to_have_no_interval(medgen: Medgen, tmp_path: Path) -> None:
    ended = medgen("compare", "small", other(tmp_path), "--seed", "7", "--patients", "60", "--quiet")

    assert "no interval" in ended.out


@pytest.mark.parametrize("count", ["0", "-1", "5000"])
def test_a_number_of_replications_that_makes_no_sense_is_refused(
    medgen: Medgen, tmp_path: Path, count: str
) -> None:
    assert medgen("compare", "small", other(tmp_path), "--replications", count).code == 2


def test_a_difference_that_rounds_to_nothing_has_no_sign():
    from medgen_assets.cli.answers import table

    rows = [{"measure": "deaths", "low": -0.04}]

    assert table(rows, ("measure", "low"))[-1].split() == ["deaths", "0.0"]
