"""The word lists of Faker's person providers. Source: Faker, MIT licence, https://github.com/joke2k/faker."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec, module_from_spec
from typing import Any

from medgen_assets.reference.names import faker_person


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
    listed = [word.strip() for word in words]
    weights = map(float, words.values()) if isinstance(words, Mapping) else [1.0] * len(listed)
    pairs = list(zip(listed, weights, strict=True))
    once = dict(pairs)
    return once if len(once) == len(pairs) else added_up(pairs)


def added_up(pairs: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Words with the sums of their weights."""
    added: dict[str, float] = {}
    for word, weight in pairs:
        added[word] = added.get(word, 0.0) + weight
    return added


@lru_cache(maxsize=1)
def word_lists(locale: str) -> WordLists:
    """The word lists of a Faker locale such as `pl_PL`; raises ModuleNotFoundError when Faker has none.

    Only the last one is kept, and Python is not told of the module: those of all nations hold 40 MB.
    """
    name = f"{faker_person.__name__}.{locale}"
    found = find_spec(name)
    if found is None or found.loader is None:
        raise ModuleNotFoundError(f"Faker has no names of {locale}; run the set-up again", name=name)
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return WordLists(module.Provider)
