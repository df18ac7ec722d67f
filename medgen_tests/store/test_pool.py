"""The pool serves threads and coroutines, hands clean connections on, and closes to none."""

import asyncio
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from medgen_assets.errors import BadInput
from medgen_assets.store.budget import Budget
from medgen_assets.store.options import PoolOptions
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.problems import DatabaseClosed, DatabaseDown, PoolExhausted

SESSIONS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = 'medgen'
"""
TERMINATE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


def sessions(url: str) -> int:
    with psycopg.connect(url) as observer:
        row = observer.execute(SESSIONS).fetchone()
    return int(row[0]) if row else -1


def terminate_all(url: str) -> None:
    with psycopg.connect(url) as observer:
        observer.execute(TERMINATE)


def answer(connection: Connection, statement: str = "SELECT 1") -> object:
    row = connection.execute(statement).fetchone()  # type: ignore[call-overload]  # any text will do here
    return row[0] if row else None


async def ask(database: Database, number: int = 1) -> object:
    async with database.async_connection() as connection:
        row = await (await connection.execute("SELECT %s::int", [number])).fetchone()
    return row[0] if row else None


def is_soon(fact: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.02)
    return fact()


def test_nothing_is_opened_before_first_use(database: Database, migrated_url: str, budget: Budget) -> None:
    with Database(migrated_url, budget=budget) as unused:
        assert unused.pool_status().size == 0


def test_a_block_commits_at_its_end(database: Database) -> None:
    with database.connection() as connection:
        connection.execute("INSERT INTO setting VALUES ('kept', '1')")

    with database.connection() as connection:
        assert answer(connection, "SELECT count(*) FROM setting") == 1


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.connection() as connection:
            connection.execute("INSERT INTO setting VALUES ('lost', '1')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with database.connection() as connection:
        assert answer(connection, "SELECT count(*) FROM setting") == 0


def test_a_coroutine_commits_and_rolls_back_alike(database: Database) -> None:
    async def keep() -> None:
        async with database.async_connection() as connection:
            await connection.execute("INSERT INTO setting VALUES ('kept', '1')")

    async def fail() -> None:
        async with database.async_connection() as connection:
            await connection.execute("INSERT INTO setting VALUES ('lost', '1')")
            raise ZeroDivisionError

    asyncio.run(keep())
    with pytest.raises(ZeroDivisionError):
        asyncio.run(fail())
    with database.connection() as connection:
        assert answer(connection, "SELECT string_agg(name, ' ') FROM setting") == "kept"


def test_the_same_connection_serves_one_after_another(database: Database) -> None:
    for _ in range(50):
        with database.connection() as connection:
            answer(connection)
    asyncio.run(ask(database))
    asyncio.run(ask(database))  # another event loop

    assert database.pool_status().connections_opened == 1


def test_a_hundred_threads_and_a_hundred_coroutines_share_a_few(migrated_url: str, budget: Budget) -> None:
    given: list[bool] = []
    with Database(migrated_url, PoolOptions(max_size=4, wait_seconds=60), budget=budget) as database:

        def work() -> None:
            for number in range(10):
                with database.connection() as connection:
                    given.append(answer(connection, f"SELECT {number}") == number)

        async def coroutine() -> None:
            for number in range(10):
                given.append(await ask(database, number) == number)  # noqa: PERF401  # no comprehension awaits in turn

        async def coroutines() -> None:
            await asyncio.gather(*[coroutine() for _ in range(100)])

        threads = [threading.Thread(target=work) for _ in range(100)]
        for thread in threads:
            thread.start()
        asyncio.run(coroutines())
        for thread in threads:
            thread.join()
        status = database.pool_status()

    assert given == [True] * 2000
    assert (status.in_use, status.waiting, status.request_errors) == (0, 0, 0)
    assert status.connections_opened <= 4


def test_an_exhausted_pool_says_so_after_the_wait(migrated_url: str, budget: Budget) -> None:
    options = PoolOptions(max_size=1, wait_seconds=0.5)
    with Database(migrated_url, options, budget=budget) as database:
        with database.connection():
            waits = [refused_after(database) for _ in range(3)]
        status = database.pool_status()

    # The shortest of a few is held to a tenth: other work on the machine only ever adds.
    assert min(waits) >= 0.5 * 0.9
    assert min(waits) <= 0.5 * 1.1
    assert (status.in_use, status.waiting, status.request_errors) == (0, 0, 3)


def refused_after(database: Database) -> float:
    """Seconds until an exhausted pool of one connection says so."""
    started = time.monotonic()
    with pytest.raises(PoolExhausted, match=r"All 1 connections of this process .* for 0.5 s"):
        database.connection().__enter__()
    return time.monotonic() - started


def test_a_coroutine_is_told_of_an_exhausted_pool_too(migrated_url: str, budget: Budget) -> None:
    options = PoolOptions(max_size=1, wait_seconds=0.2)
    with (
        Database(migrated_url, options, budget=budget) as database,
        database.connection(),
        pytest.raises(PoolExhausted),
    ):
        asyncio.run(ask(database))


def test_a_terminated_connection_is_replaced_before_it_is_used(database: Database, migrated_url: str) -> None:
    with database.connection() as connection:
        answer(connection)
    terminate_all(migrated_url)

    with database.connection() as connection:
        assert answer(connection) == 1


def test_a_coroutine_gets_no_terminated_connection_either(database: Database, migrated_url: str) -> None:
    asyncio.run(ask(database))
    terminate_all(migrated_url)

    assert asyncio.run(ask(database)) == 1


def test_a_read_is_repeated_once_when_its_connection_breaks(database: Database, migrated_url: str) -> None:
    tries = []

    def query(connection: Connection) -> object:
        tries.append(1)
        if len(tries) == 1:
            terminate_all(migrated_url)
        return answer(connection)

    assert database.read(query) == 1
    assert len(tries) == 2


def test_a_read_is_not_repeated_for_ever(database: Database, migrated_url: str) -> None:
    tries = []

    def query(connection: Connection) -> object:
        tries.append(1)
        terminate_all(migrated_url)
        return answer(connection)

    with pytest.raises(psycopg.OperationalError):
        database.read(query)
    assert len(tries) == 2


def test_a_write_is_not_repeated(database: Database, migrated_url: str) -> None:
    tries = []

    def write() -> None:
        with database.connection() as connection:
            tries.append(1)
            terminate_all(migrated_url)
            connection.execute("INSERT INTO setting VALUES ('once', '1')")

    with pytest.raises(psycopg.OperationalError):
        write()
    assert len(tries) == 1
    assert is_soon(lambda: database.pool_status().in_use == 0)


def test_a_statement_that_takes_too_long_is_ended(migrated_url: str, budget: Budget) -> None:
    options = PoolOptions(lookup_seconds=0.1, search_seconds=0.2)
    with Database(migrated_url, options, budget=budget) as database:
        with pytest.raises(psycopg.errors.QueryCanceled), database.connection() as connection:
            connection.execute("SELECT pg_sleep(5)")
        with pytest.raises(psycopg.errors.QueryCanceled), database.connection("search") as connection:
            connection.execute("SELECT pg_sleep(5)")


def test_the_limit_of_a_purpose_does_not_stay_on_the_connection(database: Database) -> None:
    limits = []
    for purpose in ("bulk", "lookup", "search", "lookup"):
        with database.connection(purpose) as connection:  # type: ignore[arg-type]  # a literal each
            limits.append(answer(connection, "SHOW statement_timeout"))

    assert limits == ["5min", "5s", "10s", "5s"]


def test_a_cancelled_coroutine_leaves_a_clean_connection(migrated_url: str, budget: Budget) -> None:
    async def run(database: Database) -> None:
        async def sleeper() -> None:
            async with database.async_connection("bulk") as connection:
                await connection.execute("INSERT INTO setting VALUES ('half', '1') ON CONFLICT DO NOTHING")
                await connection.execute("SELECT pg_sleep(30)")

        task = asyncio.create_task(sleeper())
        await asyncio.sleep(0.2)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    with Database(migrated_url, PoolOptions(max_size=1), budget=budget) as database:
        asyncio.run(run(database))
        with database.connection() as connection:
            assert answer(connection, "SHOW statement_timeout") == "5s"
            assert answer(connection, "SELECT count(*) FROM setting WHERE name = 'half'") == 0
        assert database.pool_status().in_use == 0


def test_a_coroutine_cancelled_while_it_connects_leaves_nothing(migrated_url: str, budget: Budget) -> None:
    async def run(database: Database) -> None:
        tasks = [asyncio.create_task(ask(database)) for _ in range(20)]
        await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    with Database(migrated_url, PoolOptions(max_size=2), budget=budget) as database:
        for _ in range(10):
            asyncio.run(run(database))

        assert is_soon(lambda: database.pool_status().available == database.pool_status().size)
        assert asyncio.run(ask(database)) == 1


def test_closing_leaves_no_connection(migrated_url: str, budget: Budget) -> None:
    before = sessions(migrated_url)
    database = Database(migrated_url, budget=budget)
    with database.connection():
        pass
    asyncio.run(ask(database))
    database.close()

    assert is_soon(lambda: sessions(migrated_url) == before)
    assert budget.held == 0


def test_a_connection_that_is_in_use_closes_when_it_comes_back(migrated_url: str, budget: Budget) -> None:
    database = Database(migrated_url, budget=budget)
    with database.connection() as connection:
        database.close()
        assert answer(connection) == 1

    assert is_soon(lambda: budget.held == 0)


def test_a_closed_database_gives_no_connection(migrated_url: str, budget: Budget) -> None:
    database = Database(migrated_url, budget=budget)
    database.close()

    with pytest.raises(DatabaseClosed, match="have been closed"), database.connection():
        pass


def test_idle_connections_close(migrated_url: str, budget: Budget) -> None:
    with Database(migrated_url, PoolOptions(max_idle_seconds=0.2), budget=budget) as database:
        with database.connection() as connection:
            answer(connection)

        assert is_soon(lambda: budget.held == 0)


def test_a_server_that_is_down_is_named_within_three_seconds(tmp_path: object, budget: Budget) -> None:
    url = "postgresql://somebody:secret@127.0.0.1:9/nothing"
    with Database(url, budget=budget) as database:
        started = time.monotonic()
        with pytest.raises(DatabaseDown) as down, database.connection():
            pass

    assert time.monotonic() - started < 3.0
    assert "nothing at 127.0.0.1:9" in str(down.value)
    assert "refused" in str(down.value)
    assert "secret" not in str(down.value)


def test_after_several_failures_the_answer_comes_at_once(budget: Budget) -> None:
    options = PoolOptions(startup_seconds=0.3, wait_seconds=0.3)
    with Database("postgresql://somebody@127.0.0.1:9/nothing", options, budget=budget) as database:
        for _ in range(3):
            with pytest.raises(DatabaseDown), database.connection():
                pass
        started = time.monotonic()
        with pytest.raises(DatabaseDown, match="did not answer a moment ago"), database.connection():
            pass

    assert time.monotonic() - started < 0.1
    assert database.pool_status().breaker == "open"


def test_the_password_is_never_shown(
    postgres_url: str, budget: Budget, caplog: pytest.LogCaptureFixture
) -> None:
    parts = urlsplit(postgres_url)
    user = parts.username or "medgen"
    url = urlunsplit(parts._replace(netloc=f"{user}:s3cr3t@{parts.netloc.rpartition('@')[2]}"))
    caplog.set_level(logging.DEBUG)
    with Database(url, budget=budget) as database, database.connection() as connection:
        shown = [repr(database), str(database), repr(connection), repr(database.pool_status())]

    assert "s3cr3t" not in " ".join(shown) + caplog.text


def test_a_malformed_url_is_refused_without_showing_it(budget: Budget) -> None:
    with pytest.raises(BadInput) as refused:
        Database("postgres//me:s3cr3t@host/db", budget=budget)

    assert "s3cr3t" not in str(refused.value)


def test_a_forked_child_connects_anew_and_leaves_the_parents_alone(migrated_url: str) -> None:
    # In a process of its own: a fork of the test runner would carry its threads' locks along.
    program = f"""
import os, pathlib, sys, tempfile
from medgen_assets.store.budget import Budget
from medgen_assets.store.pool import Database
database = Database({migrated_url!r}, budget=Budget(pathlib.Path(tempfile.mkdtemp()) / "b", 3))
def pid():
    with database.connection() as connection:
        return connection.execute("SELECT pg_backend_pid()").fetchone()[0]
mine = pid()
child = os.fork()
if child == 0:
    theirs = pid()
    os._exit(0 if theirs != mine else 1)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0
assert pid() == mine
database.close()
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore::DeprecationWarning", "-c", program],
        env={**os.environ},
        timeout=60,
        check=False,
    )

    assert done.returncode == 0
