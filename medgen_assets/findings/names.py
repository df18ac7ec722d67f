"""Names compared: folded for search, as slugs for files."""

import re
import unicodedata

ENDING = ".fm.json"
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
