"""The same work with a connection per operation, as the predecessor had it, and with the pool; the pool at its limits.

`python -m medgen_tests.benchmarks.connections [--threads 50]` prints a JSON object: the most sessions at a time, how
many were opened, the time taken, how long an exhausted pool lets one wait, and what faults cost.
"""

import argparse
import asyncio
import json
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import psycopg

from medgen_assets.store.opening import open_database
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.problems import PoolExhausted
from medgen_assets.store.runs import Runs
from medgen_assets.store.server import embedded_server, stop_server
from medgen_assets.store.settings import Settings
from medgen_tests.benchmarks.sampling import ONLOOKER, Sampler
from medgen_tests.benchmarks.soak import one_record
from medgen_tests.store.wire import Wire

RUNS_A_THREAD = 4
OPENED = "SELECT sessions FROM pg_stat_database WHERE datname = current_database()"
TERMINATE = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()
"""


class PerOperation:
    """The legacy pattern: every operation opens a connection of its own and closes it."""

    def __init__(self, url: str, database: Database) -> None:
        self._url, self.pool_status = url, database.pool_status

    @contextmanager
    def connection(self, _: str = "lookup") -> Iterator[Connection]:
        """A connection that nobody had before."""
        with psycopg.connect(self._url) as connection:
            yield connection

    def read(self, query: Callable[[Connection], Any], _: str = "lookup") -> Any:
        """A query on such a connection."""
        with self.connection() as connection:
            return query(connection)


def recorded(source: Database, url: str, threads: int, first: int) -> dict[str, Any]:
    """Move runs through the record in so many threads."""
    runs = Runs(source)

    def work(thread: int) -> None:
        for number in range(RUNS_A_THREAD):
            one_record(runs, first + thread * RUNS_A_THREAD + number)

    before, began = opened(url), time.monotonic()
    with Sampler(url, 0.005) as sampler, ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(threads)))
    seconds = time.monotonic() - began
    time.sleep(1.5)  # the server adds a session to its statistics within a second
    return {"peak": sampler.peak, "opened": opened(url) - before, "seconds": round(seconds, 2)}


def opened(url: str) -> int:
    """Sessions that were ever opened."""
    with psycopg.connect(url, autocommit=True, application_name=ONLOOKER) as connection:
        row = connection.execute(OPENED).fetchone()
        return int(row[0]) if row else 0


def exhausted(database: Database) -> dict[str, float]:
    """How long a request waits when every connection is in use, in a thread and in a coroutine."""

    async def ask() -> None:
        async with database.async_connection():
            raise AssertionError("there was one left")

    found = {}
    with database.connection(), database.connection():
        for name, request in (
            ("thread", lambda: database.read(one)),
            ("coroutine", lambda: asyncio.run(ask())),
        ):
            began = time.monotonic()
            with suppress(PoolExhausted):
                request()
            found[f"{name}_seconds"] = round(time.monotonic() - began, 3)
    return found


def one(connection: Connection) -> int:
    """One."""
    row = connection.execute("SELECT 1").fetchone()
    return int(row[0]) if row else 0


def many(database: Database, url: str) -> dict[str, Any]:
    """A hundred threads and a hundred coroutines, a hundred queries each."""

    def echo(number: int) -> Callable[[Connection], bool]:
        def query(connection: Connection) -> bool:
            return connection.execute("SELECT %s::int", [number]).fetchone() == (number,)

        return query

    def thread(first: int) -> int:
        return sum(database.read(echo(first + number)) for number in range(100))

    async def coroutine(first: int) -> int:
        right = 0
        for number in range(100):
            async with database.async_connection() as connection:
                cursor = await connection.execute("SELECT %s::int", [first + number])
                right += await cursor.fetchone() == (first + number,)
        return right

    async def coroutines() -> int:
        return sum(await asyncio.gather(*(coroutine(1000 * number) for number in range(100))))

    began = time.monotonic()
    with Sampler(url, 0.005) as sampler, ThreadPoolExecutor(101) as threads:
        asynchronous = threads.submit(asyncio.run, coroutines())
        right = sum(threads.map(thread, range(0, 100_000, 1000))) + asynchronous.result()
    status = database.pool_status()
    return {
        "right": right,
        "peak": sampler.peak,
        "in_use": status.in_use,
        "opened": status.connections_opened,
        "seconds": round(time.monotonic() - began, 2),
    }


def faults(home: Path, database: Database) -> dict[str, Any]:
    """Writes while sessions are terminated and the server crashes; then by a slow wire that is cut."""
    url = embedded_server(home).url
    settings, confirmed, failed, is_over = Settings(database), set[int](), [0], threading.Event()

    def write() -> None:
        number = 0
        while not is_over.is_set():
            number += 1
            try:
                settings.put(f"n{number}", number)
                confirmed.add(number)
            except Exception:  # noqa: BLE001, counted, whatever it was
                failed[0] += 1
                time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(5):
        time.sleep(0.5)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(TERMINATE)
    terminated = {"confirmed": len(confirmed), "failed": failed[0]}
    crash(home)
    began, before = time.monotonic(), len(confirmed)
    while len(confirmed) < before + 10:
        time.sleep(0.01)
    healed = round(time.monotonic() - began, 2)
    is_over.set()
    writer.join()
    kept = database.read(lambda c: {int(row[0]) for row in c.execute("SELECT value FROM setting").fetchall()})
    crashed = {"healed_after_seconds": healed, "failed": failed[0] - terminated["failed"]}
    lost = len(confirmed - kept)
    return {"terminated": terminated, "crashed": crashed, "lost": lost, "wire": wire(home)}


def wire(home: Path) -> dict[str, Any]:
    """Reads over a wire that delays by 150 ms and is cut after every third."""
    right = 0
    with Wire(embedded_server(home).url) as between, Database(between.url) as far:
        between.delay_seconds = 0.15
        began = time.monotonic()
        for number in range(12):
            right += far.read(one) == 1
            if number % 3 == 2:
                between.cut()
        seconds = time.monotonic() - began
    return {"reads": 12, "right": right, "cuts": 4, "seconds": round(seconds, 2)}


def crash(home: Path) -> None:
    """End the server as `pg_ctl stop -m immediate` does; the next use starts it again."""
    postmaster = int((home / "postgres/data/postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, 3)


def main() -> None:
    """Everything in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=50)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MEDGEN_HOME"] = folder
        url = embedded_server(Path(folder)).url
        try:
            with open_database() as database:
                legacy = cast("Database", PerOperation(url, database))
                answer: dict[str, Any] = {"load": os.getloadavg(), "threads": options.threads}
                answer["per_operation"] = recorded(legacy, url, options.threads, 0)
                answer["pool"] = recorded(database, url, options.threads, 1_000_000)
                answer["hundred_threads_and_coroutines"] = many(database, url)
                answer["exhausted"] = exhausted(database)
                answer["faults"] = faults(Path(folder), database)
            print(json.dumps(answer, indent=1))  # noqa: T201
        finally:
            stop_server(Path(folder))


if __name__ == "__main__":
    main()
