"""The end of `medgen generate` for people: what was made, how it ended for whom, where it lies."""

from collections.abc import Mapping
from typing import Any

from medgen_assets.cli.answers import table


def summary_lines(summary: Mapping[str, Any]) -> list[str]:
    """The lines of the summary."""
    total = summary["patients"]
    checks = summary["checks"]
    return [
        f"{summary['scenario']}: {total:,} patients, seed {summary['seed']}",
        "",
        *table(share_rows("outcome", summary["outcomes"], total), ("outcome", "patients", "%")),
        "",
        *table(share_rows("class", summary["shares"]["casualty_class"], total), ("class", "patients", "%")),
        "",
        f"{checks['passed']} of {checks['passed'] + checks['failed']} checks passed, "
        f"{summary['seconds']['total']:.1f} s, {summary['peak_rss_mb']:,.0f} MB",
        f"data set  {summary['out']}",
        *([f"report    {summary['report']}"] if summary["report"] else []),
        *(f"{name:<9} {path}" for name, path in summary["exports"].items()),
    ]


def share_rows(name: str, counts: Mapping[str, int], total: int) -> list[dict[str, Any]]:
    """One row per value, most frequent first, with its percentage."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{name: value, "patients": count, "%": 100.0 * count / total} for value, count in ordered]
