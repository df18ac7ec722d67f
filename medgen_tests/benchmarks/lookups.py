"""How long single lookups take in a full database: 1,000 scenarios of 20 versions, 100,000 runs.

`python -m medgen_tests.benchmarks.lookups [--with-generations]` fills the database of an own, temporary home and
prints a JSON object. Accepted: scenario lookup p50 and p95 below 10 ms, run status below 20 ms, also while two
generations run.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from psycopg.sql import SQL

from medgen_assets.scenario.loading import preset
from medgen_assets.store.figures.families import asked
from medgen_assets.store.opening import open_database
from medgen_assets.store.pool import Database
from medgen_assets.store.runs import Runs
from medgen_assets.store.scenarios import Scenarios
from medgen_assets.store.server import stop_server
from medgen_tests.benchmarks.sampling import ranks, times

SCENARIOS, VERSIONS, RUNS = 1_000, 20, 100_000
FILL_SCENARIOS = """
INSERT INTO scenario (name, current_version)
SELECT 's' || n, {versions} FROM generate_series(1, {scenarios}) AS n
"""
FILL_VERSIONS = """
INSERT INTO scenario_version (name, version, parent, author, document, fingerprint)
SELECT 's' || n, version, nullif(version - 1, 0), 'anna',
       jsonb_set(jsonb_set({document}::jsonb, '{{name}}', to_jsonb('s' || n)), '{{seed}}', to_jsonb(version)),
       md5(n::text) || md5(version::text)
FROM generate_series(1, {scenarios}) AS n, generate_series(1, {versions}) AS version ORDER BY n, version
"""
FILL_RUNS = """
INSERT INTO run (run_id, scenario_name, scenario_fingerprint, seed, person, total, done, state, created_at, started_at,
                 ended_at, error, row_counts, stage_seconds, outcomes, out_path)
SELECT 'r' || n, 's' || (1 + n % {scenarios}), md5(n::text) || md5(n::text), n, 'anna', 10000, 10000,
       CASE n % 10 WHEN 0 THEN 'failed' WHEN 1 THEN 'cancelled' ELSE 'completed' END,
       now() - make_interval(secs => n), now() - make_interval(secs => n), now() - make_interval(secs => n - 60),
       CASE n % 10 WHEN 0 THEN 'disk full' END,
       '{{"patients": 10000, "events": 120000, "vitals": 90000, "treatments": 80000, "injuries": 21000}}',
       '{{"plan": 0.8, "batches": 7.1, "finish": 3.3, "total": 11.2}}', '{{"RTD": 6000, "KIA": 800}}',
       '/exercises/s/' || n
FROM generate_series(1, {runs}) AS n
"""


def fill(database: Database, scenarios: int, versions: int, runs: int) -> None:
    """Fill the tables."""
    document = preset("small").document()
    values = {"scenarios": scenarios, "versions": versions, "runs": runs, "document": json.dumps(document)}
    with database.connection("bulk") as connection:
        for text in (FILL_SCENARIOS, FILL_VERSIONS, FILL_RUNS):
            connection.execute(SQL(text).format(**values))  # type: ignore[arg-type]  # a literal each
    with database.connection("bulk") as connection:
        connection.execute("ANALYZE")


def questions(
    database: Database, scenarios: int, versions: int, runs: int
) -> dict[str, Callable[[], object]]:
    """The single questions by name, each of something else every time."""
    stored, record, chance = Scenarios(database), Runs(database), random.Random(7)
    return {
        "scenario_current": lambda: stored.get(f"s{chance.randint(1, scenarios)}"),
        "scenario_version": lambda: stored.get(
            f"s{chance.randint(1, scenarios)}", chance.randint(1, versions)
        ),
        "scenario_history": lambda: stored.history(f"s{chance.randint(1, scenarios)}"),
        "scenario_list_page": lambda: stored.page(limit=20, offset=chance.randrange(scenarios // 2)),
        "run_status": lambda: record.get(f"r{chance.randint(1, runs)}"),
        "run_newest_page": lambda: record.page(limit=20),
        "run_of_scenario_page": lambda: record.page(
            limit=20, scenario_name=f"s{chance.randint(1, scenarios)}"
        ),
        "metrics_look": lambda: database.read(asked),
    }


def measured(database: Database, size: tuple[int, int, int], repetitions: int) -> dict[str, dict[str, float]]:
    """Times by question."""
    found = {}
    for name, ask in questions(database, *size).items():
        ask()
        found[name] = ranks(times(ask, repetitions if name != "metrics_look" else max(repetitions // 20, 1)))
    return found


def generation(home: Path, seed: int) -> "subprocess.Popen[bytes]":
    """A generation of 30,000 under way."""
    words = ["generate", "small", "--patients", "30000", "--seed", str(seed), "--quiet", "--json"]
    return subprocess.Popen(
        [sys.executable, "-m", "medgen_assets.cli", *words, "--out", str(home / "out")],
        stdout=subprocess.DEVNULL,
    )


def beside_generations(
    database: Database, home: Path, size: tuple[int, int, int], repetitions: int
) -> dict[str, Any]:
    """Times while two generations run, and whether both still did at the end."""
    running = [generation(home, seed) for seed in range(2)]
    time.sleep(5)
    found: dict[str, Any] = {"times": measured(database, size, repetitions)}
    found["still_running"] = [process.poll() is None for process in running]
    found["exit_codes"] = [process.wait() for process in running]
    return found


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repetitions", type=int, default=2_000)
    parser.add_argument("--with-generations", action="store_true")
    options = parser.parse_args()
    size = (SCENARIOS, VERSIONS, RUNS)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MEDGEN_HOME"] = folder
        try:
            with open_database() as database:
                began = time.monotonic()
                fill(database, *size)
                answer: dict[str, Any] = {"fill_seconds": round(time.monotonic() - began, 1)}
                answer["load"] = os.getloadavg()
                answer["alone"] = measured(database, size, options.repetitions)
                if options.with_generations:
                    home = Path(folder)
                    answer["beside_two_generations"] = beside_generations(
                        database, home, size, options.repetitions
                    )
                print(json.dumps(answer, indent=1))  # noqa: T201
        finally:
            stop_server(Path(folder))


if __name__ == "__main__":
    main()
