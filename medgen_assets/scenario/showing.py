"""How a value of somebody's document is shown in one short line, and which known name was probably meant."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any
from unicodedata import normalize

LONGEST_TEXT = 60
LARGEST_NUMBER = 10**24
LONGEST_LIST = 12
PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
CLOSE_ENOUGH = 0.6
"""Similarity (0-1) from which a name counts as meant. Source: default of Python's difflib."""


def shown(value: Any) -> str:
    """The value in one short line, with control characters escaped."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int) and abs(value) > LARGEST_NUMBER:
        return f"a number of about {round(value.bit_length() * 0.30103)} digits"
    if isinstance(value, str):
        return shown_text(value)
    if isinstance(value, Mapping):
        return shown_items((f"{shown_key(key)}: {shown_inside(item)}" for key, item in value.items()), "{}")
    if isinstance(value, list | tuple):
        return shown_items((shown_inside(item) for item in value), "[]")
    return shortened(repr(value) if isinstance(value, int | float) else str(value))


def shown_text(text: str) -> str:
    """Text in quotes, cut when long."""
    if len(text) <= LONGEST_TEXT:
        return repr(str(text))
    return f"{repr(text[:LONGEST_TEXT])[:-1]}…' ({len(text)} characters)"


def shown_inside(value: Any) -> str:
    """A value within another one: lists and mappings only by their size."""
    if isinstance(value, Mapping):
        return "{…}" if value else "{}"
    if isinstance(value, list | tuple):
        return "[…]" if value else "[]"
    return shown(value)


def shown_items(items: Iterable[str], brackets: str) -> str:
    """The first items between brackets."""
    kept: list[str] = []
    for item in items:
        if len(kept) == LONGEST_LIST:
            kept.append("…")
            break
        kept.append(item)
    return brackets[0] + ", ".join(kept) + brackets[1]


def shortened(text: str, longest: int = LONGEST_TEXT) -> str:
    """Text without control characters, cut when long."""
    visible = "".join(char if char.isprintable() else repr(char)[1:-1] for char in text[: longest + 1])
    return visible if len(text) <= longest else visible[:longest] + "…"


def shown_key(key: Any) -> str:
    """A key as it stands in a path: bare when it is a plain word, else quoted and cut."""
    return str(key) if isinstance(key, str) and PLAIN_KEY.fullmatch(key) else shown(key)


def path_of(places: Iterable[Any]) -> str:
    """A path such as fronts[0].nations.EST."""
    path = ""
    for place in places:
        if isinstance(place, int):
            path += f"[{place}]"
        else:
            path += f".{shown_key(place)}" if path else shown_key(place)
    return path


def nearest(word: Any, names: Iterable[str]) -> str | None:
    """The known name that was probably meant, or None."""
    if not isinstance(word, str) or len(word) > LONGEST_TEXT:
        return None
    by_folded = {name.casefold(): name for name in names}
    folded = word.strip().casefold().replace("-", "_").replace(" ", "_")
    close = [folded] if folded in by_folded else get_close_matches(folded, by_folded, 1, CLOSE_ENOUGH)
    return by_folded[close[0]] if close else None


def meant(word: Any, names: Iterable[str]) -> str:
    """A hint that names the nearest known name, else the known names."""
    known = list(names)
    near = nearest(word, known)
    if near is not None:
        return f"Did you mean {near}?"
    return f"Known here: {', '.join(known[: 4 * LONGEST_LIST])}." if known else ""


def slugged(text: str) -> str:
    """Text in the letters of names: lower case, the rest as _; empty when nothing is left."""
    ascii_only = normalize("NFKD", text).encode("ascii", "ignore").decode("ascii").lower()
    words = "".join(char if char.isalnum() else " " for char in ascii_only).split()
    slug = "_".join(words)
    return (slug if slug[:1].isalpha() or not slug else f"n_{slug}")[:63].rstrip("_")
