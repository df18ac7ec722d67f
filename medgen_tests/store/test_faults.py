"""Servers end, wires break and slow down: what was confirmed stays, and the next use works."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from medgen_assets.store.budget import Budget
from medgen_assets.store.migrating import migrate
from medgen_assets.store.opening import open_database
from medgen_assets.store.options import PoolOptions
from medgen_assets.store.pool import Connection, Database
from medgen_assets.store.problems import DatabaseDown
from medgen_assets.store.server import embedded_server, stop_server
from medgen_assets.store.server.place import Place
from medgen_assets.store.settings import Settings
from medgen_tests.store.wire import Wire

IMPATIENT = PoolOptions(startup_seconds=0.5, wait_seconds=0.5)

WRITER = """
import sys
from pathlib import Path
from medgen_assets.store.budget import Budget
from medgen_assets.store.pool import Database
from medgen_assets.store.settings import Settings
settings = Settings(Database(sys.argv[1], budget=Budget(Path(sys.argv[2]), 3)))
number = 0
while True:
    number += 1
    settings.put(f"n{number}", number)
    print(number, flush=True)
"""


def crash(home: Path) -> None:
    """End the server as `pg_ctl stop -m immediate` does: no farewell, recovery at the next start."""
    postmaster = int((Place(home).data / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGQUIT)


def one(connection: Connection) -> int:
    row = connection.execute("SELECT 1").fetchone()
    return int(row[0]) if row else 0


def is_soon(fact: Callable[[], bool], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.01)
    return fact()


def test_a_stopped_server_is_named_and_a_started_one_is_used_again(medgen_home: Path, budget: Budget) -> None:
    places = [embedded_server(medgen_home).url]
    with Database(lambda: places[0], IMPATIENT, budget=budget) as database:
        first = database.read(one)
        stop_server(medgen_home)
        with pytest.raises(DatabaseDown, match=r"medgen at .* does not answer"):
            database.read(one)
        places[0] = embedded_server(medgen_home).url  # a long path moves the socket at every start

        assert (first, database.read(one)) == (1, 1)


def test_an_embedded_server_that_ended_is_started_again_by_the_next_use(medgen_home: Path) -> None:
    with open_database() as database:
        first = database.read(one)
        stop_server(medgen_home)

        assert (first, database.read(one)) == (1, 1)


def test_what_was_confirmed_before_a_crash_is_there_after_it(medgen_home: Path, budget: Budget) -> None:
    confirmed: list[int] = []
    is_over = threading.Event()
    with Database(
        lambda: embedded_server(medgen_home).url, PoolOptions(max_size=4), budget=budget
    ) as database:
        migrate(database)

        def write(first: int) -> None:
            for number in range(first, 1_000_000, 4):
                if is_over.is_set():
                    return
                try:
                    Settings(database).put(f"n{number}", number)
                except (psycopg.OperationalError, DatabaseDown):
                    time.sleep(0.01)
                    continue
                confirmed.append(number)

        writers = [threading.Thread(target=write, args=(first,)) for first in range(4)]
        for writer in writers:
            writer.start()
        has_begun = is_soon(lambda: len(confirmed) >= 50)
        crash(medgen_home)
        before = len(confirmed)
        is_healed = is_soon(lambda: len(confirmed) >= before + 50)
        is_over.set()
        for writer in writers:
            writer.join()
        with database.connection() as connection:
            kept = {int(row[0]) for row in connection.execute("SELECT value FROM setting").fetchall()}
        status = database.pool_status()

    assert (has_begun, is_healed) == (True, True)
    assert set(confirmed) <= kept
    assert (status.in_use, status.waiting) == (0, 0)


def test_a_killed_writer_leaves_what_was_confirmed_and_no_session(
    migrated_url: str, database: Database, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", WRITER, migrated_url, str(tmp_path / "b")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        confirmed = [int(writer.stdout.readline()) for _ in range(20)]
        writer.kill()
        confirmed += [int(line) for line in writer.stdout.read().split()]

    with database.connection() as connection:
        kept = {row[0] for row in connection.execute("SELECT value::int FROM setting").fetchall()}

    assert set(confirmed) <= kept
    assert len(kept) - len(confirmed) <= 1  # one may have been stored and not yet told


def test_a_cut_wire_costs_a_read_nothing(migrated_url: str, database: Database, budget: Budget) -> None:
    Settings(database).put("kept", 7)
    with Wire(migrated_url) as wire, Database(wire.url, budget=budget) as far:
        answers = []
        for _ in range(5):
            answers.append(Settings(far).get("kept"))  # each answer comes before the next cut
            wire.cut()

    assert answers == [7] * 5


def test_a_wire_cut_while_a_write_is_under_way_fails_that_write_alone(
    migrated_url: str, database: Database, budget: Budget
) -> None:
    def write(far: Database, wire: Wire) -> None:
        with far.connection() as connection:
            connection.execute("INSERT INTO setting VALUES ('half', '1')")
            wire.cut()
            connection.execute("INSERT INTO setting VALUES ('other_half', '1')")

    with Wire(migrated_url) as wire, Database(wire.url, budget=budget) as far:
        with pytest.raises(psycopg.OperationalError):
            write(far, wire)
        Settings(far).put("next", 1)

    with database.connection() as connection:
        assert connection.execute("SELECT name FROM setting").fetchall() == [("next",)]


def test_a_slow_wire_is_only_slow(migrated_url: str, budget: Budget) -> None:
    with Wire(migrated_url) as wire, Database(wire.url, budget=budget) as far:
        wire.delay_seconds = 0.15
        started = time.monotonic()

        assert [far.read(one) for _ in range(3)] == [1, 1, 1]
        assert time.monotonic() - started > 3 * 0.15


def test_a_server_that_is_full_is_asked_again(migrated_url: str, tmp_path: Path) -> None:
    with psycopg.connect(migrated_url, autocommit=True) as owner:
        owner.execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 1")
        url = psycopg.conninfo.make_conninfo(migrated_url, user="crowded")
        try:
            other = psycopg.connect(url)
            threading.Timer(0.5, other.close).start()
            with Database(url, budget=Budget(tmp_path / "b", 5)) as database:
                answer = database.read(one)
        finally:
            owner.execute("DROP ROLE crowded")

    assert answer == 1
