"""Names, totals, and the keys that have no place in a scenario."""

from collections.abc import Mapping
from typing import Any

from medgen_assets.errors import BadInput, Problem
from medgen_assets.scenario.originals.conversion import Conversion
from medgen_assets.scenario.showing import meant, shown, slugged

ORIGINAL_TOTAL = 10
"""Casualties when a document states none (unit: casualties). Source: the original's inline documents."""
NAMELESS = "converted_scenario"

DROPPED = {
    "id": "dropped, it numbered the original's database row.",
    "version": "dropped, stored scenarios get their own versions.",
    "parent_config_id": "dropped, it had no effect there; `scenario history` has versions.",
    "created_at": "dropped, stored scenarios get their own times.",
    "updated_at": "dropped, stored scenarios get their own times.",
    "facility_configs": "dropped, it had no effect there and names no front; "
    "give fronts[].facilities. Deaths and returns to duty follow from injury, time and care here.",
    "medical_simulation": "dropped, it had no effect there; here the course of each casualty is simulated.",
    "advanced_overrides": "dropped, it had no effect there; "
    "overrides.care_transitions, overrides.stay_hours and fronts[].distances_km are their places here.",
    "deterioration_model": "dropped, the course of a casualty is the model's own here.",
    "category": "dropped, it is a label; what it stands for is said by warfare_types and environment.",
    "output_formats": "dropped, it is asked per run: generate --formats.",
    "use_compression": "dropped, Parquet is always compressed.",
    "use_encryption": "dropped, it did not encrypt there; encrypt the finished folder.",
    "encryption_password": "dropped, passwords have no place in a scenario.",
    "priority": "dropped, it had no effect there.",
    "config_version": "dropped, it described the original's file.",
    "config_type": "dropped, it described the original's file.",
    "compatible_with": "dropped, it described the original's file.",
    "_intensity_options": "dropped, it described the original's file.",
    "_tempo_options": "dropped, it described the original's file.",
}
ENVELOPE = "configuration"


def unwrapped(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document itself; a generation request holds it under `configuration` and may overrule the total."""
    if document.get(ENVELOPE) is None and document.get("configuration_id") is not None:
        rule = "names a template stored in the original, which is not here."
        value = shown(document["configuration_id"])
        raise BadInput([Problem("configuration_id", value, rule, "Give the template's document.")])
    inner = document.get(ENVELOPE, {})
    if not isinstance(inner, Mapping):
        raise BadInput([Problem(ENVELOPE, shown(inner), "must be a mapping.")])
    outer = {key: value for key, value in document.items() if key not in (ENVELOPE, "configuration_id")}
    return {**inner, **{key: value for key, value in outer.items() if value is not None}}


def convert_labels(conversion: Conversion) -> None:
    """Name, description and total."""
    name = conversion.taken("name")
    given = name[1] if name is not None else NAMELESS
    slug = slugged(given) if isinstance(given, str) else ""
    conversion.result["name"] = (slug or NAMELESS) if isinstance(given, str) else given
    description = conversion.taken("description")
    words = description[1] if description is not None else ""
    if isinstance(given, str) and slug != given:
        conversion.say("name", f"{shown(given)} became {conversion.result['name']}.")
        words = f"{given}. {words}".strip() if isinstance(words, str) else words
    conversion.result["description"] = words
    convert_total(conversion)


def convert_total(conversion: Conversion) -> None:
    """How many casualties."""
    total = conversion.taken("total_patients", "count")
    conversion.result["total_patients"] = total[1] if total is not None else ORIGINAL_TOTAL
    if total is None:
        conversion.say(
            "total_patients", f"not given; the original's default, {ORIGINAL_TOTAL}, is written out."
        )


def drop_the_rest(conversion: Conversion) -> None:
    """Say why known keys are dropped; refuse unknown ones."""
    for key in conversion.original:
        if key in conversion.used:
            continue
        if key in DROPPED:
            conversion.say(key, DROPPED[key])
        else:
            known = sorted(conversion.used | set(DROPPED))
            hint = meant(key, known)
            near = hint if hint.startswith("Did") else ""
            rule = "is no key of the original's documents, which dropped it silently."
            conversion.problems.append(
                Problem(shown(key).strip("'"), shown(conversion.original[key]), rule, near)
            )
