"""medgen's own name lists, for nations that no library covers well."""

from functools import cache

from medgen_assets.reference.nations.files import yaml_values
from medgen_assets.vocabulary import Sex

Lists = dict[str, dict[str, dict[str, float]]]
"""kind -> sex or 'all' -> names with weights."""


@cache
def own_lists(nation: str) -> Lists:
    """The nation's own file: given and family names, each of weight 1."""
    values: dict[str, dict[str, str]] = yaml_values(f"names/{nation}.yaml")
    return {kind: {sex: separated(text) for sex, text in lists.items()} for kind, lists in values.items()}


def separated(text: str) -> dict[str, float]:
    """Names by commas, doubles dropped."""
    return {name.strip(): 1.0 for name in text.split(",") if name.strip()}


def own_words(nation: str, kind: str, sex: Sex) -> dict[str, float]:
    """The nation's own names of a kind for a sex; empty where the file has none."""
    lists = own_lists(nation).get(kind, {})
    return lists.get(sex) or lists.get("all", {})
