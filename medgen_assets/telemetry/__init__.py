"""What work costs: the one instrument that times it, in generation, in loading and in search.

Nothing here belongs into the model: its stages are timed from outside, by whoever calls them.
"""

from medgen_assets.telemetry.buckets import Buckets, bucket_samples
from medgen_assets.telemetry.costs import Costs, Ending
from medgen_assets.telemetry.families import MetricFamily, Sample, process_families
from medgen_assets.telemetry.kept_counts import KeptCounts
from medgen_assets.telemetry.monitor import Measurement, PerformanceMonitor
from medgen_assets.telemetry.process import cpu_seconds, peak_rss_mb

__all__ = [
    "Buckets",
    "Costs",
    "Ending",
    "KeptCounts",
    "Measurement",
    "MetricFamily",
    "PerformanceMonitor",
    "Sample",
    "bucket_samples",
    "cpu_seconds",
    "peak_rss_mb",
    "process_families",
]
