"""The pages of the documentation: every Markdown file of the project that readers are sent to."""

from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).parents[2]
DOCS = PROJECT / "docs"


def pages() -> list[Path]:
    """README and its neighbours, then all pages below docs, in alphabetical order."""
    return [*sorted(PROJECT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def named(page: Path) -> str:
    """A page as it is called in messages: relative to the project."""
    return page.relative_to(PROJECT).as_posix()


def table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; a | inside a cell is escaped."""
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)
