"""All processes together open no more connections than the budget, and none waits for ever."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from medgen_assets.errors import BadInput, DependencyDown
from medgen_assets.store.budget import Budget, home_budget
from medgen_assets.store.options import PoolOptions
from medgen_assets.store.pool import Database
from medgen_assets.store.problems import SlotsExhausted

HOLD = """
import sys, time
from pathlib import Path
from medgen_assets.store.budget import Budget
budget = Budget(Path(sys.argv[1]), int(sys.argv[2]))
slots = [budget.take(10) for _ in range(int(sys.argv[3]))]
print("held", flush=True)
time.sleep(60)
"""

TELL = """
from pathlib import Path
from medgen_assets.store.budget import Budget
print(Budget(Path({path!r}), 9).taken())
"""

WORK = """
import sys, time
from pathlib import Path
from medgen_assets.store.budget import Budget
from medgen_assets.store.pool import Database
from medgen_assets.store.options import PoolOptions
url, path, total = sys.argv[1:]
with Database(url, PoolOptions(max_size=2), budget=Budget(Path(path), int(total))) as database:
    for _ in range(30):
        with database.connection() as connection:
            connection.execute("SELECT pg_sleep(0.005)")
"""


@contextmanager
def holder(path: Path, total: int, slots: int) -> Iterator["subprocess.Popen[str]"]:
    """Another process that holds so many slots."""
    command = [sys.executable, "-c", HOLD, str(path), str(total), str(slots)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            yield process
        finally:
            process.kill()


def test_one_process_takes_no_more_than_the_budget(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "b", 2)
    slots = [budget.take(1), budget.take(1)]

    with pytest.raises(SlotsExhausted, match="All 2 database connections"):
        budget.take(0.1)
    budget.give_back(slots[0])
    budget.take(1)


def test_what_another_process_holds_is_not_to_be_had(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "b", 3)
    with holder(tmp_path / "b", 3, 2):
        budget.take(1)

        with pytest.raises(SlotsExhausted):
            budget.take(0.1)


def test_what_all_processes_hold_can_be_told_without_taking_anything(tmp_path: Path) -> None:
    budget, onlooker = Budget(tmp_path / "b", 9), TELL.format(path=str(tmp_path / "b"))
    with holder(tmp_path / "b", 9, 2), holder(tmp_path / "b", 9, 3):
        before = budget.taken()
        budget.take(1)
        seen = subprocess.run([sys.executable, "-c", onlooker], capture_output=True, text=True, check=True)

        assert (before, budget.taken()) == ((5, 0), (6, 0))
        assert seen.stdout == "(6, 0)\n"

    assert budget.taken() == (1, 0)


def test_processes_that_wait_can_be_told(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "b", 2)
    held = [budget.take(1), budget.take(1)]
    command = [sys.executable, "-c", HOLD, str(tmp_path / "b"), "2", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        deadline = time.monotonic() + 20
        while budget.taken() != (2, 1) and time.monotonic() < deadline:
            time.sleep(0.01)
        waiting = budget.taken()
        budget.give_back(held[0])
        other.stdout.readline()
        after = budget.taken()
        other.kill()

    assert (waiting, after) == ((2, 1), (2, 0))


def test_what_a_killed_process_held_is_free(tmp_path: Path) -> None:
    with holder(tmp_path / "b", 2, 2) as other:
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    budget = Budget(tmp_path / "b", 2)

    assert {budget.take(1).number, budget.take(1).number} == {0, 1}


def test_an_idle_connection_is_given_to_a_process_that_waits(migrated_url: str, tmp_path: Path) -> None:
    budget = Budget(tmp_path / "b", 1)
    with Database(migrated_url, PoolOptions(max_idle_seconds=600), budget=budget) as database:
        with database.connection():
            pass
        is_held_idle = budget.held
        with holder(tmp_path / "b", 1, 1):
            is_held_after = budget.held

    assert (is_held_idle, is_held_after) == (1, 0)


def test_a_wait_for_a_slot_is_told_and_not_cut_short(
    migrated_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    options = PoolOptions(wait_seconds=0.3, startup_seconds=0.3)
    with (
        holder(tmp_path / "b", 1, 1) as other,
        Database(migrated_url, options, budget=Budget(tmp_path / "b", 1)) as database,
    ):
        threading.Timer(1.5, other.kill).start()
        with database.connection() as connection:
            row = connection.execute("SELECT 1").fetchone()

    assert row == (1,)
    assert "Waiting for one of 1 database connections" in caplog.text


def test_a_wait_for_a_slot_ends_at_its_limit(migrated_url: str, tmp_path: Path) -> None:
    options = PoolOptions(wait_seconds=0.2, startup_seconds=0.2, slot_wait_seconds=0.5)
    with (
        holder(tmp_path / "b", 1, 1),
        Database(migrated_url, options, budget=Budget(tmp_path / "b", 1)) as database,
        pytest.raises(SlotsExhausted, match="MEDGEN_MAX_CONNECTIONS"),
        database.connection(),
    ):
        pass


def test_a_record_that_cannot_be_kept_is_named(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()

    with pytest.raises(DependencyDown, match=r"Is a directory .*MEDGEN_HOME"):
        Budget(tmp_path / "b", 1).take(5)


def test_many_processes_with_few_slots_all_finish(migrated_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WORK, migrated_url, str(tmp_path / "b"), "2"]
    processes = [subprocess.Popen(command) for _ in range(4)]

    assert [process.wait(60) for process in processes] == [0] * 4


def test_a_home_has_one_budget_in_a_process(medgen_home: Path) -> None:
    assert home_budget() is home_budget()
    assert home_budget().path.parent == medgen_home


def test_of_the_nineteen_connections_one_is_kept_free(medgen_home: Path) -> None:
    assert home_budget().total == 18


@pytest.mark.parametrize("text", ["0", "1", "-3", "many", "1001", "1.5"])
def test_a_senseless_budget_is_refused(medgen_home: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("MEDGEN_MAX_CONNECTIONS", text)

    with pytest.raises(BadInput, match="MEDGEN_MAX_CONNECTIONS"):
        home_budget()
