"""Words that a search for findings treats as one: spellings, abbreviations, lay and clinical words."""

from functools import cache
from typing import Any

from medgen_assets.reference.plain_tables import yaml_table


@cache
def _values() -> dict[str, Any]:
    values: dict[str, Any] = yaml_table("finding_words").values
    return values


@cache
def spellings() -> dict[str, str]:
    """American spelling by British, as parts of words."""
    return dict(_values()["spellings"])


def weights() -> dict[str, float]:
    """How much a word counts that was not asked, as a share, by why it is looked for."""
    return dict(_values()["weights"])


@cache
def abbreviations() -> dict[str, tuple[str, ...]]:
    """What an abbreviation stands for."""
    return {short: tuple(long) for short, long in _values()["abbreviations"].items()}


@cache
def same_words() -> tuple[tuple[str, ...], ...]:
    """Groups of words that mean the same."""
    return tuple(map(tuple, _values()["same"]))


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """What lay people say, and what it is called; not the other way round."""
    return {said: tuple(meant) for said, meant in _values()["phrases"].items()}


@cache
def prefixes() -> frozenset[str]:
    """Beginnings of words that people write apart: `sub dural`, `haemo-thorax`."""
    return frozenset(_values()["prefixes"])
