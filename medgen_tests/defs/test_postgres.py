"""The database as a resource of Dagster: its pool lives as long as the run, and its options are checked before."""

import asyncio
from dataclasses import fields
from pathlib import Path

import dagster as dg
import psycopg
import pytest
from dagster._core.errors import DagsterResourceFunctionError

from medgen_assets.defs.dagster_runs import own_error
from medgen_assets.defs.postgres import PostgresResource
from medgen_assets.errors import BadInput
from medgen_assets.store.options import PoolOptions
from medgen_assets.store.pool import Database
from medgen_assets.store.pool_status import PoolStatus

pytestmark = pytest.mark.usefixtures("postgres_url", "medgen_home")


def sessions(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchone()
        return int(row[0]) if row else 0


def run_with(resource: PostgresResource, seen: list[PoolStatus], opened: list[Database]) -> None:
    """A Dagster run that asks the database in a thread and in coroutines."""

    @dg.op
    def asks(database: PostgresResource) -> None:
        async def ask(number: int) -> int:
            async with database.async_connection() as connection:
                row = await (await connection.execute("SELECT %s::int", [number])).fetchone()
                return int(row[0]) if row else -1

        async def ten() -> list[int]:
            return await asyncio.gather(*map(ask, range(10)))

        with database.connection() as first, database.connection() as second:
            assert first is not second
        assert asyncio.run(ten()) == list(range(10))
        seen.append(database.pool_status())
        opened.append(database.opened)

    @dg.job(resource_defs={"database": resource})
    def asking() -> None:
        asks()

    assert asking.execute_in_process().success


def test_a_run_shares_one_pool_and_gives_every_connection_back(postgres_url: str) -> None:
    seen, opened = list[PoolStatus](), list[Database]()
    run_with(PostgresResource(), seen, opened)
    [status] = seen

    assert (status.in_use, status.waiting, status.request_errors) == (0, 0, 0)
    assert status.connections_opened <= 2
    assert sessions(postgres_url) == 0


def test_the_pool_of_one_run_is_not_that_of_the_next() -> None:
    seen, opened = list[PoolStatus](), list[Database]()
    for _ in range(2):
        run_with(PostgresResource(max_size=2), seen, opened)

    assert opened[0] is not opened[1]


def test_every_option_of_the_pool_is_an_option_of_the_resource() -> None:
    asked = {"min_size": 1, "max_size": 7, "wait_seconds": 0.5, "search_seconds": 3.0}

    assert PostgresResource().options() == PoolOptions()
    assert PostgresResource(**asked).options() == PoolOptions(**asked)  # type: ignore[arg-type]  # each as it should be


def test_options_that_do_not_fit_end_the_run_before_it_begins() -> None:
    opened: list[Database] = []
    with pytest.raises(DagsterResourceFunctionError) as refused:
        run_with(PostgresResource(min_size=9, max_size=3), [], opened)
    error = own_error(refused.value)

    assert isinstance(error, BadInput)
    assert str(error) == "min_size is 9: it must not exceed max_size, which is 3."
    assert opened == []


def test_nothing_is_opened_unless_somebody_asks(postgres_url: str, medgen_home: Path) -> None:
    @dg.op(required_resource_keys={"database"})
    def idles() -> None:
        return

    @dg.job(resource_defs={"database": PostgresResource()})
    def idle() -> None:
        idles()

    assert idle.execute_in_process().success
    assert sessions(postgres_url) == 0
    assert not (medgen_home / "connections").exists()


def test_neither_place_nor_password_is_part_of_a_runs_configuration() -> None:
    assert set(PostgresResource.model_fields) == {field.name for field in fields(PoolOptions)}
