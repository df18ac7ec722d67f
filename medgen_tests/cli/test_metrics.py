"""Prometheus is told the figures of pools, connections, runs and usage, in the form it asks for."""

import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from medgen_assets.fingerprint import fingerprint
from medgen_assets.reference.own_findings import FOLDER
from medgen_assets.store.opening import open_database
from medgen_assets.store.runs import Runs
from medgen_tests.cli.conftest import Medgen

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"^medgen_[a-z]+(_[a-z0-9]+)*$")
ABBREVIATED = {
    "s",
    "ms",
    "us",
    "ns",
    "sec",
    "m",
    "min",
    "h",
    "hr",
    "d",
    "b",
    "kb",
    "mb",
    "gb",
    "kib",
    "mib",
    "pct",
}
KINDS = {"counter", "gauge", "summary", "histogram"}
"""Rules of names. Source: "Metric and label naming" of the Prometheus documentation; `promtool check metrics` asks
for the same."""


def families(text: str) -> dict[str, Metric]:
    return {family.name: family for family in text_string_to_metric_families(text)}


def values(text: str, name: str, **labels: str) -> list[float]:
    """The figures of a name whose labels are among those given."""
    samples = (sample for family in families(text).values() for sample in family.samples)
    return [s.value for s in samples if s.name == name and labels.items() <= s.labels.items()]


@pytest.fixture(scope="module")
def told(own_home: Path) -> str:
    """The figures of a home where one run is done, one failed and one is at work."""
    with open_database() as database:
        runs = Runs(database)
        for run_id in ("done", "failed", "at_work"):
            runs.create(run_id, scenario_name="x", scenario_fingerprint=fingerprint("x"), seed=1, total=100)
            runs.start(run_id)
            runs.progress(run_id, 40)
        runs.fail("failed", "disk full")
        rows, stages = {"patients": 100, "events": 900}, {"batches": 1.5}
        runs.complete("done", row_counts=rows, bytes=12345, stage_seconds=stages, outcomes={})
    for words in (["search", "femur fracture", "rib"], ["load", str(FOLDER), "--source", "again"]):
        subprocess.run([sys.executable, "-m", "medgen_assets.cli", "findings", *words], check=False, cwd=ROOT)
    asked = [sys.executable, "-m", "medgen_assets.cli", "metrics", "--once"]
    return subprocess.run(asked, capture_output=True, text=True, check=True, cwd=ROOT).stdout


def test_every_name_follows_the_rules_of_prometheus(told: str) -> None:
    names = set(families(told))

    assert len(names) > 25
    assert [name for name in names if not NAME.match(name)] == []
    assert [name for name in names if {*name.split("_")} & (ABBREVIATED | KINDS)] == []


def test_every_family_says_what_it_is_and_counters_end_in_total(told: str) -> None:
    found = families(told).values()

    assert [
        family.name for family in found if not family.documentation.strip() or family.type not in KINDS
    ] == []
    for family in found:
        assert all(s.name.endswith("_total") == (family.type == "counter") for s in family.samples), (
            family.name
        )
        assert all(("quantile" in s.labels) <= (family.type == "summary") for s in family.samples), (
            family.name
        )


def test_no_figure_is_told_twice(told: str) -> None:
    samples = [(s.name, *sorted(s.labels.items())) for f in families(told).values() for s in f.samples]

    assert len(samples) == len(set(samples))


def test_the_runs_are_counted_by_state(told: str) -> None:
    states = ("pending", "running", "completed", "failed", "cancelled")

    assert [values(told, "medgen_runs", state=state) for state in states] == [[0], [1], [1], [1], [0]]
    assert values(told, "medgen_runs_ended_total", state="completed") == [1]


