"""What differs between two documents, place by place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One place of a document, such as `fronts[0].share`, before and after; None when it is absent."""

    path: str
    before: Any
    after: Any


def changes(before: Any, after: Any, path: str = "") -> list[Change]:
    """The places where two JSON-like values differ, as deep as they go, keys in order."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [change for place in _by_key(before, after, path) for change in changes(*place)]
    if isinstance(before, list) and isinstance(after, list):
        return [change for place in _by_index(before, after, path) for change in changes(*place)]
    return [] if _is_same(before, after) else [Change(path, before, after)]


Place = tuple[Any, Any, str]


def _by_key(before: dict[str, Any], after: dict[str, Any], path: str) -> Iterator[Place]:
    for key in sorted(before.keys() | after.keys()):
        yield before.get(key), after.get(key), f"{path}.{key}" if path else key


def _by_index(before: list[Any], after: list[Any], path: str) -> Iterator[Place]:
    for index in range(max(len(before), len(after))):
        yield _item(before, index), _item(after, index), f"{path}[{index}]"


def _item(values: list[Any], index: int) -> Any:
    return values[index] if index < len(values) else None


def _is_same(before: Any, after: Any) -> bool:
    # Python holds True equal to 1; a document does not.
    return bool(before == after) and isinstance(before, bool) == isinstance(after, bool)
