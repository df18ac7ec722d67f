"""The embedded server: one for all processes of a home; nothing that happens to it blocks the next start."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from medgen_assets.errors import DependencyDown
from medgen_assets.store.server import (
    ServerAddress,
    embedded_server,
    ensure_server,
    server_status,
    stop_server,
)
from medgen_assets.store.server.locks import is_held
from medgen_assets.store.server.place import Place

PROJECT = Path(__file__).parents[2]
# How soon an embedded server is attached to (measured 0.5 ms; the bound is the project's).
ATTACH_SECONDS = 0.020
# Longer than any step waited for here takes on a busy machine.
PATIENCE_SECONDS = 30.0


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A home whose server runs at the start of each test that begins with `embedded_server`."""
    home = tmp_path_factory.mktemp("home")
    yield Place(home)
    stop_server(home)


def until(fact: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not fact() and time.monotonic() < deadline:
        time.sleep(0.02)
    return fact()


def answer(address: ServerAddress, sql: str) -> object:
    with psycopg.connect(address.url) as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return row[0]


def postmaster(place: Place) -> int:
    return int((place.data / "postmaster.pid").read_text().split()[0])


def watches(place: Place) -> list[int]:
    found = subprocess.run(
        ["ps", "-ww", "-eo", "pid,args"], capture_output=True, text=True, check=True
    ).stdout
    lines = [line for line in found.splitlines() if "server.watch" in line and line.endswith(str(place.home))]
    return [int(line.split()[0]) for line in lines]


def starter(home: Path) -> subprocess.Popen[str]:
    program = "import pathlib, sys; from medgen_assets.store.server import embedded_server as server; "
    program += "print(server(pathlib.Path(sys.argv[1])).url)"
    return subprocess.Popen(
        [sys.executable, "-c", program, home], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )


def test_two_processes_that_start_at_once_share_one_server(tmp_path: Path) -> None:
    both = [starter(tmp_path) for _ in range(2)]
    # The output of both ends with them, so the server and its watch keep no pipe of theirs open.
    urls = {process.communicate(timeout=PATIENCE_SECONDS)[0] for process in both}
    starts = Place(tmp_path).log.read_text().count("database system is ready")
    stop_server(tmp_path)

    assert len(urls) == 1
    assert starts == 1


def test_there_is_a_database_for_medgen_and_one_for_dagster(place: Place) -> None:
    address = embedded_server(place.home)

    with psycopg.connect(address.dagster_url) as dagster, psycopg.connect(address.url) as medgen:
        assert (medgen.info.dbname, dagster.info.dbname) == ("medgen", "dagster")


def test_a_running_server_is_attached_to_at_once(place: Place) -> None:
    embedded_server(place.home)

    def seconds() -> float:
        began = time.perf_counter()
        embedded_server(place.home)
        return time.perf_counter() - began

    assert min(seconds() for _ in range(5)) < ATTACH_SECONDS


def test_the_server_never_runs_as_root(place: Place) -> None:
    embedded_server(place.home)

    assert Path(f"/proc/{postmaster(place)}").stat().st_uid != 0


def test_folders_above_the_server_keep_their_modes(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    embedded_server(closed / "home")
    stop_server(closed / "home")

    assert oct(closed.stat().st_mode & 0o777) == "0o700"


def test_what_was_stored_survives_the_kill_of_the_server(place: Place) -> None:
    with psycopg.connect(embedded_server(place.home).url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    os.kill(postmaster(place), signal.SIGKILL)

    assert answer(embedded_server(place.home), "SELECT one FROM kept") == 1


def test_leftovers_of_a_crashed_machine_do_not_block_the_next_start(place: Place) -> None:
    embedded_server(place.home)
    os.kill(postmaster(place), signal.SIGKILL)
    assert until(lambda: not is_held(place.server_lock))
    # After a restart of the machine the number in the file may be anybody's: here it is this process.
    note = place.data / "postmaster.pid"
    note.write_text(note.read_text().replace(note.read_text().split()[0], str(os.getpid()), 1))

    assert answer(embedded_server(place.home), "SELECT 1") == 1


def test_a_server_that_lost_its_socket_is_replaced(place: Place) -> None:
    embedded_server(place.home)
    before = postmaster(place)
    for entry in (place.noted_socket_folder() or place.folder).iterdir():
        entry.unlink()

    assert answer(embedded_server(place.home), "SELECT 1") == 1
    assert postmaster(place) != before


def test_a_killed_initialization_is_begun_again(tmp_path: Path) -> None:
    place = Place(tmp_path)
    place.make()
    place.unfinished_data.mkdir()
    (place.unfinished_data / "PG_VERSION").write_text("18\n")

    assert answer(embedded_server(tmp_path), "SELECT 1") == 1
    assert stop_server(tmp_path)


def test_a_killed_watch_is_started_again_by_the_next_command(place: Place) -> None:
    embedded_server(place.home)
    assert until(lambda: is_held(place.watch_lock))
    for pid in watches(place):
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: not is_held(place.watch_lock))

    embedded_server(place.home)

    assert until(lambda: is_held(place.watch_lock))


def test_stopping_ends_the_server_and_its_watch(place: Place) -> None:
    embedded_server(place.home)

    assert stop_server(place.home)
    assert until(lambda: not is_held(place.watch_lock))


def test_stopping_what_does_not_run_says_so(tmp_path: Path) -> None:
    assert not stop_server(tmp_path)


def test_a_server_without_a_client_ends_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDGEN_POSTGRES_IDLE_SECONDS", "0.5")
    place = Place(tmp_path)
    embedded_server(tmp_path)

    assert until(lambda: not is_held(place.server_lock))
    assert place.live_address() is None


def test_a_server_with_a_client_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDGEN_POSTGRES_IDLE_SECONDS", "0.5")
    with psycopg.connect(embedded_server(tmp_path).url) as client:
        time.sleep(2)

        assert client.execute("SELECT 1").fetchone() == (1,)
    stop_server(tmp_path)


@pytest.mark.parametrize("name", ["with blanks and ümlauts", "long" * 40, "a,comma"])
def test_any_name_of_a_home_will_do(tmp_path: Path, name: str) -> None:
    address = embedded_server(tmp_path / name)

    assert answer(address, "SELECT 1") == 1
    assert stop_server(tmp_path / name)


def test_a_home_that_cannot_be_written_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DependencyDown, match=r"Not a directory.*Set MEDGEN_HOME"):
        embedded_server(tmp_path / "file" / "home")


def test_the_status_of_a_running_server_can_be_connected_with(medgen_home: Path) -> None:
    with psycopg.connect(ensure_server().url):
        status = server_status()

    with psycopg.connect(status["url"]) as connection:
        assert connection.info.dbname == "medgen"
    assert status["running"]
    assert status["connections"] == 1
    assert status["max_connections"] == 60
    assert status["version"].startswith("18.")


def test_asking_for_the_status_starts_nothing(medgen_home: Path) -> None:
    status = server_status()

    assert (status["running"], status["url"], status["version"]) == (False, None, None)
    assert not medgen_home.exists()
