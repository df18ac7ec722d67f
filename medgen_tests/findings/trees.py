"""Finding models and folders of them, generated: no test needs a published corpus."""

import json
from pathlib import Path
from typing import Any

from medgen_assets.findings.names import slug

ORGANIZATIONS = ("ABCD", "EFG")
SUBJECTS = ("femur", "skull", "liver", "spleen", "pleura", "aorta", "orbit", "tibia", "mandible", "kidney")
KINDS = (
    "fracture",
    "laceration",
    "effusion",
    "hematoma",
    "mass",
    "calcification",
    "edema",
    "gas",
    "cyst",
    "tear",
)


def name_of(number: int) -> str:
    """A name of its own for each number."""
    kind, subject = KINDS[number % len(KINDS)], SUBJECTS[number // len(KINDS) % len(SUBJECTS)]
    return f"{subject} {kind}" if number < len(KINDS) * len(SUBJECTS) else f"{subject} {kind} type {number}"


def model(number: int, **changes: Any) -> dict[str, Any]:
    """A valid model; a change to None leaves a field out."""
    organization = ORGANIZATIONS[number % len(ORGANIZATIONS)]
    presence, size = (f"OIFMA_{organization}_{number * 2 + place:06}" for place in range(2))
    document = {
        "oifm_id": f"OIFM_{organization}_{number:06}",
        "name": name_of(number),
        "description": f"Description of what number {number} looks like.",
        "synonyms": [f"{name_of(number)} finding"],
        "tags": ["chest", "CT"],
        "contributors": [{"name": "An Organisation", "code": organization}],
        "attributes": [
            {
                "oifma_id": presence,
                "name": "presence",
                "type": "choice",
                "values": [
                    {"value_code": f"{presence}.0", "name": "absent"},
                    {
                        "value_code": f"{presence}.1",
                        "name": "present",
                        "index_codes": [{"system": "SNOMED", "code": "52101004"}],
                    },
                ],
                "required": True,
                "max_selected": 1,
            },
            {
                "oifma_id": size,
                "name": "size",
                "type": "numeric",
                "minimum": 0,
                "maximum": 100,
                "unit": "mm",
            },
        ],
        "index_codes": [{"system": "GAMUTS", "code": f"{10000 + number}"}],
    } | changes
    return {key: value for key, value in document.items() if value is not None}


def write_model(folder: Path, document: dict[str, Any], file: str = "") -> Path:
    """Write a model under the name it should have, or another."""
    path = folder / (file or f"{slug(document['name'])}.fm.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2), "utf-8")
    return path


def tree(folder: Path, count: int, first: int = 0) -> Path:
    """A folder with valid models, ten to a sub-folder."""
    for number in range(first, first + count):
        write_model(folder / f"part_{number // 10}", model(number))
    return folder
