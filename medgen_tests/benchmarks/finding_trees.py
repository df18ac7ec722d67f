"""Folders of finding models of any size: a real one grown by copies with names of their own, or generated."""

import json
import shutil
from itertools import cycle
from pathlib import Path
from typing import Any

from medgen_assets.findings.names import ENDING, slug
from medgen_tests.findings.trees import tree

PER_FOLDER = 1000
MOST_ATTRIBUTES = 40
"""Numbers kept for the attributes of a copy. The largest published model has 34."""


def tree_of(folder: Path, count: int, source: Path | None = None) -> Path:
    """A folder with `count` valid models: those of `source` first, then copies of them; generated without a source."""
    if source is None:
        return tree(folder, count)
    originals = sorted(source.rglob(f"*{ENDING}"))
    for path in originals[:count]:
        target = folder / "originals" / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    documents = [json.loads(path.read_bytes()) for path in originals]
    for number, document in zip(range(len(originals), count), cycle(documents)):
        write_copy(folder / f"copies_{number // PER_FOLDER}", document, number)
    return folder


def write_copy(folder: Path, document: dict[str, Any], number: int) -> None:
    """Write a copy of a model under names and identifiers that no other has."""
    copied = json.loads(json.dumps(document))
    copied["oifm_id"] = f"OIFM_COPY_{number:06}"
    copied["name"] = f"{document['name']} copy {number}"
    if synonyms := copied.get("synonyms"):
        copied["synonyms"] = [f"{synonym} copy {number}" for synonym in synonyms]
    for place, attribute in enumerate(copied["attributes"]):
        identifier = f"OIFMA_COPY_{number * MOST_ATTRIBUTES + place:06}"
        attribute["oifma_id"] = identifier
        for position, value in enumerate(attribute.get("values") or ()):
            value["value_code"] = f"{identifier}.{position}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / (slug(copied["name"])[:200] + ENDING)).write_text(json.dumps(copied, indent=2), "utf-8")
