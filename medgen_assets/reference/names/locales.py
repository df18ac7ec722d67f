"""The word lists of Faker's person providers. Source: Faker, MIT licence, https://github.com/joke2k/faker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class WordLists:
    """The word lists of one locale."""

    provider: type[Any]

    def words(self, *names: str) -> dict[str, float]:
        """The first of these lists that exists and is not empty, with weights (1 where the list has none)."""
        for name in names:
            found = getattr(self.provider, name, None)
            if found:
                return weighted(found)
        return {}


def weighted(words: Mapping[str, float] | Iterable[str]) -> dict[str, float]:
    """Words with weights, doubles added up, order kept."""
    pairs = words.items() if isinstance(words, Mapping) else ((word, 1.0) for word in words)
    added: dict[str, float] = {}
    for word, weight in pairs:
        added[word.strip()] = added.get(word.strip(), 0.0) + float(weight)
    return added


@cache
def word_lists(locale: str) -> WordLists:
    """The word lists of a Faker locale such as `pl_PL`."""
    return WordLists(import_module(f"medgen_assets.reference.names.faker_person.{locale}").Provider)
