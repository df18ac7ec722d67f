"""The schema goes up and down, once per database, whoever asks."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.fingerprint import fingerprint
from medgen_assets.store.budget import Budget
from medgen_assets.store.migrating import (
    SchemaConflict,
    applied_migrations,
    migrate,
    migrations,
    rollback,
)
from medgen_assets.store.pool import Database
from medgen_assets.store.runs import Runs
from medgen_assets.store.scenarios import Scenarios

TABLES = """
SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
WHERE table_schema = 'public' ORDER BY table_name, ordinal_position
"""


@pytest.fixture
def migrated_database(empty_database: Database) -> Database:
    migrate(empty_database)
    return empty_database


def recorded(runs: Runs, person: str) -> None:
    runs.create(
        "r1", scenario_name="x", scenario_fingerprint=fingerprint("x"), seed=1, total=1, person=person
    )


def schema(database: Database) -> list[tuple[str, ...]]:
    with database.connection() as connection:
        return connection.execute(TABLES).fetchall()


def test_migrations_are_numbered_without_gaps() -> None:
    assert [step.number for step in migrations()] == list(range(1, len(migrations()) + 1))


def test_every_migration_is_applied_once(empty_database: Database) -> None:
    names = [step.name for step in migrations()]

    assert migrate(empty_database) == names
    assert migrate(empty_database) == []
    assert [step.name for step in applied_migrations(empty_database)] == names


def test_down_and_up_again_ends_at_the_same_schema(migrated_database: Database) -> None:
    before = schema(migrated_database)

    rollback(migrated_database, steps=len(migrations()))
    without = schema(migrated_database)
    migrate(migrated_database)

    assert {row[0] for row in without} == {"schema_migration"}
    assert schema(migrated_database) == before


def test_a_rollback_of_one_step_leaves_the_others(migrated_database: Database) -> None:
    assert rollback(migrated_database) == [migrations()[-1].name]
    assert len(applied_migrations(migrated_database)) == len(migrations()) - 1


def test_a_rollback_that_would_lose_rows_is_refused(migrated_database: Database) -> None:
    Scenarios(migrated_database).add("kept", {"total_patients": 1}, author="me")

    with pytest.raises(BadInput, match="table scenario is not empty"):
        rollback(migrated_database, steps=len(migrations()))

    assert Scenarios(migrated_database).get("kept").document == {"total_patients": 1}


def test_a_rollback_loses_rows_when_that_is_accepted(migrated_database: Database) -> None:
    Scenarios(migrated_database).add("lost", {"total_patients": 1}, author="me")
    rollback(migrated_database, steps=len(migrations()), is_loss_accepted=True)
    migrate(migrated_database)

    assert Scenarios(migrated_database).page().total == 0


def test_a_rollback_leads_to_a_step(migrated_database: Database) -> None:
    rollback(migrated_database, to=2)

    assert [step.number for step in applied_migrations(migrated_database)] == [1, 2]


@pytest.mark.parametrize("number", [-1, 1000])
def test_a_rollback_to_a_step_there_is_not_is_refused(migrated_database: Database, number: int) -> None:
    with pytest.raises(BadInput, match=f"to is {number}"):
        rollback(migrated_database, to=number)


def test_a_rollback_that_would_lose_values_of_a_column_is_refused(migrated_database: Database) -> None:
    recorded(Runs(migrated_database), person="anna")

    with pytest.raises(
        BadInput, match=r"column run\.person is not empty: the rollback would lose its values"
    ):
        rollback(migrated_database, to=4)


def test_runs_outlive_the_rollback_of_their_usage(migrated_database: Database) -> None:
    runs = Runs(migrated_database)
    recorded(runs, person="anna")
    runs.start("r1")
    runs.fail("r1", "disk full")
    before = runs.get("r1")

    rollback(migrated_database, to=4, is_loss_accepted=True)
    migrate(migrated_database)

    lost = {"person": None, "process_mark": None}
    assert runs.get("r1") == replace(before, **lost)


def test_a_rollback_of_no_step_is_refused(migrated_database: Database) -> None:
    with pytest.raises(BadInput, match="steps is 0"):
        rollback(migrated_database, steps=0)


def test_a_changed_step_is_a_conflict(migrated_database: Database) -> None:
    with migrated_database.connection() as connection:
        connection.execute("UPDATE schema_migration SET checksum = 'other' WHERE number = 1")

    with pytest.raises(SchemaConflict, match="0001_scenarios"):
        migrate(migrated_database)


def test_a_step_of_a_later_medgen_is_a_conflict(migrated_database: Database) -> None:
    with migrated_database.connection() as connection:
        connection.execute("INSERT INTO schema_migration VALUES (9999, '9999_future', 'x')")

    with pytest.raises(SchemaConflict, match="9999_future"):
        migrate(migrated_database)


def test_a_failing_step_leaves_nothing_behind(empty_database: Database) -> None:
    with empty_database.connection() as connection:
        connection.execute("CREATE TABLE run (in_the_way int)")

    with pytest.raises(Exception, match="already exists"):
        migrate(empty_database)

    assert {row[0] for row in schema(empty_database)} == {"run"}


def test_ten_may_migrate_at_once(postgres_url: str, budget: Budget) -> None:
    databases = [Database(postgres_url, budget=budget) for _ in range(10)]
    with ThreadPoolExecutor(10) as threads:
        taken = list(threads.map(migrate, databases))
    for database in databases:
        database.close()

    assert sorted(map(len, taken)) == [0] * 9 + [len(migrations())]
