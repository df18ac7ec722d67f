"""Texts as search compares them: plain letters and digits, American spelling."""

import re
from functools import cache

from medgen_assets.findings.names import folded
from medgen_assets.reference.finding_words import spellings

APOSTROPHE = re.compile("['\u2019]")
NOT_A_WORD = re.compile(r"[^a-z0-9]+")


def search_text(text: str) -> str:
    """The words of a text, single blanks between them."""
    words = NOT_A_WORD.sub(" ", APOSTROPHE.sub("", folded(text))).strip()
    return _british().sub(_american, words)


@cache
def _british() -> re.Pattern[str]:
    longest_first = sorted(spellings(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


def _american(found: re.Match[str]) -> str:
    return spellings()[found[0]]
