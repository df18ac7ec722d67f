"""The measurements of the store work, on a small scale: what they ask is answered, and nothing is left over."""

import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from medgen_assets.store.opening import open_database
from medgen_tests.benchmarks.generations import document
from medgen_tests.benchmarks.lookups import fill, measured, questions
from medgen_tests.benchmarks.sampling import Sampler, ranks, times
from medgen_tests.benchmarks.soak import KEPT, records

SMALL = (20, 3, 400)


@pytest.fixture(autouse=True)
def home(postgres_url: str, medgen_home: Path) -> None:
    """An empty database and home."""


def test_every_lookup_finds_something_and_quickly() -> None:
    with open_database() as database:
        fill(database, *SMALL)
        answers = {name: ask() for name, ask in questions(database, *SMALL).items()}
        found = measured(database, SMALL, 40)

    assert all(answers.values())
    assert max(found[name]["p50_ms"] for name in found if name.startswith("scenario")) < 10
    assert found["run_status"]["p50_ms"] < 20


def test_runs_leave_neither_connections_nor_records_behind() -> None:
    found = records(120)
    with open_database() as database, database.connection() as connection:
        left = connection.execute("SELECT count(*) FROM run").fetchone()

    assert left == (KEPT.keep_runs,)
    assert (found["in_use"], found["errors"]) == (0, 0)
    assert max(quarter["slots"] for quarter in found["quarters"]) <= 2


def test_the_sampler_sees_the_sessions_of_others_and_not_its_own(postgres_url: str) -> None:
    database = urlsplit(postgres_url).path.removeprefix("/")
    with (
        psycopg.connect(postgres_url),
        psycopg.connect(postgres_url),
        Sampler(postgres_url, 0.002) as sampler,
    ):
        for _ in range(3_000):
            if sampler.totals.total() >= 20:
                break
            time.sleep(0.01)

    assert sampler.peaks[database] == 2
    assert sampler.totals.total() >= 20


def test_as_many_times_are_measured_as_asked_and_sorted() -> None:
    found = times(lambda: time.sleep(0.001), 10)

    assert (len(found), found) == (10, sorted(found))
    assert found[0] >= 1


def test_ranks_are_values_that_were_seen() -> None:
    assert ranks([1.0, 2.0, 3.0, 100.0]) == {"p50_ms": 2.0, "p95_ms": 100.0, "p99_ms": 100.0, "max_ms": 100.0}


def test_half_of_the_generations_are_temporal_and_the_others_plain() -> None:
    asked = [document(number, 100) for number in range(10)]

    assert [len(scenario["warfare_types"]) for scenario in asked] == [3, 1] * 5
    assert len({kind for scenario in asked[1::2] for kind in scenario["warfare_types"]}) == 5
