"""The tables of operations say what they mean and where they come from, and stay as they are."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.reference import operations
from medgen_assets.reference.operations.sources import TABLES, figures, same_names
from medgen_assets.reference.tables import DATA, yaml_table
from medgen_assets.vocabulary import Tempo

CACHED: tuple[Callable[[], Any], ...] = (
    operations.warfare_patterns,
    operations.expectant_share,
    operations.dnbi_hourly_weights,
    operations.intensity_effects,
    operations.special_event_effects,
    operations.environment_effects,
    operations.evacuation_times,
    operations.distance_defaults,
    operations.care_minutes,
)


def file_of(table: str) -> Path:
    """The data file of a table."""
    return DATA / f"{table}.yaml"


def hashes() -> dict[str, str]:
    """SHA-256 of every operational data file."""
    return {table: hashlib.sha256(file_of(table).read_bytes()).hexdigest() for table in TABLES}


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_unit_source_and_date(table: str) -> None:
    sourced = yaml_table(table)

    assert min(map(len, (sourced.description, sourced.unit, sourced.source, sourced.date))) >= 10


@pytest.mark.parametrize("table", TABLES)
def test_every_assumption_gives_its_reason(table: str) -> None:
    lines = file_of(table).read_text().splitlines()
    without_reason = [line for line in lines if "assumption" in line and "because" not in line]

    assert without_reason == []


@pytest.mark.parametrize("loader", CACHED)
def test_a_table_is_loaded_once(loader: Callable[[], Any]) -> None:
    assert loader() is loader()


def test_using_the_tables_leaves_their_files_alone() -> None:
    before = hashes()
    for loader in CACHED:
        loader()
    operations.tempo_weights(Tempo.SURGE, 30)
    operations.care_transitions()
    operations.facility_defaults(250.0)
    operations.vehicle_defaults(250.0)

    assert hashes() == before


def test_changing_a_returned_row_does_not_reach_the_next_caller() -> None:
    operations.facility_defaults(108.0)[0]["beds"] = 0
    operations.care_transitions()[0]["probability"] = 0.0
    beds = operations.facility_defaults(108.0)[0]["beds"]
    probability = operations.care_transitions()[0]["probability"]

    assert beds
    assert probability


def test_a_missing_and_an_unknown_name_are_reported_together() -> None:
    with pytest.raises(BadInput) as refused:
        same_names("tempo.yaml values", ["sustained", "surprising"], ["sustained", "surge"])

    assert [problem.value for problem in refused.value.problems] == ["without surge", "with surprising"]


def test_a_table_that_lacks_a_member_of_its_list_is_refused() -> None:
    with pytest.raises(BadInput, match="without furious"):
        figures("tempo", [*Tempo, "furious"])
