"""Counts that outlive processes: nothing is lost by writers at once, a damaged file or a full disk."""

import multiprocessing
import threading
from pathlib import Path

from medgen_assets.telemetry import KeptCounts


def add_some(path: Path, times: int) -> None:
    """Count one thing again and again."""
    for _ in range(times):
        KeptCounts(path).add({"things": 1})


def test_counts_add_up_and_the_latest_is_replaced(tmp_path: Path):
    counts = KeptCounts(tmp_path / "figures.json")
    counts.add({"a": 1, "b": 0.5}, {"size": 10})
    counts.add({"a": 2, "c": 0}, {"size": 7})

    assert KeptCounts(tmp_path / "figures.json").totals() == {"a": 3, "b": 0.5, "size": 7}


def test_writers_at_once_lose_nothing(tmp_path: Path):
    path = tmp_path / "figures.json"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=add_some, args=(path, 20)) for _ in range(2)]
    threads = [threading.Thread(target=add_some, args=(path, 20)) for _ in range(3)]
    for worker in (*processes, *threads):
        worker.start()
    for worker in (*processes, *threads):
        worker.join()

    assert KeptCounts(path).totals() == {"things": 100}


def test_nothing_counted_writes_nothing(tmp_path: Path):
    KeptCounts(tmp_path / "figures.json").add({"a": 0}, {"size": 3})

    assert list(tmp_path.iterdir()) == []


def test_a_damaged_file_begins_anew(tmp_path: Path):
    path = tmp_path / "figures.json"
    for damage in (b"", b"[1]", b'{"a": "x"}', b"\xff"):
        path.write_bytes(damage)
        KeptCounts(path).add({"a": 1})

        assert KeptCounts(path).totals() == {"a": 1}


def test_a_place_that_cannot_be_written_costs_only_the_counts(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    counts = KeptCounts(tmp_path / "file" / "figures.json")
    counts.add({"a": 1})

    assert counts.totals() == {}
