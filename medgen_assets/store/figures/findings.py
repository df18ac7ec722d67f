"""Figures of the findings catalogue as it is stored: versions, and what each source holds."""

from collections.abc import Iterator, Mapping
from typing import Any

from medgen_assets.telemetry import MetricFamily, Sample

OF_SOURCES = {
    "models": "Models in force.",
    "scanned_files": "Files that the last load found.",
    "invalid_files": "Files that were invalid at the last load.",
    "rejected_files": "Files that collided with others at the last load.",
    "warnings": "Warnings of the last load.",
}
"""Figures of a source, in the order of the columns of the question."""


def catalogue_families(rows: Mapping[str, list[tuple[Any, ...]]]) -> Iterator[MetricFamily]:
    """The versions of the catalogue and the figures of its sources."""
    [(current, shown)] = rows["catalogue"]
    for name, text, value in (
        ("version", "Version of the findings catalogue in force; 0 before the first load.", current),
        ("shown_versions", "Versions that can be shown and restored.", shown),
    ):
        yield MetricFamily(f"medgen_catalogue_{name}", "gauge", text, (Sample(float(value), {}),))
    for place, (name, text) in enumerate(OF_SOURCES.items(), start=1):
        samples = tuple(Sample(float(row[place]), {"source": row[0]}) for row in rows["finding_sources"])
        yield MetricFamily(f"medgen_catalogue_{name}", "gauge", text, samples)
