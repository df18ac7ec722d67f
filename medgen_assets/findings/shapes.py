"""What types a document: pydantic's schema as plain data, so that who reads for another need not make it again."""

from functools import cache
from typing import Any

from pydantic_core import SchemaValidator

Schema = dict[str, Any]
FORBIDDEN, IGNORED = "forbid", "ignore"


class FileRules:
    """What a file is held to; handed to another process it costs the import of neither pydantic nor YAML."""

    def __init__(self, schema: Schema, systems: frozenset[str]) -> None:
        self.schema, self.code_systems = schema, systems
        self.exact, self.fast = SchemaValidator(schema), SchemaValidator(_ignoring(schema))

    def __reduce__(self) -> tuple[type["FileRules"], tuple[Schema, frozenset[str]]]:
        return FileRules, (self.schema, self.code_systems)


@cache
def current_rules() -> FileRules:
    """The rules of this process, made from the typed classes and the reference tables."""
    from pydantic import TypeAdapter

    from medgen_assets.reference.finding_rules import code_systems
    from medgen_assets.schemas.finding_models import FindingModel

    schema: Schema = _without_classes(TypeAdapter(FindingModel).core_schema)
    return FileRules(schema, code_systems())


def _without_classes(schema: Any) -> Any:
    """The same schema without the Python classes it was made from, which it does not need."""
    if isinstance(schema, dict):
        return {name: _without_classes(part) for name, part in schema.items() if name != "cls"}
    return [_without_classes(part) for part in schema] if isinstance(schema, list) else schema


def _ignoring(schema: Any) -> Any:
    """The same schema, but fields that it does not know are left out without a word: a seventh of the time less."""
    if isinstance(schema, dict):
        return {name: IGNORED if part == FORBIDDEN else _ignoring(part) for name, part in schema.items()}
    return [_ignoring(part) for part in schema] if isinstance(schema, list) else schema
