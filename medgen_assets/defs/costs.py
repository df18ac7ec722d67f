"""What an operation cost, as the metadata of an asset."""

from medgen_assets.telemetry import Ending, PerformanceMonitor


def cost_metadata(monitor: PerformanceMonitor, operation: str) -> dict[str, float]:
    """Figures that the UI draws over time; empty for an operation that was not measured."""
    for cost in monitor.costs():
        if (cost.operation, cost.ending) == (operation, Ending.OK):
            return {
                "seconds": round(cost.seconds, 3),
                "cpu_seconds": round(cost.cpu_seconds, 3),
                "longest_chunk_seconds": round(cost.maximum, 3),
                "patients_per_second": round(cost.items_per_second, 1),
            }
    return {}
