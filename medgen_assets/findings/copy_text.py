r"""Lines in the text format of Postgres' COPY: tabs between columns, `\N` for nothing.

Source: https://www.postgresql.org/docs/15/sql-copy.html, "Text Format".
"""

import re

NOTHING = r"\N"
SPECIAL = re.compile(r"[\\\t\n\r]")
ESCAPED = {"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"}


def escaped(text: str) -> str:
    """A text as a column of such a line."""
    return SPECIAL.sub(_escaped, text) if SPECIAL.search(text) else text


def _escaped(found: re.Match[str]) -> str:
    return ESCAPED[found[0]]
