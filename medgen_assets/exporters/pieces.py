"""Pieces of text, one per row, joined to whole rows; neighbours with few spellings are spelled together."""

from dataclasses import dataclass
from typing import TypeAlias

import pyarrow as pa
import pyarrow.compute as pc

MOST_CHOICES = 4096
"""Spellings of one piece. Assumption: 4,096, because spelling so many costs about 1 ms."""
ROWS_PER_CHOICE = 4
"""Rows for which a spelling is worth while: it costs some four times as much as joining two texts of a row."""
NOTHING = pa.scalar("")


@dataclass(frozen=True)
class Choices:
    """A piece of text per row, out of a few: row i has `texts[codes[i]]`."""

    texts: list[str]
    codes: pa.Array

    def array(self) -> pa.Array:
        """The piece of every row."""
        return pa.array(self.texts, pa.string()).take(self.codes)


def most_choices(rows: int) -> int:
    """How many spellings are worth while for so many rows."""
    return min(MOST_CHOICES, rows // ROWS_PER_CHOICE)


Piece: TypeAlias = "str | Choices | pa.Array"
"""Part of a row's text: the same in all rows, out of a few, or any."""


def joined(pieces: list[Piece]) -> pa.Array:
    """The pieces of each row end to end; at least one of them is not the same in all rows."""
    return pc.binary_join_element_wise(*(_as_text(piece) for piece in _fused(pieces)), NOTHING)


def _as_text(piece: Piece) -> pa.Scalar | pa.Array:
    if isinstance(piece, str):
        return pa.scalar(piece)
    return piece.array() if isinstance(piece, Choices) else piece


def _fused(pieces: list[Piece]) -> list[Piece]:
    fused: list[Piece] = []
    for piece in pieces:
        together = _together(fused[-1], piece) if fused else None
        if together is None:
            fused.append(piece)
        else:
            fused[-1] = together
    return fused


def _together(left: Piece, right: Piece) -> "Piece | None":
    """Both in one piece, or None where that would need too many spellings."""
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, str) and isinstance(right, Choices):
        return Choices([left + text for text in right.texts], right.codes)
    if isinstance(left, Choices) and isinstance(right, str):
        return Choices([text + right for text in left.texts], left.codes)
    if isinstance(left, Choices) and isinstance(right, Choices):
        return _product(left, right)
    return None


def _product(left: Choices, right: Choices) -> Choices | None:
    if len(left.texts) * len(right.texts) > most_choices(len(left.codes)):
        return None
    codes = pc.add(pc.multiply(left.codes, pa.scalar(len(right.texts), pa.int32())), right.codes)
    return Choices([first + second for first in left.texts for second in right.texts], codes)
