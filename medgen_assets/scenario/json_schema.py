"""The JSON Schema of the scenario document, for editors, and the knobs it lists.

`python -m medgen_assets.scenario.json_schema docs/scenario.schema.json` writes the committed one.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from medgen_assets.scenario.model import Scenario
from medgen_assets.vocabulary import Role

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEFINITION = "#/$defs/"


def scenario_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12): fields, bounds, units, closed lists, defaults, examples."""
    from medgen_assets.reference.nations import nation_codes

    schema = Scenario.model_json_schema(mode="validation")
    schema["title"] = "medgen scenario"
    schema["$defs"]["Front"]["properties"]["nations"]["propertyNames"] = {"enum": list(nation_codes())}
    schema["$defs"]["Facility"]["properties"]["role"]["enum"] = [role for role in Role if role != Role.POI]
    return {"$schema": DIALECT, **schema}


def schema_text() -> str:
    """The schema as it is committed."""
    return json.dumps(scenario_schema(), indent=2, ensure_ascii=False) + "\n"


def knobs() -> list[str]:
    """Every field a scenario can set, as a path such as fronts[].facilities[].beds."""
    schema = scenario_schema()
    return list(leaves(schema, schema["$defs"], ""))


def leaves(node: dict[str, Any], definitions: dict[str, Any], path: str) -> Iterator[str]:
    """Paths of the fields within a part of the schema that hold no parts themselves."""
    part = part_of(node, definitions)
    if "properties" in part:
        for name, field in part["properties"].items():
            yield from leaves(field, definitions, f"{path}.{name}" if path else name)
    elif "properties" in part_of(part.get("items", {}), definitions):
        yield from leaves(part["items"], definitions, f"{path}[]")
    else:
        yield path


def part_of(node: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """The definition a node refers to, through null and references; the node itself when there is none."""
    for choice in node.get("anyOf", ()):
        part = part_of(choice, definitions)
        if "properties" in part or "items" in part:
            return part
    if "$ref" in node:
        return part_of(definitions[node["$ref"].removeprefix(DEFINITION)], definitions)
    return node


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(schema_text(), "utf-8")
