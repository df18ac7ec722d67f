"""The questions that are asked often are answered by an index, however much is stored."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL

from medgen_assets.store.queries import query

FILL = """
INSERT INTO scenario (name, current_version) SELECT 's' || n, 5 FROM generate_series(1, 4000) AS n;
INSERT INTO scenario_version (name, version, parent, author, document, fingerprint)
SELECT 's' || n, version, nullif(version - 1, 0), 'anna', '{}', repeat('a', 64)
FROM generate_series(1, 4000) AS n, generate_series(1, 5) AS version ORDER BY n, version;
INSERT INTO scenario_document (fingerprint, name, document)
SELECT lpad(n::text, 12, '0') || repeat('0', 52), 's' || n, '{}' FROM generate_series(1, 5000) AS n;
INSERT INTO run (run_id, scenario_name, scenario_fingerprint, seed, total, created_at, started_at, ended_at, state)
SELECT 'r' || n, 's' || (n % 500), repeat('a', 64), 1, 1, now() - make_interval(secs => n), now(), now(), 'completed'
FROM generate_series(1, 20000) AS n;
INSERT INTO run_attempt (run_id, attempt, state, done, ended_at)
SELECT 'r' || n, 1, 'failed', 0, now() FROM generate_series(1, 20000, 2) AS n;
ANALYZE
"""
PAGE: dict[str, Any] = {"state": None, "scenario_name": None, "limit": 20, "offset": 0}
PROCESS = {"host": "here", "process_id": 1}
QUESTIONS = [
    ("scenarios", "get", {"name": "s7", "version": None}),
    ("scenarios", "get", {"name": "s7", "version": 3}),
    ("scenarios", "get_many", {"names": ["s1", "s2", "s3"]}),
    ("scenarios", "history", {"name": "s7"}),
    ("scenarios", "documents_of_versions", {"name": "s7", "versions": [1, 2]}),
    ("documents", "get", {"fingerprint": "0" * 64}),
    ("documents", "get_by_partition_key", {"partition_key": "s7@000000000007"}),
    ("runs", "get", {"run_id": "r7"}),
    ("runs", "is_cancelled", {"run_id": "r7"}),
    ("runs", "page", PAGE),
    ("runs", "page", {**PAGE, "scenario_name": "s7"}),
    ("runs", "page", {**PAGE, "state": "running"}),
    ("runs", "silent", {"host": "here", "seconds": 60}),
    ("runs", "progress", {"run_id": "r7", "done": 1, "total": 1, "connections": None, **PROCESS}),
    ("runs", "enter", {"run_id": "r7", "stage": "plan", **PROCESS}),
    ("runs", "restart", {"run_id": "r7", "process_mark": None, **PROCESS}),
    ("runs", "attempts", {"run_id": "r7"}),
]


@pytest.fixture(scope="module")
def full_database(migrated_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A database with many scenarios and runs; its rows vanish with the transaction."""
    with psycopg.connect(migrated_url) as connection:
        connection.execute("TRUNCATE scenario, scenario_version, scenario_document, run, run_attempt")
        connection.execute(FILL)
        yield connection
        connection.rollback()


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


@pytest.mark.parametrize(("room", "name", "values"), QUESTIONS)
def test_no_table_is_read_from_end_to_end(
    full_database: psycopg.Connection[Any], room: str, name: str, values: dict[str, Any]
) -> None:
    explained = SQL("EXPLAIN (FORMAT JSON) ") + query(room, name)
    row = full_database.execute(explained, values).fetchone()
    plan = row[0] if row else []
    plan = json.loads(plan) if isinstance(plan, str) else plan
    scanned = [node["Relation Name"] for node in nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"]

    assert scanned == []
