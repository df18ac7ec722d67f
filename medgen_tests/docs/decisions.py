"""The list of decision records, from the first line of each."""

import re
from pathlib import Path

from medgen_tests.docs.pages import DOCS

INDEX = "README.md"
NUMBER = re.compile(r"^(?:ADR[ -]?)?(?:\d{4})?\s*[.:·–—-]?\s*", re.IGNORECASE)


def decision_list() -> str:
    """One line per decision record, in the order of their file names."""
    records = sorted(page for page in (DOCS / "adr").glob("*.md") if page.name != INDEX)
    return "\n".join(f"- {number_of(page)}[{title_of(page)}]({page.name})" for page in records)


def number_of(page: Path) -> str:
    """The number that a record's file begins with, and a blank; nothing without one."""
    found = re.match(r"\d{4}", page.name)
    return f"{found[0]} " if found else ""


def title_of(page: Path) -> str:
    """The first heading, without its number."""
    heading = page.read_text("utf-8").partition("\n")[0].lstrip("# ")
    return NUMBER.sub("", heading)
