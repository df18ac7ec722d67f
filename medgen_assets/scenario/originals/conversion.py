"""What a conversion has in hand: the original document, the scenario it becomes, and what there is to say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from medgen_assets.errors import Problem
from medgen_assets.scenario.quantities import MOST
from medgen_assets.scenario.showing import shown


@dataclass
class Conversion:
    """One document on its way; `failed` names fields of the scenario that could not be made."""

    original: Mapping[str, Any]
    result: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)

    def taken(self, *keys: str) -> tuple[str, Any] | None:
        """The first of the keys that the document has, with its value; all of them count as used."""
        self.used.update(keys)
        return next(((key, self.original[key]) for key in keys if self.original.get(key) is not None), None)

    def say(self, key: str, what: str) -> None:
        """Say in one line what became of a key."""
        self.notes.append(f"{key}: {what}")

    def refuse(self, path: str, value: Any, rule: str, hint: str = "", *, field_name: str) -> None:
        """Note a value that cannot be converted."""
        self.problems.append(Problem(path, shown(value), rule, hint))
        self.failed.add(field_name)


def is_true_false(value: Any) -> bool:
    """Whether a value is a mapping of switches."""
    return (
        isinstance(value, Mapping) and bool(value) and all(isinstance(item, bool) for item in value.values())
    )


def is_amount(value: Any) -> bool:
    """Whether a value is a finite number of at least 0."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 <= value <= MOST and isfinite(value)
