"""The same exercise gives the same rows, however it is cut."""

import polars as pl
import pytest

from medgen_assets.simulation import engine
from medgen_tests.simulation.exercises import FRONTS, exercise, shared, tables

TABLES = (
    "patients",
    "injuries",
    "events",
    "diagnoses",
    "treatments",
    "vitals",
    "allergies",
    "regular_medications",
    "imaging_findings",
    "visits",
    "fates",
    "resource_stays",
)


@pytest.mark.parametrize("chunk", [1_999, 500, 313])
def test_chunks_of_any_size_give_the_same_rows(chunk: int):
    cut = tables(exercise(), chunk)

    assert all(cut[name].equals(shared()[name]) for name in TABLES)


@pytest.mark.parametrize("chunk", [16, 35, 313])
def test_edge_cases_do_not_depend_on_where_chunks_are_cut(chunk: int):
    difficult = exercise(torture=True, religion=True, next_of_kin=True, total_patients=400)
    cut, whole = tables(difficult, chunk), tables(difficult)

    assert all(cut[name].equals(whole[name]) for name in TABLES)


@pytest.mark.parametrize("stride", [97, 1_500])
def test_care_in_strides_of_any_size_gives_the_same_rows(stride: int):
    cut = tables(exercise(), stride=stride)

    assert all(cut[name].equals(shared()[name]) for name in TABLES)


@pytest.mark.parametrize("patient_id", [0, 1, 777, 1999])
def test_one_patient_regenerated_alone_is_the_patient_of_the_whole(patient_id: int):
    alone = engine.patient(exercise(), patient_id)

    assert all(
        table.equals(shared()[name].filter(pl.col("patient_id") == patient_id))
        for name, table in alone.items()
    )


def test_another_seed_gives_other_patients():
    other = tables(exercise(seed=8, total_patients=200))["patients"]

    assert not other.equals(tables(exercise(total_patients=200))["patients"])


def test_computing_distributions_twice_gives_equal_tables():
    first, second = exercise().distributions, exercise().distributions

    assert all(first[name].equals(second[name]) for name in first)


def test_the_order_in_which_nations_are_named_means_nothing():
    turned = [front | {"nations": dict(reversed(list(front["nations"].items())))} for front in FRONTS]
    patients = tables(exercise(fronts=turned, total_patients=300))["patients"]

    assert patients.equals(tables(exercise(total_patients=300))["patients"])
