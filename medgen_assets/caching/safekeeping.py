"""Values nobody can change behind the cache's back: what cannot change is shared, the rest is copied."""

import copy
import sys
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import PurePath
from typing import Generic, TypeVar
from uuid import UUID

Value = TypeVar("Value")

UNCHANGING = (
    type(None),
    bool,
    int,
    float,
    complex,
    str,
    bytes,
    date,
    time,
    timedelta,
    Decimal,
    Enum,
    PurePath,
    UUID,
)


PLAIN = frozenset({type(None), bool, int, float, complex, str, bytes})
"""Types with nothing inside, told by a look at the type alone: most parts of most answers are of these."""


@dataclass(frozen=True, slots=True)
class Safe(Generic[Value]):
    """A value in the cache's hands, with its estimated size in bytes."""

    value: Value
    is_unchanging: bool
    bytes: int

    def taken(self) -> Value:
        """The value for one more reader: itself if it cannot change, else a copy of one's own."""
        return self.value if self.is_unchanging else copy.deepcopy(self.value)


def safe(value: Value) -> Safe[Value]:
    """Take a value into keeping; what its maker still holds and could change is copied now."""
    is_unchanging, size = is_unchanging_throughout(value), estimated_bytes(value)
    return Safe(value if is_unchanging else copy.deepcopy(value), is_unchanging, size)


def is_unchanging_throughout(value: object) -> bool:
    """Whether neither the value nor anything inside it can change; False where that is not known."""
    if type(value) in PLAIN or isinstance(value, UNCHANGING):
        return True
    if type(value) in (tuple, frozenset) or _is_frozen_dataclass(value):
        return all(map(is_unchanging_throughout, _inside(value)))
    return False


def estimated_bytes(value: object) -> int:
    """Memory of a value and all it holds, each part counted once; tables tell their own."""
    seen: dict[int, object] = {}  # the parts themselves are kept, so that no number is given twice
    unseen, total = [value], 0
    while unseen:
        part = unseen.pop()
        if id(part) not in seen:
            seen[id(part)] = part
            if type(part) in PLAIN:
                total += sys.getsizeof(part)
            else:
                total += _own_bytes(part)
                unseen.extend(_inside(part))
    return total


def _own_bytes(part: object) -> int:
    estimate = getattr(part, "estimated_size", None)  # a Polars table
    return int(estimate()) if callable(estimate) else sys.getsizeof(part)


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, list | tuple | frozenset | set):
        return value
    if isinstance(value, str | bytes):
        return ()
    if isinstance(value, Mapping):
        return (*value.keys(), *value.values())
    if isinstance(value, AbstractSet):
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)]
    return getattr(value, "__dict__", {}).values() if not isinstance(value, type | Enum) else ()


def _is_frozen_dataclass(value: object) -> bool:
    parameters = getattr(type(value), "__dataclass_params__", None)
    return parameters is not None and bool(parameters.frozen)