def test_what_is_at_work_and_what_was_made_is_told(told: str) -> None:
    assert values(told, "medgen_working_done_patients") == [40]
    assert values(told, "medgen_working_asked_patients") == [100]
    assert values(told, "medgen_working_patients_per_second")[0] > 0
    assert values(told, "medgen_patients_made_total", state="completed") == [100]
    assert values(told, "medgen_rows_written_total", state="completed") == [1000]
    assert values(told, "medgen_written_bytes_total", state="completed") == [12345]
    assert values(told, "medgen_latest_run_stage_seconds", stage="batches") == [1.5]
    assert values(told, "medgen_run_duration_seconds_count", state="failed") == [1]


def test_the_catalogue_of_findings_and_its_searches_are_told(told: str) -> None:
    models = len(list(FOLDER.glob("*.fm.json")))

    assert values(told, "medgen_catalogue_version") == [1]
    assert values(told, "medgen_catalogue_models", source="medgen") == [models]
    assert values(told, "medgen_catalogue_rejected_files", source="again") == [models]
    assert values(told, "medgen_finding_loads_total", ending="written") == [1]
    assert values(told, "medgen_finding_load_files_total", outcome="inserted") == [models]
    assert values(told, "medgen_finding_search_seconds_count", queries="many") == [1]
    assert values(told, "medgen_finding_search_seconds_bucket", queries="many", le="+Inf") == [1]


def test_the_pools_of_the_endpoint_and_of_the_runs_are_told(told: str) -> None:
    assert values(told, "medgen_pool_in_use", pool="endpoint") == [0]
    assert values(told, "medgen_pool_max_size", pool="endpoint") == [2]
    assert values(told, "medgen_pool_size", pool="endpoint") == [1]
    assert values(told, "medgen_pool_request_errors_total", pool="endpoint") == [0]
    assert values(told, "medgen_pool_max_size", pool="runs") == [2]
    assert values(told, "medgen_pool_requests_total", pool="runs")[0] >= 9


def test_the_connections_of_all_processes_are_told(told: str) -> None:
    assert values(told, "medgen_connection_slots") == [18]
    assert values(told, "medgen_connection_slots_in_use") == [1]
    assert values(told, "medgen_connection_waiting_processes") == [0]
    assert sum(values(told, "medgen_server_sessions")) >= 1


def test_a_home_without_a_database_is_told_and_left_alone(medgen: Medgen, empty_home: Path) -> None:
    ended = medgen("metrics", "--once")

    assert ended.code == 0
    assert values(ended.out, "medgen_database_up") == [0]
    assert values(ended.out, "medgen_runs") == []
    assert {path.name for path in empty_home.iterdir()} == {"connections"}


def test_a_server_that_does_not_answer_is_told(
    medgen: Medgen, empty_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDGEN_POSTGRES_URL", "postgresql://nobody:secret@127.0.0.1:9/nothing")
    ended = medgen("metrics", "--once")

    assert values(ended.out, "medgen_database_up") == [0]
    assert values(ended.out, "medgen_connection_slots_in_use") == [0]
    assert "secret" not in ended.out


def test_a_port_in_use_is_refused(medgen: Medgen, empty_home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = medgen("metrics", "--port", str(taken.getsockname()[1]))

    assert ended.code == 3
    assert "Choose another with --port" in ended.errors[0]


def test_the_endpoint_serves_this_machine_alone_until_it_is_interrupted(own_home: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "medgen_assets.cli", "metrics", "--port", str(port)]
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = process.stderr.readline()
        looks = [look(port) for _ in range(3)]
        with socket.socket() as elsewhere:
            elsewhere.bind(("127.0.0.2", port))  # so it does not listen on every address
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)

    [n] = values(looks[0], "medgen_pool_requests_total", pool="endpoint")

    assert said == f"medgen: http://127.0.0.1:{port}/metrics; Ctrl-C ends it.\n"
    assert [values(text, "medgen_pool_requests_total", pool="endpoint") for text in looks] == [
        [n],
        [n + 1],
        [n + 2],
    ]
    assert process.returncode == 130
    assert errors == ""


def look(port: int) -> str:
    """One scrape."""
    time.sleep(0.05)
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        text: str = answer.read().decode()
        return text
