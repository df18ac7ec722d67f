"""Figures of runs: of those that are recorded, of those at work, and of all that ever ended (usage)."""

from collections.abc import Iterator, Mapping
from typing import Any

from medgen_assets.store.run_rows import RunState
from medgen_assets.telemetry import MetricFamily, Sample

Rows = Mapping[str, list[tuple[Any, ...]]]

ENDED = {
    "runs_ended": (0, "Runs that ended."),
    "patients_made": (2, "Patients of runs that ended."),
    "rows_written": (3, "Rows of the data sets that were finished."),
    "written_bytes": (4, "Size of the data sets that were finished."),
}
"""Counters of usage: place of the figure behind the state, description."""
OF_POOLS = ("connections_opened", "requests", "request_errors", "requests_wait_ms")
"""Counts of the pools of ended runs: they stand in `usage`, behind the others."""
FIRST_OF_POOLS = 6


def run_families(rows: Rows) -> Iterator[MetricFamily]:
    """Runs by state, how far those at work are, and how long runs took of late."""
    counts: dict[str, int] = {state: count for state, count in rows["runs"]}  # noqa: C416, rows are tuples of any length
    states = tuple(Sample(float(counts.get(str(state), 0)), {"state": str(state)}) for state in RunState)
    yield MetricFamily("medgen_runs", "gauge", "Runs that are recorded.", states)
    [(done, total, rate, *_)] = rows["working"]
    for name, value, description in (
        ("done_patients", done, "Patients made so far by the runs at work."),
        ("asked_patients", total, "Patients asked of the runs at work."),
        ("patients_per_second", rate, "Patients made per second by all runs at work together."),
    ):
        yield MetricFamily(f"medgen_working_{name}", "gauge", description, (Sample(float(value), {}),))
    yield durations(rows)
    stages = tuple(Sample(float(seconds), {"stage": stage}) for stage, seconds in rows["latest"])
    yield MetricFamily(
        "medgen_latest_run_stage_seconds", "gauge", "Stages of the latest completed run.", stages
    )


def durations(rows: Rows) -> MetricFamily:
    """How long runs took: sum and count of all that ever ended, quantiles over the thousand newest records."""
    sums = [
        Sample(float(figure), {"state": state}, suffix)
        for state, ended, seconds, *_ in rows["usage"]
        for suffix, figure in (("_sum", seconds), ("_count", ended))
    ]
    quantiles = [
        Sample(float(value), {"state": state, "quantile": share})
        for state, *values in rows["durations"]
        for share, value in zip(("0.5", "0.95", "0.99"), values, strict=True)
    ]
    text = "Time from the start of a run to its end; quantiles over the thousand newest records."
    return MetricFamily("medgen_run_duration_seconds", "summary", text, (*quantiles, *sums))


def usage_families(rows: Rows) -> Iterator[MetricFamily]:
    """What all runs that ever ended made, pruned ones included."""
    for name, (place, description) in ENDED.items():
        samples = tuple(
            Sample(float(figures[place]), {"state": state}, "_total") for state, *figures in rows["usage"]
        )
        yield MetricFamily(f"medgen_{name}", "counter", description, samples)


def working_pools(rows: Rows) -> dict[str, float]:
    """The pools of all processes that work on runs, added up, by the names of `PoolStatus`.

    Sizes are those of now; counts include the runs that ended.
    """
    [(_, _, _, *figures)] = rows["working"]
    names = ("max_size", "size", "in_use", "available", "waiting", *OF_POOLS)
    added = dict(zip(names, map(float, figures), strict=True))
    for ended in rows["usage"]:
        for name, count in zip(OF_POOLS, ended[FIRST_OF_POOLS:], strict=True):
            added[name] += float(count)
    return added
