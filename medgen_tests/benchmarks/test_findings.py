"""Gates on what the findings catalogue costs: statements, rows written and CPU seconds, never the clock on the wall."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from medgen_assets.defs.finding_catalogue import FindingCatalogue
from medgen_assets.defs.finding_loads import load_folder
from medgen_assets.findings.piece import Reading
from medgen_assets.findings.reading import read_folder
from medgen_assets.reference.own_findings import FOLDER
from medgen_assets.schemas.finding_switches import FindingSwitches
from medgen_assets.store.pool import Database
from medgen_tests.benchmarks.finding_differences import compared
from medgen_tests.benchmarks.finding_queries import hundred_queries
from medgen_tests.benchmarks.finding_steps import rows_written
from medgen_tests.benchmarks.findings import change_some, difference
from medgen_tests.findings.trees import tree

MODELS = 1000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand generated models."""
    return tree(tmp_path_factory.mktemp("findings") / "models", MODELS)


def cpu_seconds(work: Callable[[], object]) -> float:
    """CPU seconds of the best of three runs: other work on the machine only ever adds."""
    found = []
    for _ in range(3):
        began = time.process_time()
        work()
        found.append(time.process_time() - began)
    return min(found)


def test_a_thousand_models_are_validated_within_a_second(folder: Path):
    assert cpu_seconds(lambda: read_folder(folder, Reading(with_rows=False, workers=1))) < 1.0


def test_rows_are_made_within_a_millisecond_a_model(folder: Path):
    assert cpu_seconds(lambda: read_folder(folder, Reading(workers=1))) < 0.001 * MODELS


def test_loads_write_what_changes_and_nothing_else(catalogue_database: Database, folder: Path):
    counts = []
    for prepare in (lambda: None, lambda: None, lambda: change_some(folder, "changed")):
        prepare()
        before = rows_written(catalogue_database)
        loaded = load_folder(catalogue_database, folder)
        counts.append((loaded.statements, rows_written(catalogue_database) - before))
    (first, _), again, (changed, few) = counts

    assert (first <= 17, again, changed <= 14) == (True, (4, 0), True)
    assert few < 40 * MODELS // 100


def test_a_hundred_queries_cost_one_statement_and_little_of_this_process(
    catalogue_database: Database, folder: Path
):
    load_folder(catalogue_database, folder)
    catalogue = FindingCatalogue(catalogue_database, FindingSwitches())
    before = catalogue_database.pool_status().requests
    seconds = cpu_seconds(lambda: catalogue.search_many(hundred_queries()))

    assert catalogue_database.pool_status().requests - before == 3
    assert seconds < 0.2


def test_everything_off_answers_as_everything_on(catalogue_database: Database):
    found = compared(catalogue_database, FOLDER, every=7)

    assert found["queries"] > 60
    assert (found["rows_differing"], found["not_unchanged"], found["answers_differing"]) == (0, 0, 0)


def test_a_hundred_queries_are_different():
    assert len(set(hundred_queries())) == 100


def test_ranges_that_overlap_are_no_difference():
    assert difference({"min": 1, "max": 2, "median": 1.5}, {"min": 1.9, "max": 3, "median": 2.5}) == (
        "no measurable difference"
    )
    assert difference({"min": 1, "max": 2, "median": 1.5}, {"min": 2.9, "max": 3, "median": 3}) == "+100% CPU"
