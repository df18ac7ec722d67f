"""The commonest names of nations whose lists have no weights, and the weight that they get."""

from functools import cache
from typing import Any

from medgen_assets.reference.nations.files import yaml_values
from medgen_assets.vocabulary import Sex

PLACES_BEFORE_FIRST = 2
"""Added to the place of a name: the law of the file, 1 / (place + 2)."""
ICELANDIC = {Sex.MALE: "son", Sex.FEMALE: "dóttir"}


@cache
def entries() -> dict[str, dict[str, Any]]:
    """Frequent names and their shares by nation."""
    found: dict[str, dict[str, Any]] = yaml_values("names/frequent.yaml")
    return found


def frequent_given(nation: str, sex: Sex, words: dict[str, float]) -> dict[str, float]:
    """Given names with the commonest of the nation, where they are known, made so frequent."""
    entry = entries().get(nation, {})
    return with_frequent(words, listed(entry.get(sex, "")), entry.get("given_share", 0.0))


def frequent_family(nation: str, sex: Sex, words: dict[str, float]) -> dict[str, float]:
    """Surnames with the commonest of the nation, where they are known, made so frequent."""
    entry = entries().get(nation, {})
    fathers = [father + ICELANDIC[sex] for father in listed(entry.get("fathers", ""))]
    return with_frequent(words, listed(entry.get("family", "")) + fathers, entry.get("family_share", 0.0))


def listed(text: str) -> list[str]:
    """Names by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


def with_frequent(words: dict[str, float], frequent: list[str], share: float) -> dict[str, float]:
    """The names with `share` of all weight on the frequent ones, by their places; the others keep their proportions."""
    if not frequent:
        return words
    parts = [1.0 / (place + 1 + PLACES_BEFORE_FIRST) for place in range(len(frequent))]
    others = {name: weight for name, weight in words.items() if name not in frequent}
    scale, part = (1.0 - share) / sum(others.values()), share / sum(parts)
    weights = {name: weight * scale for name, weight in others.items()}
    return weights | {name: weight * part for name, weight in zip(frequent, parts, strict=True)}
