"""Every table that the model makes obeys every rule of its schema, in every preset."""

from functools import cache

import dataframely as dy
import polars as pl
import pyarrow as pa
import pytest

from medgen_assets.exporters.layout import BATCHED_TABLES
from medgen_assets.scenario.loading import preset
from medgen_assets.scenario.presets import preset_names
from medgen_assets.schemas.care import Fates, Visits
from medgen_assets.schemas.casualties import Casualties
from medgen_assets.schemas.columns import as_stored, declared
from medgen_assets.schemas.history import Allergies
from medgen_assets.schemas.records import Patients
from medgen_assets.schemas.schedule import CasualtyEvents
from medgen_assets.schemas.stored import NUMBERED_TEXT, stored_frame, stored_table, value_counts
from medgen_assets.simulation import engine
from medgen_tests.simulation.exercises import tables

MADE_BETWEEN: dict[str, type[dy.Schema]] = {
    "casualties": Casualties,
    "visits": Visits,
    "fates": Fates,
}
PATIENTS = 400


@cache
def made(name: str, *, torture: bool) -> dict[str, pl.DataFrame]:
    scenario = preset(name).with_total_patients(PATIENTS).model_copy(update={"seed": 7, "torture": torture})
    return tables(engine.exercise_of(scenario.resolved()), chunk=150)


@pytest.mark.parametrize("table", [*BATCHED_TABLES, *MADE_BETWEEN])
@pytest.mark.parametrize("torture", [False, True])
@pytest.mark.parametrize("name", preset_names())
def test_every_rule_holds(name: str, torture: bool, table: str) -> None:  # noqa: FBT001, a parameter of the test
    schema = (BATCHED_TABLES | MADE_BETWEEN)[table]
    rows = as_stored(made(name, torture=torture)[table])

    assert schema.validate(rows).height == rows.height


def test_columns_that_are_not_declared_are_refused() -> None:
    with pytest.raises(TypeError, match="CasualtyEvents has other columns than declared"):
        declared(CasualtyEvents)(pl.DataFrame({"at": [1]}))


def test_stored_columns_that_are_not_declared_are_refused() -> None:
    with pytest.raises(TypeError, match="Allergies has other columns than declared"):
        stored_table(Allergies, {"patient_id": pa.array([1])})


def test_a_stored_column_says_whether_it_may_be_empty() -> None:
    patients = made("small", torture=False)["patients"]
    stored = stored_frame(Patients, patients).schema

    assert not stored.field("patient_id").nullable
    assert stored.field("first_facility_at").nullable


NAMED = pa.array(["b", None, "a", "b"]).dictionary_encode()
CHUNKS = pa.chunked_array(
    [NAMED.cast(NUMBERED_TEXT), pa.array(["c", "b"]).dictionary_encode().cast(NUMBERED_TEXT)]
)


@pytest.mark.parametrize(
    ("column", "found"),
    [
        (CHUNKS, {"b": 3, "None": 1, "a": 1, "c": 1}),
        (CHUNKS.slice(1, 3), {"None": 1, "a": 1, "b": 1}),
        (pa.chunked_array([[4, 4, None]]), {"4": 2, "None": 1}),
    ],
)
def test_values_are_counted_whatever_pieces_they_come_in(
    column: pa.ChunkedArray, found: dict[str, int]
) -> None:
    assert value_counts(column) == found
