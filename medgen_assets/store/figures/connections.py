"""Figures of connections: of pools, of the budget that all processes share, of the server."""

from collections.abc import Iterator, Mapping
from typing import Any

from medgen_assets.store.budget import Budget
from medgen_assets.telemetry import MetricFamily, Sample

POOL_GAUGES = {
    "max_size": "Connections that the pool may hold.",
    "size": "Connections that are open or being opened.",
    "in_use": "Connections that are lent.",
    "available": "Connections that are open and idle.",
    "waiting": "Requests that wait for a connection.",
}
POOL_COUNTS = {
    "requests": ("requests", 1.0, "Requests for a connection."),
    "requests_queued": ("queued_requests", 1.0, "Requests that did not get a connection at once."),
    "requests_wait_ms": ("wait_seconds", 0.001, "Time that requests waited for a connection."),
    "request_errors": (
        "request_errors",
        1.0,
        "Requests that got no connection: timed out, refused, server down.",
    ),
    "connections_opened": ("opened_connections", 1.0, "Connections that were opened."),
    "connection_errors": ("connection_errors", 1.0, "Connections that could not be opened."),
    "connections_lost": ("lost_connections", 1.0, "Connections that broke."),
}
"""Counts by their names in `PoolStatus`: name here, factor to the unit of Prometheus, description."""
BREAKER_STATES = ("closed", "open", "half-open")


def pool_families(figures: Mapping[str, Mapping[str, Any]]) -> Iterator[MetricFamily]:
    """The figures of pools by name, each by the names of `PoolStatus`; what a pool does not tell is left out."""
    for name, description in POOL_GAUGES.items():
        samples = ((pool, float(told[name])) for pool, told in figures.items() if name in told)
        yield MetricFamily(f"medgen_pool_{name}", "gauge", description, by_pool(samples))
    for name, (shown, factor, description) in POOL_COUNTS.items():
        samples = ((pool, told[name] * factor) for pool, told in figures.items() if name in told)
        yield MetricFamily(f"medgen_pool_{shown}", "counter", description, by_pool(samples, "_total"))
    states = tuple(
        Sample(float(told["breaker"] == state), {"pool": pool, "state": state})
        for pool, told in figures.items()
        if "breaker" in told
        for state in BREAKER_STATES
    )
    yield MetricFamily("medgen_pool_breaker", "gauge", "1 for the state the pool's breaker is in.", states)


def by_pool(values: Iterator[tuple[str, float]], suffix: str = "") -> tuple[Sample, ...]:
    """One sample a pool."""
    return tuple(Sample(value, {"pool": pool}, suffix) for pool, value in values)


def budget_families(budget: Budget) -> Iterator[MetricFamily]:
    """The connections that all processes of this home share."""
    slots, waiting = budget.taken()
    for name, value, description in (
        ("slots", budget.total, "Connections that all processes of this home may hold together."),
        ("slots_in_use", slots, "Of these, taken."),
        ("waiting_processes", waiting, "Processes that wait for one."),
    ):
        yield MetricFamily(f"medgen_connection_{name}", "gauge", description, (Sample(float(value), {}),))


def session_families(rows: Mapping[str, list[tuple[Any, ...]]]) -> Iterator[MetricFamily]:
    """The sessions that the server has, whoever opened them."""
    samples = tuple(
        Sample(float(sessions), {"database": database, "state": state})
        for database, state, sessions in rows["sessions"]
    )
    yield MetricFamily("medgen_server_sessions", "gauge", "Client sessions of the server.", samples)
    [(most,)] = rows["max_connections"]
    text = "Sessions that the server allows."
    yield MetricFamily("medgen_server_max_sessions", "gauge", text, (Sample(float(most), {}),))
