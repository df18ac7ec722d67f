"""One small exercise, made once for the tests that look at it: three batches of the preset `small`."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import psycopg
import pytest

from medgen_assets.defs.exercise import materialized_exercise, seeded
from medgen_assets.defs.options import ExerciseOptions
from medgen_assets.defs.summary import ExerciseSummary
from medgen_assets.scenario.loading import preset
from medgen_assets.store.server.address import in_database

BATCHED = ExerciseOptions(batch_size=20)
OTHERS_WARNINGS = (
    # Dagster 1.13.27 reads the fields of Pydantic models by their old name.
    "ignore:The `__fields__` attribute is deprecated:DeprecationWarning",
    # It calls methods of its own that it has deprecated.
    "ignore::DeprecationWarning:dagster",
)


def pytest_configure(config: pytest.Config) -> None:
    """Let pass what is not ours to change."""
    for line in OTHERS_WARNINGS:
        config.addinivalue_line("filterwarnings", line)


@dataclass(frozen=True)
class MadeExercise:
    """An exercise and the Dagster instance that knows of it."""

    instance: dg.DagsterInstance
    summary: ExerciseSummary
    key: str


@pytest.fixture(scope="module")
def own_home(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home and an empty database for the tests of a module."""
    name, home = f"test_{uuid.uuid4().hex[:12]}", tmp_path_factory.mktemp("home")
    with psycopg.connect(postgres_server, autocommit=True) as server, pytest.MonkeyPatch.context() as patch:
        server.execute(f"CREATE DATABASE {name}")
        patch.setenv("MEDGEN_POSTGRES_URL", in_database(postgres_server, name))
        patch.setenv("MEDGEN_HOME", str(home))
        yield home
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def instance(own_home: Path) -> Iterator[dg.DagsterInstance]:
    """A Dagster instance that forgets."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture(scope="module")
def made(instance: dg.DagsterInstance) -> MadeExercise:
    """The exercise: 60 patients in three batches."""
    scenario = seeded(preset("small"), 7)
    summary = materialized_exercise(instance, scenario, BATCHED)
    return MadeExercise(instance, summary, scenario.partition_key)
