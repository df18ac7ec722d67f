"""Ten generations at once, as commands and under Dagster's daemon: sessions of the server, and whether all is right.

`python -m medgen_tests.benchmarks.generations [--by commands|daemon] [--runs 10] [--patients 10000]` works in a home of
its own and prints a JSON object. Every second run is temporal (several warfare types, events, weather), the others
plain (one warfare type, sustained, no events).
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import Request, urlopen

import polars as pl
import psutil
import psycopg

from medgen_assets.exporters.verification import verify
from medgen_assets.scenario.loading import scenario_from_document
from medgen_assets.store.opening import open_database
from medgen_assets.store.run_rows import ENDS, Run
from medgen_assets.store.runs import Runs
from medgen_assets.store.server import embedded_server, stop_server
from medgen_tests.benchmarks.sampling import ONLOOKER, Sampler

FRONTS = [
    {"name": "north", "share": 0.6, "nations": {"EST": 50, "FIN": 50}},
    {"name": "south", "share": 0.4, "nations": {"POL": 60, "USA": 40}},
]
TEMPORAL: dict[str, Any] = {
    "days": 5,
    "warfare_types": {"conventional": 1.0, "artillery": 0.5, "drone": 0.5},
    "tempo": "escalating",
    "intensity": "high",
    "special_events": [{"type": "mass_casualty", "day": 2, "front": "north"}, {"type": "ambush", "day": 3}],
    "environment": ["night_operations", "fog"],
    "fronts": FRONTS,
}
PLAIN_TYPES = ("urban", "guerrilla", "conventional", "artillery", "drone")
LAUNCH = """
mutation($params: ExecutionParams!) { launchRun(executionParams: $params) {
  __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
  ... on RunConfigValidationInvalid { errors { message } } } }
"""
LOCATION = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name location { name } } } } }"
AT_WORK = "SELECT run_id, process_id FROM run WHERE state = 'running'"
WINDOW_SECONDS = 5.0


def document(number: int, patients: int) -> dict[str, Any]:
    """The scenario of one run."""
    if number % 2 == 0:
        return {"name": f"temporal_{number}", "total_patients": patients, **TEMPORAL}
    kind = PLAIN_TYPES[number // 2 % len(PLAIN_TYPES)]
    plain = {"days": 4, "warfare_types": {kind: 1.0}, "tempo": "sustained", "fronts": FRONTS}
    return {"name": f"plain_{number}", "total_patients": patients, **plain}


def written(folder: Path, number: int, patients: int) -> Path:
    """The scenario of one run as a file."""
    scenario = scenario_from_document(document(number, patients)).scenario
    path = folder / f"{scenario.name}.yaml"
    path.write_text(scenario.to_yaml())
    return path


def by_commands(home: Path, files: list[Path]) -> None:
    """One `medgen generate` each, all at once."""
    command = [sys.executable, "-m", "medgen_assets.cli", "generate"]
    options = ["--quiet", "--json", "--out", str(home / "out")]
    running = [
        subprocess.Popen([*command, str(file), "--seed", str(seed), *options], stdout=subprocess.DEVNULL)
        for seed, file in enumerate(files)
    ]
    for process in running:
        process.wait()


def by_daemon(home: Path, files: list[Path]) -> None:
    """One launch of the job `exercise` each, by the webserver; the daemon starts them."""
    with pages(home) as port:
        [location] = asked(port, LOCATION, {})["repositoriesOrError"]["nodes"]
        for seed, file in enumerate(files):
            config = {"scenario": str(file), "seed": seed, "out": str(home / "out")}
            selector = {
                "repositoryName": location["name"],
                "repositoryLocationName": location["location"]["name"],
                "jobName": "exercise",
            }
            run_config = {"ops": {"whole_exercise": {"config": config}}}
            params = {"selector": selector, "runConfigData": run_config, "mode": "default"}
            answer = asked(port, LAUNCH, {"params": params})["launchRun"]
            if answer["__typename"] != "LaunchRunSuccess":
                raise RuntimeError(str(answer))
        while sum(run.state in ENDS for run in recorded()) < len(files):
            time.sleep(0.5)


@contextmanager
def pages(home: Path) -> Iterator[int]:
    """`medgen ui` until the end of the block; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    log = (home / "ui.log").open("w")
    command = [sys.executable, "-m", "medgen_assets.cli", "ui", "--port", str(port)]
    with log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        try:
            while not is_ready(port):
                time.sleep(0.5)
            yield port
        finally:
            process.send_signal(signal.SIGINT)


