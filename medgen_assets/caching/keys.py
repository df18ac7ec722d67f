"""Keys that tell apart whatever changes an answer: 1, "1", 1.0 and True are four keys, not one."""

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass


def answer_key(*parts: object) -> Hashable:
    """The key of an answer to these parts; raises TypeError for a part that has no hash.

    A mapping is the same whatever the order of its names.
    """
    return tuple(map(_typed, parts))


PLAIN = frozenset({str, int, float, bool, bytes, type(None)})
"""Types that are told apart without a closer look, which costs five times as much."""


def _typed(value: object) -> Hashable:
    if type(value) in PLAIN:
        return type(value), value
    if isinstance(value, list | tuple):
        return type(value), tuple(map(_typed, value))
    if isinstance(value, Mapping):
        return type(value), frozenset((_typed(name), _typed(item)) for name, item in value.items())
    if isinstance(value, AbstractSet):
        return type(value), frozenset(map(_typed, value))
    if is_dataclass(value) and not isinstance(value, type):
        return type(value), tuple(_typed(getattr(value, field.name)) for field in fields(value))
    hash(value)
    return type(value), value
