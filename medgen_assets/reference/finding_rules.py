"""What finding models may refer to, and what their tags say of modality and body region."""

from functools import cache
from typing import Any

from medgen_assets.reference.plain_tables import yaml_table


@cache
def _values() -> dict[str, Any]:
    values: dict[str, Any] = yaml_table("finding_rules").values
    return values


@cache
def organizations() -> frozenset[str]:
    """Codes of the organisations that are known without a record."""
    return frozenset(_values()["organizations"])


@cache
def code_systems() -> frozenset[str]:
    """Names of the known code systems, as models spell them."""
    return frozenset(_values()["code_systems"])


@cache
def modality_of_tag() -> dict[str, str]:
    """The modality that a tag (in small letters) stands for."""
    return {tag: modality for modality, tags in _values()["modalities"].items() for tag in tags}


@cache
def regions_of_tag() -> dict[str, tuple[str, ...]]:
    """The body regions that a tag (in small letters) stands for."""
    regions: dict[str, tuple[str, ...]] = {}
    for region, tags in _values()["body_regions"].items():
        for tag in tags:
            regions[tag] = (*regions.get(tag, ()), region)
    return regions
