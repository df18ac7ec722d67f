"""The finding models that medgen brings along, by name: what the public catalogue has no model for.

Each is a file of the published form in `data/findings`. Its numbers follow from its names: model `OIFM_MDGN_` and
attribute `OIFMA_MDGN_`, then six digits of SHA-256 over the slug, or the slug, `/` and the attribute's name.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from medgen_assets.reference.plain_tables import DATA

FOLDER = DATA / "findings"
ENDING = ".fm.json"
ORGANIZATION = "MDGN"
DIGITS = 1_000_000
"""Numbers that an id has room for. Source: the six digits of the published form."""
PRESENCE, PRESENT, ABSENT = "presence", "present", "absent"


@dataclass(frozen=True)
class Attribute:
    """One property of a finding: its values and their codes by name, or its unit and bounds."""

    oifma_id: str
    name: str
    codes: Mapping[str, str]
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class FindingModel:
    """A finding and its attributes, by name."""

    oifm_id: str
    name: str
    tags: tuple[str, ...]
    attributes: Mapping[str, Attribute]


@cache
def own_findings() -> Mapping[str, FindingModel]:
    """The models by name, in the order of their names."""
    documents = [json.loads(path.read_text("utf-8")) for path in own_files()]
    return {document["name"]: finding_model(document) for document in documents}


def own_files() -> list[Path]:
    """Their files, by name."""
    return sorted(FOLDER.glob(f"*{ENDING}"))


def finding_model(document: Mapping[str, Any]) -> FindingModel:
    """What the crosswalk needs of a finding model's document; names without the blanks around them."""
    attributes = [_attribute(attribute) for attribute in document["attributes"]]
    return FindingModel(
        document["oifm_id"],
        document["name"].strip(),
        tuple(document.get("tags") or ()),
        {attribute.name: attribute for attribute in attributes},
    )


def _attribute(document: Mapping[str, Any]) -> Attribute:
    return Attribute(
        document["oifma_id"],
        document["name"].strip(),
        {value["name"].strip(): value["value_code"] for value in document.get("values") or ()},
        document.get("unit"),
        document.get("minimum"),
        document.get("maximum"),
    )


def slug_of(name: str) -> str:
    """A name as the published form writes it in the name of a file."""
    return re.sub(r"[^a-z0-9]", "_", name.lower())


def own_number(text: str) -> str:
    """The six digits for a slug, or for a slug, `/` and an attribute's name."""
    return f"{int(hashlib.sha256(text.encode()).hexdigest()[:15], 16) % DIGITS:06d}"
