"""What a planner looks at in the UI: small tables and bars, drawn as Markdown.

The UI shows Markdown tables and images as data; raw HTML is stripped. It shows about 600 characters in place
and hides longer ones behind a link, so bars are one path of an SVG.
"""

import base64
from collections.abc import Sequence

import dagster as dg
import polars as pl

BAR_WIDTH = 9
BAR_GAP = 1
HEIGHT = 60
BAR_COLOUR = "#3a6ea5"
ROWS_SHOWN = 20


def bars(values: Sequence[float], caption: str) -> dg.MarkdownMetadataValue:
    """Bars from left to right, the highest as high as the picture."""
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{_width(values)}' height='{HEIGHT}'>"
        f"<path stroke='{BAR_COLOUR}' stroke-width='{BAR_WIDTH}' d='{_path(values)}'/></svg>"
    )
    return image(svg, caption)


def image(svg: str, caption: str) -> dg.MarkdownMetadataValue:
    """A drawing with its caption."""
    coded = base64.b64encode(svg.encode()).decode()
    return dg.MetadataValue.md(f"![](data:image/svg+xml;base64,{coded})\n\n{caption}")


def _width(values: Sequence[float]) -> int:
    return len(values) * (BAR_WIDTH + BAR_GAP)


def _path(values: Sequence[float]) -> str:
    top = max(values, default=0.0) or 1.0
    heights = [round(value / top * HEIGHT) for value in values]
    middles = [number * (BAR_WIDTH + BAR_GAP) + BAR_WIDTH // 2 + 1 for number in range(len(heights))]
    return "".join(f"M{x} {HEIGHT}v-{height}" for x, height in zip(middles, heights, strict=True) if height)


def table(rows: pl.DataFrame) -> dg.MarkdownMetadataValue:
    """The first rows of a table, and how many there are in all."""
    lines = ["| " + " | ".join(rows.columns) + " |", "|" + " --- |" * rows.width]
    lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in rows.head(ROWS_SHOWN).iter_rows()]
    rest = f"\n\n… {rows.height:,} rows in all" if rows.height > ROWS_SHOWN else ""
    return dg.MetadataValue.md("\n".join(lines) + rest)


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = f"{value:,.3g}" if isinstance(value, float) else f"{value:,}" if type(value) is int else str(value)
    return text.replace("|", "\\|").replace("\n", " ")
