"""Costs as a table that people read."""

from collections.abc import Iterator, Sequence

from medgen_assets.telemetry.costs import Costs

HEADINGS = ("operation", "ending", "count", "items", "total s", "median ms", "p95 ms", "p99 ms", "items/s")
MILLISECONDS = 1000.0


def cost_lines(costs: Sequence[Costs]) -> Iterator[str]:
    """The lines of the table, headings first; names to the left, figures to the right."""
    rows = [HEADINGS, *map(_row, costs)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    for row in rows:
        cells = [
            text.ljust(width) if column < 2 else text.rjust(width)  # noqa: PLR2004 - the two names
            for column, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def _row(cost: Costs) -> tuple[str, ...]:
    times = (cost.median, cost.p95, cost.p99)
    return (
        cost.operation,
        cost.ending,
        f"{cost.count:,}",
        f"{cost.items:,}",
        f"{cost.seconds:,.3f}",
        *(f"{time * MILLISECONDS:,.3f}" for time in times),
        f"{cost.items_per_wall_second:,.0f}",
    )
