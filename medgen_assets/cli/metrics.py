"""`medgen metrics`: the figures of this home, served to Prometheus on this machine until Ctrl-C."""

import threading
from typing import TYPE_CHECKING, Annotated

import typer

from medgen_assets.cli.answers import say, whisper
from medgen_assets.cli.endings import DONE, INTERRUPTED
from medgen_assets.cli.ui import HOST, end_when_told, refuse_used_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from prometheus_client import CollectorRegistry
    from prometheus_client.core import Metric

    from medgen_assets.telemetry import MetricFamily

    Figures = Callable[[], Iterable[MetricFamily]]

DEFAULT_PORT = 9480
"""Assumption: free on most machines; no exporter is registered for it in Prometheus's list of default ports
(recalled, unconfirmed)."""


def metrics(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the endpoint.")] = DEFAULT_PORT,
    *,
    once: Annotated[bool, typer.Option("--once", help="Print the figures of now and end.")] = False,
) -> int:
    """Serve figures of pools, connections, runs, usage and findings to Prometheus; Ctrl-C ends it."""
    from prometheus_client import generate_latest, start_http_server

    from medgen_assets.defs.finding_figures import finding_families
    from medgen_assets.store.figures import StoreFigures

    if not once:
        refuse_used_port(port)
    with StoreFigures() as store:
        registry = registry_of(*sources(store.families, finding_families))
        if once:
            say(generate_latest(registry).decode().rstrip())
            return DONE
        server, thread = start_http_server(port, HOST, registry)
        whisper(f"medgen: http://{HOST}:{port}/metrics; Ctrl-C ends it.")
        end_when_told()
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            return INTERRUPTED
        finally:
            server.shutdown()
            thread.join()
    return DONE


def sources(*figures: "Figures") -> "list[Figures]":
    """Who has figures to tell; whoever has more is added here."""
    from medgen_assets.telemetry import process_families

    return [*figures, process_families]


def registry_of(*sources: "Figures") -> "CollectorRegistry":
    """A registry that asks every source anew at each look."""
    from prometheus_client import CollectorRegistry
    from prometheus_client.registry import Collector

    class Sources(Collector):
        """All sources, one after the other."""

        def collect(self) -> "Iterator[Metric]":
            for figures in sources:
                yield from map(metric_of, figures())

        def describe(self) -> "Iterable[Metric]":
            """Nothing beforehand, so that registering asks no database."""
            return ()

    registry = CollectorRegistry()
    registry.register(Sources())
    return registry


def metric_of(family: "MetricFamily") -> "Metric":
    """A family as prometheus_client writes it."""
    from prometheus_client.core import Metric

    metric = Metric(family.name, family.description, family.kind)
    for sample in family.samples:
        metric.add_sample(family.name + sample.suffix, dict(sample.labels), sample.value)
    return metric
