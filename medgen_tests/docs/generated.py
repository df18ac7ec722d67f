"""Parts of pages that are written from the code: found between two marks, compared, and rewritten.

`python -m medgen_tests.docs` rewrites them all.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from medgen_tests.docs.checks import check_list
from medgen_tests.docs.constants import constants_table
from medgen_tests.docs.data_dictionary import data_set_tables, internal_tables
from medgen_tests.docs.decisions import decision_list
from medgen_tests.docs.model_tables import MODEL_TABLES
from medgen_tests.docs.outcomes import outcomes
from medgen_tests.docs.pages import DOCS
from medgen_tests.docs.people_tables import identity_schemes

COMMAND = "python -m medgen_tests.docs"


@dataclass(frozen=True)
class Part:
    """One generated part of a page."""

    page: Path
    name: str
    render: Callable[[], str]

    @property
    def pattern(self) -> re.Pattern[str]:
        """The part with its two marks."""
        name = re.escape(self.name)
        return re.compile(rf"<!-- generated: {name} -->\n.*?<!-- end: {name} -->", re.DOTALL)

    def written(self) -> str:
        """What stands in the page now, or raise KeyError when its marks are missing."""
        found = self.pattern.search(self.page.read_text("utf-8"))
        if found is None:
            raise KeyError(f"{self.page.name} has no marks for the generated part '{self.name}'")
        return found[0]

    def wanted(self) -> str:
        """What should stand there."""
        return f"<!-- generated: {self.name} -->\n{self.render()}\n<!-- end: {self.name} -->"

    def rewrite(self) -> None:
        """Write it into the page."""
        text = self.page.read_text("utf-8")
        self.page.write_text(text.replace(self.written(), self.wanted()), "utf-8")


def parts() -> list[Part]:
    """All generated parts."""
    of_model = {**MODEL_TABLES, "constants": constants_table, "outcomes": outcomes}
    return [
        Part(DOCS / "data.md", "tables of the data set", data_set_tables),
        Part(DOCS / "data.md", "internal tables", internal_tables),
        Part(DOCS / "data.md", "checks", check_list),
        *(Part(DOCS / "model.md", name, render) for name, render in of_model.items()),
        Part(DOCS / "people.md", "identity schemes", identity_schemes),
        Part(DOCS / "adr" / "README.md", "decisions", decision_list),
    ]