def is_ready(port: int) -> bool:
    """Whether the webserver knows the project."""
    try:
        return bool(asked(port, LOCATION, {})["repositoriesOrError"].get("nodes"))
    except (URLError, ConnectionError, TimeoutError):
        return False


def asked(port: int, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """A question in GraphQL."""
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = Request(f"http://127.0.0.1:{port}/graphql", body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=120) as answer:  # noqa: S310, this machine's own
        found: dict[str, Any] = json.loads(answer.read())["data"]
        return found


def recorded() -> list[Run]:
    """All runs, oldest first."""
    with open_database() as database:
        return Runs(database).page(limit=1000)[::-1]


class Movement:
    """How many runs move at a time: the CPU time of their processes, every half second."""

    def __init__(self, url: str) -> None:
        self._url, self._is_over = url, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.looks: list[tuple[float, dict[str, int]]] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _watch(self) -> None:
        with psycopg.connect(self._url, autocommit=True, application_name=ONLOOKER) as connection:
            while not self._is_over.wait(0.5):
                try:
                    rows = connection.execute(AT_WORK).fetchall()
                except psycopg.errors.UndefinedTable:
                    continue
                self.looks.append((time.monotonic(), {run: ticks(process) for run, process in rows}))

    def least(self) -> int | None:
        """The fewest runs that got CPU time within five seconds, while two or more ran all that time."""
        found = []
        for place, (began, before) in enumerate(self.looks):
            after = next((seen for at, seen in self.looks[place:] if at - began >= WINDOW_SECONDS), None)
            both = set(before) & set(after or {})
            if after is not None and len(both) > 1:
                found.append(sum(before[run] != after[run] for run in both))
        return min(found, default=None)


def ticks(process_id: int) -> int:
    """CPU time of a process and of those it started (ms); 0 when it is gone."""
    try:
        process = psutil.Process(process_id)
        family = [process, *process.children(recursive=True)]
        spent = [member.cpu_times() for member in family]
    except psutil.NoSuchProcess:
        return 0
    return round(1000 * sum(times.user + times.system for times in spent))


def judged(run: Run) -> dict[str, Any]:
    """Whether a run came out as it was asked for."""
    found: dict[str, Any] = {"run": run.scenario_name, "state": str(run.state)}
    if run.out_path is None or run.state != "completed":
        return {**found, "error": run.error, "is_right": False}
    patients = pl.scan_parquet(f"{run.out_path}/patients/**/*.parquet", hive_partitioning=False)
    counts = dict(patients.group_by("warfare_type").len().collect().iter_rows())
    mass = int(patients.filter("is_mass_casualty").select(pl.len()).collect().item())
    number = int(run.scenario_name.rpartition("_")[2])
    asked_for = document(number, run.total)
    is_right = (
        set(counts) == set(asked_for["warfare_types"])
        and sum(counts.values()) == run.total
        and ("special_events" not in asked_for or mass > 0)
        and not verify(Path(run.out_path))
    )
    return {**found, "warfare_types": counts, "mass_casualties": mass, "is_right": is_right}


def main() -> None:
    """Make them, watch, judge."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--by", choices=("commands", "daemon"), default="commands")
    parser.add_argument("--runs", type=int, default=10)
    parser.add_argument("--patients", type=int, default=10_000)
    options = parser.parse_args()
    ways: dict[str, Callable[[Path, list[Path]], None]] = {"commands": by_commands, "daemon": by_daemon}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        os.environ["MEDGEN_HOME"] = folder
        url = embedded_server(home).url
        files = [written(home, number, options.patients) for number in range(options.runs)]
        try:
            load, began = os.getloadavg(), time.monotonic()
            with Sampler(url) as sampler, Movement(url) as movement:
                ways[options.by](home, files)
            seconds = round(time.monotonic() - began, 1)
            verdicts = [judged(run) for run in recorded()]
            answer = {
                "by": options.by,
                "runs": options.runs,
                "patients": options.patients,
                "load": load,
                "seconds": seconds,
                "sessions": sampler.document(),
                "fewest_moving_in_5_s": movement.least(),
                "right": sum(verdict["is_right"] for verdict in verdicts),
                "verdicts": verdicts,
            }
            print(json.dumps(answer, indent=1))  # noqa: T201
        finally:
            stop_server(home)


if __name__ == "__main__":
    main()
