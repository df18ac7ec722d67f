"""JSON read strictly: no key twice, no NaN, no endless nesting."""

import json
from dataclasses import dataclass, field
from typing import Any

from medgen_assets.errors import Problem
from medgen_assets.scenario.places import Places
from medgen_assets.scenario.showing import path_of
from medgen_assets.scenario.text.parsed import (
    DEEPEST,
    MOST_VALUES,
    TOO_DEEP,
    TOO_MANY,
    TWICE,
    Parsed,
    unreadable,
)
from medgen_assets.scenario.text.scalars import whole_number


class Pairs(list[tuple[str, Any]]):
    """The entries of an object as they are written, repeated keys included."""


def parsed_json(text: str, name: str) -> Parsed:
    """The document in a JSON text; raises BadInput when it is no JSON."""
    try:
        written = json.loads(text, object_pairs_hook=Pairs, parse_int=whole_number, parse_constant=float)
    except json.JSONDecodeError as error:
        where = f"{name}, line {error.lineno}, column {error.colno}"
        raise unreadable(where, f"is not valid JSON: {error.msg}.") from None
    except RecursionError:
        raise unreadable(name, TOO_DEEP) from None
    except ValueError as error:
        raise unreadable(name, f"holds {error}, which is no number a scenario can use.") from None
    reading = Reading(name)
    return Parsed(reading.plain(written, ()), tuple(reading.problems))


@dataclass
class Reading:
    """The problems met and the values counted while objects become mappings."""

    name: str
    problems: list[Problem] = field(default_factory=list)
    values: int = 0

    def plain(self, value: Any, places: Places) -> Any:
        """The value with objects as mappings; raises BadInput when it is too deep or too large."""
        self.values += 1
        if len(places) > DEEPEST:
            raise unreadable(self.name, TOO_DEEP)
        if self.values > MOST_VALUES:
            raise unreadable(self.name, TOO_MANY)
        if isinstance(value, Pairs):
            return self.mapped(value, places)
        if isinstance(value, list):
            return [self.plain(item, (*places, number)) for number, item in enumerate(value)]
        return value

    def mapped(self, pairs: Pairs, places: Places) -> dict[str, Any]:
        """The entries of one object; a key that stands twice is a problem, the first one holds."""
        document: dict[str, Any] = {}
        for key, item in pairs:
            inside = (*places, key)
            if key in document:
                self.problems.append(Problem(path_of(inside), "written again", TWICE, "Keep one."))
            else:
                document[key] = self.plain(item, inside)
        return document
