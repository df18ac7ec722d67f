"""There is one way to the database: only the store opens connections, and it pools them."""

import ast
import functools
import threading
import time
from pathlib import Path

import psycopg
import pytest

import medgen_assets
from medgen_assets.store.budget import Budget
from medgen_assets.store.options import PoolOptions
from medgen_assets.store.pool import Database
from medgen_assets.store.queries import queries

PACKAGE = Path(medgen_assets.__file__).parent
DRIVERS = {"psycopg", "psycopg2", "psycopg_pool", "asyncpg", "pg8000", "sqlite3", "sqlalchemy"}
MAY_CONNECT = {
    "connecting.py": "opens pooled connections within the budget",
    "dagster_connections.py": "the same for Dagster's storage",
    "external.py": "asks whether a server of the user's own answers",
    "status.py": "asks a server how it is",
    "watch.py": "asks the embedded server whether it is used",
}
"""Files with a call of a driver's `connect`, and why."""
DAGSTERS_TABLES = {PACKAGE / "defs" / name for name in ("event_tables.py", "shared_engine.py", "storage.py")}
"""Ask and fill Dagster's tables through SQLAlchemy, by the store's engine."""
CALLERS = 40
WORK = "SELECT pg_sleep(0.02)"


def imported(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.partition(".")[0])
    return names


def calls_connect(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "connect"
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in DRIVERS
        for node in ast.walk(tree)
    )


@functools.cache
def trees() -> dict[Path, ast.AST]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")}


def test_only_the_store_knows_a_driver() -> None:
    outside = {
        path
        for path, tree in trees().items()
        if imported(tree) & DRIVERS and "store" not in path.relative_to(PACKAGE).parts
    }

    assert outside == DAGSTERS_TABLES


def test_only_the_store_makes_an_engine() -> None:
    making = {path for path, tree in trees().items() if "create_engine" in ast.dump(tree)}

    assert [path.relative_to(PACKAGE).parts[0] for path in making] == ["store"]


def test_only_named_files_of_the_store_connect() -> None:
    connecting = {path.name for path, tree in trees().items() if calls_connect(tree)}

    assert connecting <= set(MAY_CONNECT)


@pytest.mark.parametrize("room", [path.stem for path in (PACKAGE / "store" / "sql").glob("*.sql")])
def test_every_query_has_a_name_and_a_purpose(room: str) -> None:
    text = (PACKAGE / "store" / "sql" / f"{room}.sql").read_text(encoding="utf-8")

    assert text.startswith("-- name: ")
    assert len(queries(room)) == text.count("-- name: ") > 0


def test_statements_stand_in_the_sql_folder() -> None:
    verbs = ("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "COPY ", "CREATE ", "WITH ")
    own = [(path, tree) for path, tree in trees().items() if path.parent == PACKAGE / "store"]
    found = {
        (path.name, node.value.split("\n")[0])
        for path, tree in own
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(verbs)
    }

    # One sets a limit and one asks about a table that only the caller knows.
    assert {name for name, _ in found} <= {"pool.py", "migrating.py"}


def peak_sessions(url: str, work: "threading.Thread") -> int:
    """The most sessions of this database while the thread works."""
    peak = 0
    with psycopg.connect(url, autocommit=True) as observer:
        work.start()
        while work.is_alive():
            row = observer.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'medgen'"
            ).fetchone()
            peak = max(peak, int(row[0]) if row else 0)
            time.sleep(0.002)
    return peak


def together(work: object) -> threading.Thread:
    def all_at_once() -> None:
        callers = [threading.Thread(target=work) for _ in range(CALLERS)]  # type: ignore[arg-type]
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()

    return threading.Thread(target=all_at_once)


def test_the_pool_needs_seventy_percent_fewer_connections_than_one_per_operation(
    migrated_url: str, budget: Budget
) -> None:
    def one_per_operation() -> None:
        for _ in range(3):
            with psycopg.connect(migrated_url, application_name="medgen") as connection:
                connection.execute(WORK)

    with Database(migrated_url, PoolOptions(max_size=4, wait_seconds=60), budget=budget) as database:

        def pooled() -> None:
            for _ in range(3):
                with database.connection() as connection:
                    connection.execute(WORK)

        before = peak_sessions(migrated_url, together(one_per_operation))
        after = peak_sessions(migrated_url, together(pooled))

    assert after <= 4
    assert after <= before * 0.3
