"""How many bits the numbers of a row have in machine code: `Annotated[MutableSequence[int], Bits(32)]`."""

from dataclasses import dataclass
from typing import Any

USUAL = 64


@dataclass(frozen=True)
class Bits:
    """Bits of each number of a row; a number that does not fit is cut off."""

    count: int


def bits_of(annotation: Any) -> int:
    """Bits of the numbers of a row with this annotation: 64 if it does not say."""
    found = [item.count for item in getattr(annotation, "__metadata__", ()) if isinstance(item, Bits)]
    return found[0] if found else USUAL
