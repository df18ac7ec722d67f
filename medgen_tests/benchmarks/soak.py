"""Whether anything grows: run after run in one process, watched from inside and from the server.

`python -m medgen_tests.benchmarks.soak [--records 1000] [--minutes 5]` first moves so many runs through the record of
runs, pruning as it goes, then makes whole small exercises for so many minutes, and prints a JSON object: sessions,
memory and the size of the tables at the quarters of each part. What was removed is only reused after the server's own
cleaning, once a minute, so tables are as large as a minute's work: let it run for several.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from medgen_assets.defs.exercise import materialized_exercise, seeded
from medgen_assets.defs.options import ExerciseOptions
from medgen_assets.defs.pruning import pruned
from medgen_assets.defs.storage import dagster_instance
from medgen_assets.fingerprint import fingerprint
from medgen_assets.scenario.loading import preset
from medgen_assets.store.budget import home_budget
from medgen_assets.store.opening import dagster_url, open_database
from medgen_assets.store.pool import Database
from medgen_assets.store.pruning import Retention, prune
from medgen_assets.store.runs import Runs
from medgen_assets.store.server import embedded_server, stop_server
from medgen_tests.benchmarks.sampling import Sampler

SIZE = """
SELECT sum(pg_total_relation_size(oid)) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
KEPT = Retention(keep_days=0, keep_runs=20)
FEW = Retention(keep_days=0, keep_runs=3)
PRUNED_EVERY = 100
MEBIBYTE = 1024 * 1024


def one_record(runs: Runs, number: int) -> None:
    """A run from its beginning to its end, as a generation of five chunks records it."""
    run_id = f"soak-{number:06d}"
    runs.create(
        run_id, scenario_name="soak", scenario_fingerprint=fingerprint(number), seed=number, total=500
    )
    runs.start(run_id)
    runs.enter(run_id, "batches")
    for done in range(100, 501, 100):
        runs.progress(run_id, done)
    runs.complete(
        run_id, row_counts={"patients": 500}, bytes=1, stage_seconds={"total": 1.0}, outcomes={"RTD": 1}
    )


def records(count: int) -> dict[str, Any]:
    """Move runs through the record, four at a time."""
    with open_database() as database, ThreadPoolExecutor(4) as threads:
        runs, looks = Runs(database), []
        for quarter in range(4):
            end = (quarter + 1) * count // 4
            for first in range(quarter * count // 4, end, PRUNED_EVERY):
                numbers = range(first, min(first + PRUNED_EVERY, end))
                list(threads.map(lambda number: one_record(runs, number), numbers))
                prune(database, KEPT)
            looks.append(look(database))
        status = database.pool_status()
    return {"runs": count, "quarters": looks, "in_use": status.in_use, "errors": status.request_errors}


def exercises(minutes: float) -> dict[str, Any]:
    """Make whole small exercises until the time is over."""
    made, looks, until = 0, [], time.monotonic() + 60 * minutes
    with tempfile.TemporaryDirectory() as out, dagster_instance() as instance, open_database() as database:
        options = ExerciseOptions(out=out)
        for quarter in range(4):
            while time.monotonic() < until - 15 * minutes * (3 - quarter):
                materialized_exercise(instance, seeded(preset("small"), made), options)
                made += 1
                pruned(instance, FEW)
            looks.append({"made": made, **look(database), "dagster_mb": size_of_dagsters_tables()})
    return {"runs": made, "quarters": looks}


def look(database: Database) -> dict[str, Any]:
    """Memory of this process, slots held by all, size of medgen's tables."""
    size = database.read(lambda connection: connection.execute(SIZE).fetchone())
    return {
        "rss_mb": round(resident() / MEBIBYTE, 1),
        "slots": home_budget().taken()[0],
        "tables_mb": round(int(size[0] if size else 0) / MEBIBYTE, 2),
    }


def size_of_dagsters_tables() -> float:
    """The size of Dagster's tables (MiB)."""
    with Database(dagster_url()) as database:
        size = database.read(lambda connection: connection.execute(SIZE).fetchone())
    return round(int(size[0] if size else 0) / MEBIBYTE, 2)


def resident() -> int:
    """Resident size of this process (bytes)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def watched(work: Callable[[], dict[str, Any]], url: str) -> dict[str, Any]:
    """What the work says, its time, and the sessions of the server meanwhile."""
    began = time.monotonic()
    with Sampler(url) as sampler:
        found = work()
    return {**found, "seconds": round(time.monotonic() - began, 1), "sessions": sampler.document()}


def main() -> None:
    """Both parts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=1_000)
    parser.add_argument("--minutes", type=float, default=5.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MEDGEN_HOME"] = folder
        url = embedded_server(Path(folder)).url
        try:
            answer = {"load": os.getloadavg(), "records": watched(lambda: records(options.records), url)}
            answer["exercises"] = watched(lambda: exercises(options.minutes), url)
            print(json.dumps(answer, indent=1))  # noqa: T201
        finally:
            stop_server(Path(folder))


if __name__ == "__main__":
    main()
