"""One measured step of the findings benchmark, in a process of its own: `… finding_steps STEP FOLDER`.

Prints one JSON object: wall and CPU seconds of this process and its children, CPU seconds of the database server,
peak memory, statements, rows written, and what the step found. A wrong result is an error, not a figure.
"""

import gc
import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from medgen_assets.cli.lean import keep_lean
from medgen_assets.defs.finding_catalogue import FindingCatalogue
from medgen_assets.defs.finding_loads import LoadOptions, load_folder
from medgen_assets.findings.piece import Reading
from medgen_assets.findings.reading import read_folder
from medgen_assets.findings.shapes import current_rules
from medgen_assets.schemas.finding_switches import FindingSwitches
from medgen_assets.store.home import medgen_home
from medgen_assets.store.opening import open_database
from medgen_assets.store.pool import Database
from medgen_assets.telemetry import cpu_seconds, peak_rss_mb
from medgen_tests.benchmarks.finding_queries import hundred_queries

if TYPE_CHECKING:
    from collections.abc import Callable

ROWS_WRITTEN = """SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)::bigint FROM pg_stat_user_tables
    WHERE relname LIKE 'finding%' OR relname = 'catalogue_version'"""
SOURCE = "benchmark"
Answer = dict[str, Any]


def parse(folder: Path) -> Answer:
    """Only the parsing: bytes in memory to typed documents."""
    contents = [path.read_bytes() for path in sorted(folder.rglob("*.fm.json"))]
    fast = current_rules().fast
    gc.disable()
    with measured() as found:
        documents = sum(fast.validate_json(content)["name"] != "" for content in contents)
    assert documents == len(contents)
    return found | {"models": documents}


def validate(folder: Path, workers: int) -> Answer:
    """Every file read, hashed, parsed and checked by itself.

    The CPU seconds of the process that worked longest are what it takes once each has a core of its own.
    """
    began = time.process_time()
    with measured() as found:
        read = read_folder(folder, Reading(with_rows=False, workers=workers))
        own = time.process_time() - began
    assert not read.invalid
    others = (found["cpu_seconds"] - own) / max(1, workers - 1)
    return found | {"models": len(read.valid), "longest_cpu_seconds": round(max(own, others), 4)}


def load(database: Database, folder: Path, expected: str) -> Answer:
    """A load of which this is to be the outcome: all inserted, all unchanged, or some updated."""
    before = rows_written(database)
    with measured() as found:
        loaded = load_folder(database, folder, LoadOptions(source=SOURCE))
    assert loaded.valid == loaded.inserted + loaded.updated + loaded.unchanged == loaded.scanned
    assert getattr(loaded, expected) > 0, loaded
    return found | {
        "models": loaded.scanned,
        **{
            name: getattr(loaded, name)
            for name in ("inserted", "updated", "unchanged", "parsed", "statements")
        },
        "rows_written": rows_written(database) - before,
        "seconds": loaded.seconds,
    }


def search(database: Database, how: str) -> Answer:
    """One hundred different queries: in one statement, one by one, or one by one from the cache."""
    queries = hundred_queries()
    assert len(set(queries)) == 100
    catalogue = FindingCatalogue(database, FindingSwitches())
    catalogue.search("warm the connection")
    if how == "warm":
        for query in queries:
            catalogue.search(query)
    times: list[float] = []
    with measured() as found:
        answers = (
            catalogue.search_many(queries)
            if how == "batch"
            else [timed(catalogue, one, times) for one in queries]
        )
    assert sum(map(bool, answers)) > 90
    ranks = {"p50_ms": 1000 * sorted(times)[49], "p95_ms": 1000 * sorted(times)[94]} if times else {}
    return found | ranks | {"queries": len(answers)}


def timed(catalogue: FindingCatalogue, query: str, times: list[float]) -> Any:
    """One answer, and how long it took."""
    began = time.perf_counter()
    answer = catalogue.search(query)
    times.append(time.perf_counter() - began)
    return answer


def rows_written(database: Database) -> int:
    """Rows of the catalogue that were ever inserted, changed or removed."""
    time.sleep(1.1)  # a session tells its counts once a second
    with database.connection() as connection:
        row = connection.execute(ROWS_WRITTEN).fetchone()
    return int(row[0]) if row else 0


class measured:  # noqa: N801, a with statement reads better in small letters
    """Wall and CPU seconds of what happens inside, as a dictionary filled at the end."""

    def __enter__(self) -> Answer:
        self.found: Answer = {}
        self.server = server_seconds()
        self.cpu, self.wall = cpu_seconds(), time.perf_counter()
        return self.found

    def __exit__(self, *_: object) -> None:
        self.found |= {
            "wall_seconds": round(time.perf_counter() - self.wall, 4),
            "cpu_seconds": round(cpu_seconds() - self.cpu, 4),
            "server_cpu_seconds": round(server_seconds() - self.server, 4),
            "peak_rss_mb": round(peak_rss_mb(), 1),
        }


def server_seconds() -> float:
    """CPU seconds of the embedded server of this home, its sessions that have ended included."""
    noted = medgen_home() / "postgres" / "data" / "postmaster.pid"
    if not noted.exists():
        return 0.0
    server = psutil.Process(int(noted.read_text().split()[0]))
    times = [process.cpu_times() for process in (server, *server.children())]
    return sum(time.user + time.system for time in times) + times[0].children_user + times[0].children_system


def main(step: str, folder: Path, limit_mb: int) -> Answer:
    """Run a step; a limit (MiB) is one of addresses, as `ulimit -v` sets it."""
    keep_lean()
    if limit_mb:
        resource.setrlimit(resource.RLIMIT_AS, (limit_mb * 1024**2, limit_mb * 1024**2))
    without: dict[str, Callable[[], Answer]] = {
        "parse": lambda: parse(folder),
        "validate_1": lambda: validate(folder, 1),
        "validate_2": lambda: validate(folder, 2),
    }
    if step in without:
        return without[step]()
    with open_database() as database:
        return {
            "load_all": lambda: load(database, folder, "inserted"),
            "load_again": lambda: load(database, folder, "unchanged"),
            "load_changed": lambda: load(database, folder, "updated"),
            "search_batch": lambda: search(database, "batch"),
            "search_cold": lambda: search(database, "cold"),
            "search_warm": lambda: search(database, "warm"),
        }[step]()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))) + "\n")
