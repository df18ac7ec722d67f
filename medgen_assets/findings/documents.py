"""The document of one file: parsed and typed in one pass; what is wrong with it is said place by place.

A file without fault takes the fast way. Any doubt sends it the exact way, which knows the same rules and says more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from pydantic_core import ErrorDetails, SchemaValidator, ValidationError

from medgen_assets.findings.places import json_steps, place
from medgen_assets.findings.raw_text import (
    NUL_ESCAPE,
    NotJson,
    document_of,
    doubled_keys,
    may_have_lost_a_name,
)
from medgen_assets.findings.shapes import FileRules
from medgen_assets.schemas.findings import Document, FindingProblem

UNKNOWN_FIELD = "extra_forbidden"
LONGEST_SHOWN = 80
"""Characters of a value that a message shows. Assumption: one line."""
ALL = "all"


@dataclass
class Findings:
    """What was found in one file while it was read."""

    file: str
    errors: list[FindingProblem] = field(default_factory=list)
    warnings: list[FindingProblem] = field(default_factory=list)
    _places: set[str] = field(default_factory=set)

    def error(self, where: str, rule: str, message: str) -> None:
        """Note what makes the file invalid; of one place and the kinds of number that it is not, the first."""
        if where and where in self._places:
            return
        self._places.add(where)
        self.errors.append(FindingProblem(self.file, where, rule, message))

    def warn(self, where: str, rule: str, message: str) -> None:
        """Note what a person should look at."""
        self.warnings.append(FindingProblem(self.file, where, rule, message))


def parsed(raw: bytes, rules: FileRules, found: Findings) -> Document | None:
    """The typed document of a file's bytes; None when it has errors, which are then in `found`."""
    try:
        document: Document = rules.fast.validate_json(raw)
    except ValidationError:
        return _parsed_exactly(raw, rules.exact, found)
    if NUL_ESCAPE in raw or may_have_lost_a_name(raw, orjson.dumps(document)):
        return _parsed_exactly(raw, rules.exact, found)
    return document


def _parsed_exactly(raw: bytes, shape: SchemaValidator, found: Findings) -> Document | None:
    try:
        value = document_of(raw)
    except NotJson as error:
        found.error("", "json_invalid", str(error))
        return None
    for key in doubled_keys(raw):
        found.error("", "doubled_key", f"the name {_shown(key)} stands twice in the same object")
    document = _put_right(value, shape, found)
    return None if found.errors else document


def _put_right(value: Any, shape: SchemaValidator, found: Findings) -> Document | None:
    """The typed document, without unknown fields and with `max_selected` as a number."""
    try:
        document: Document = shape.validate_python(value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            _settle(value, detail, found)
    else:
        return document
    return None if found.errors else shape.validate_python(value)


def _settle(value: Any, detail: ErrorDetails, found: Findings) -> None:
    """Put one fault right, if that is allowed, with a warning; else note an error."""
    steps = json_steps(detail["loc"])
    where = place(steps)
    if detail["type"] == UNKNOWN_FIELD:
        found.warn(where, "unknown_field", "the schema has no such field; it is left out")
        del _at(value, steps[:-1])[steps[-1]]
    elif steps and steps[-1] == "max_selected" and detail["input"] in (None, ALL, ""):
        attribute = _at(value, steps[:-1])
        attribute["max_selected"] = len(attribute["values"]) if detail["input"] == ALL else 1
        found.warn(where, "max_selected", f"{_shown(detail['input'])} is read as {attribute['max_selected']}")
    else:
        found.error(where, detail["type"], f"{detail['msg']}; it is {_shown(detail['input'])}")


def _at(value: Any, steps: Sequence[str | int]) -> Any:
    for step in steps:
        value = value[step]
    return value


def _shown(value: object) -> str:
    """A value in one line; of records and lists only what they are."""
    if isinstance(value, dict | list):
        return f"a record with {len(value)} fields" if isinstance(value, dict) else f"a list of {len(value)}"
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
