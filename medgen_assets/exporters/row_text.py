"""Rows as text, a column at a time: what JSON objects and CSV lines are made of.

A value that many rows share is spelled once and then looked up: three times as fast as spelling every value
(measured, docs/outputs.md), and the text is the same.
"""

from collections.abc import Callable
from dataclasses import dataclass

import orjson
import pyarrow as pa
import pyarrow.compute as pc

from medgen_assets.exporters.pieces import NOTHING, Choices, Piece, joined, most_choices


@dataclass(frozen=True)
class RowStyle:
    """How a row is spelled.

    `quoted` spells any text, `needs_care` is a pattern of the texts that are more than themselves between two
    `quote`s, and `before` is what stands before the value of column number i.
    """

    null: str
    quote: str
    quoted: Callable[[str], str]
    needs_care: str
    before: Callable[[int, str], str]


def _json_text(value: str | float) -> str:
    return orjson.dumps(value).decode()


def _csv_text(value: str) -> str:
    is_plain = value and not any(sign in value for sign in ',"\r\n')
    return value if is_plain else '"' + value.replace('"', '""') + '"'


JSON_OBJECTS = RowStyle(
    null="null",
    quote='"',
    quoted=_json_text,
    needs_care=r'["\\\x00-\x1f]',
    before=lambda number, name: ("," if number else "{") + _json_text(name) + ":",
)
"""JSON objects without the closing brace, so that more members can follow."""

CSV_LINES = RowStyle(
    null="",
    quote="",
    quoted=_csv_text,
    needs_care=r'^$|[,"\r\n]',
    before=lambda number, _name: "," if number else "",
)
"""Lines of RFC 4180 without the line end; an empty text is quoted, so that it is not taken for null."""


def row_texts(rows: pa.RecordBatch, style: RowStyle, end: str) -> pa.Array:
    """The text of each row, with `end` after the last value."""
    pieces: list[Piece] = []
    for number, (name, column) in enumerate(zip(rows.schema.names, rows.columns, strict=True)):
        pieces += [style.before(number, name), *_pieces(column, style)]
    return joined([*pieces, end])


def _pieces(column: pa.Array, style: RowStyle) -> list[Piece]:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return [_dictionary_piece(column, style)]
    if pa.types.is_timestamp(kind):
        return _between(style.quote, _instant_texts(column), "Z" + style.quote, style)
    if pa.types.is_date(kind):
        return _between(style.quote, column.cast(pa.string()), style.quote, style)
    if pa.types.is_string(kind):
        return [_text_piece(column, style)]
    return [_integer_piece(column, style) if pa.types.is_integer(kind) else _number_piece(column, style)]


def _between(before: str, texts: pa.Array, after: str, style: RowStyle) -> list[Piece]:
    if not texts.null_count:
        return [before, texts, after]
    whole = pc.binary_join_element_wise(pa.scalar(before), texts, pa.scalar(after), NOTHING)
    return [whole.fill_null(style.null)]


def _instant_texts(column: pa.Array) -> pa.Array:
    """ISO 8601 to the microsecond, the zone left to the caller; the column is in UTC."""
    texts = column.cast(pa.timestamp("us")).cast(pa.string())
    return pc.binary_replace_slice(texts, start=10, stop=11, replacement="T")


def _text_piece(values: pa.Array, style: RowStyle) -> pa.Array:
    if pc.any(pc.match_substring_regex(values, style.needs_care)).as_py():
        spelled = [style.null if value is None else style.quoted(value) for value in values.to_pylist()]
        return pa.array(spelled, pa.string())
    quote = pa.scalar(style.quote)
    return pc.binary_join_element_wise(quote, values, quote, NOTHING).fill_null(style.null)


def _dictionary_piece(column: pa.DictionaryArray, style: RowStyle) -> Piece:
    if len(column.dictionary) > most_choices(len(column)):
        return _text_piece(column.cast(pa.string()), style)
    return _choices(_text_piece(column.dictionary, style).to_pylist(), column.indices, style)


def _integer_piece(column: pa.Array, style: RowStyle) -> Piece:
    span = pc.min_max(column).as_py()
    if span["max"] is None or span["min"] < 0 or span["max"] >= most_choices(len(column)):
        return column.cast(pa.string()).fill_null(style.null)
    return _choices([str(value) for value in range(span["max"] + 1)], column, style)


def _number_piece(column: pa.Array, style: RowStyle) -> Piece:
    """Booleans and floats, spelled as the shortest text that gives the same float; not finite is null."""
    finite = pc.if_else(pc.is_finite(column), column, None) if pa.types.is_floating(column.type) else column
    encoded = finite.dictionary_encode()
    return _choices([_json_text(value) for value in encoded.dictionary.to_pylist()], encoded.indices, style)


def _choices(texts: list[str], codes: pa.Array, style: RowStyle) -> Choices:
    if not codes.null_count:
        return Choices(texts, codes.cast(pa.int32()))
    return Choices([*texts, style.null], codes.cast(pa.int32()).fill_null(len(texts)))
