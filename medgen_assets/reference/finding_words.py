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
