"""The end of `medgen generate` for people: what was made, how it ended for whom, where it lies."""

from collections.abc import Mapping
from typing import Any

from medgen_assets.cli.answers import table


def summary_lines(summary: Mapping[str, Any]) -> list[str]:
    """The lines of the summary."""
    total = summary["patients"]
    return [
        f"{summary['scenario']}: {total:,} patients, seed {summary['seed']}",
        "",
        *table(share_rows("outcome", summary["outcomes"], total), ("outcome", "patients", "%")),
        "",
        *table(share_rows("class", summary["shares"]["casualty_class"], total), ("class", "patients", "%")),
        "",
        cost_line(summary),
        f"data set  {summary['out']}",
        *([f"report    {summary['report']}"] if summary["report"] else []),
        *(f"{name:<9} {path}" for name, path in summary["exports"].items()),
    ]


def cost_line(summary: Mapping[str, Any]) -> str:
    """Checks, seconds and memory in one line."""
    checks, seconds = summary["checks"], summary["seconds"]["total"]
    asked = checks["passed"] + checks["failed"]
    return f"{checks['passed']} of {asked} checks passed, {seconds:.1f} s, {summary['peak_rss_mb']:,.0f} MB"


def share_rows(name: str, counts: Mapping[str, int], total: int) -> list[dict[str, Any]]:
    """One row per value, most frequent first, with its percentage."""
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{name: value, "patients": count, "%": 100.0 * count / total} for value, count in ordered]
