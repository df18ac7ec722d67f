"""Figures in the form that Prometheus collects: families of samples. What serves them lies elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from medgen_assets.telemetry.costs import Costs
from medgen_assets.telemetry.process import MEBIBYTE, cpu_seconds, peak_rss_mb


@dataclass(frozen=True)
class Sample:
    """One figure with its labels; the suffix is added to the family's name."""

    value: float
    labels: Mapping[str, str]
    suffix: str = ""


@dataclass(frozen=True)
class MetricFamily:
    """Samples of one name; the kind is counter, gauge, summary or histogram."""

    name: str
    kind: str
    description: str
    samples: tuple[Sample, ...]


def cost_families(costs: Sequence[Costs]) -> Iterator[MetricFamily]:
    """Times, CPU seconds and items by operation and ending."""
    yield MetricFamily(
        "medgen_operation_seconds",
        "summary",
        "Wall seconds of an operation; quantiles by nearest rank since the process began.",
        tuple(sample for cost in costs for sample in _summary(cost)),
    )
    for name, description, values in (
        ("cpu_seconds", "CPU seconds of the process during an operation.", [c.cpu_seconds for c in costs]),
        ("items", "Items that an operation worked on.", [float(c.items) for c in costs]),
    ):
        samples = (Sample(value, _labels(cost), "_total") for cost, value in zip(costs, values, strict=True))
        yield MetricFamily(f"medgen_operation_{name}", "counter", description, tuple(samples))


def process_families() -> Iterator[MetricFamily]:
    """CPU seconds and largest memory of this process and its finished children."""
    seconds = Sample(cpu_seconds(), {}, "_total")
    yield MetricFamily(
        "medgen_process_cpu_seconds", "counter", "CPU seconds, finished children included.", (seconds,)
    )
    peak = Sample(peak_rss_mb() * MEBIBYTE, {})
    yield MetricFamily("medgen_process_peak_rss_bytes", "gauge", "Largest resident size so far.", (peak,))


def _summary(cost: Costs) -> Iterator[Sample]:
    for share, value in (("0.5", cost.median), ("0.95", cost.p95), ("0.99", cost.p99)):
        yield Sample(value, {**_labels(cost), "quantile": share})
    yield Sample(cost.seconds, _labels(cost), "_sum")
    yield Sample(float(cost.count), _labels(cost), "_count")


def _labels(cost: Costs) -> dict[str, str]:
    return {"operation": cost.operation, "ending": str(cost.ending)}
