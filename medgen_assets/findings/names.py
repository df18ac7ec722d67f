"""Names compared: folded for search, as slugs for files; and the names of sources."""

import re
import unicodedata
from pathlib import Path

from medgen_assets.errors import BadInput, Problem

ENDING = ".fm.json"
NOT_IN_A_SOURCE = re.compile(r"[^A-Za-z0-9._-]+")
NOT_IN_A_SLUG = re.compile(r"[^a-zA-Z0-9]")


def folded(text: str) -> str:
    """A text without the differences of case, accents, width and blanks; this decides whether names are the same."""
    if text.isascii():
        return " ".join(text.lower().split())
    parts = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return " ".join(plain.casefold().split())


def slug(name: str) -> str:
    """The name in a file name: small letters, and `_` for everything but ASCII letters and digits."""
    return NOT_IN_A_SLUG.sub("_", name).lower()


def organization_of(identifier: str) -> str:
    """The organisation's code inside an identifier."""
    return identifier.split("_")[1]


def source_of(folder: Path, name: str = "") -> str:
    """The name of a folder's source; raises BadInput for a name that cannot be one."""
    source = name or NOT_IN_A_SOURCE.sub("_", folder.resolve().name)
    if not source.strip("._") or NOT_IN_A_SOURCE.search(source):
        rule = "a source is named by letters, digits, dots, dashes and underscores."
        raise BadInput([Problem("source", repr(source), rule, "Name one with --source.")])
    return source
