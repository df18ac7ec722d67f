"""Bytes that are one JSON document of UTF-8, each name once in its object; everything else gets one clear error."""

import json
from typing import Any

from pydantic_core import from_json

LARGEST_BYTES = 4 * 1024 * 1024
"""Size of a file. Assumption: 4 MiB, because the largest of 2,382 published models has 28 kB."""
UTF_8_MARK = b"\xef\xbb\xbf"
OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
NUL_ESCAPE = b"\\u0000"
QUOTE_ESCAPE = b"\\u0022"
QUOTE = b'"'


class NotJson(ValueError):
    """Bytes that are no document, and why."""


def refuse_other_encodings(raw: bytes) -> None:
    """Raise NotJson for what is empty, marked, of another encoding, or holds the character NUL."""
    if not raw.strip():
        raise NotJson("the file is empty")
    if raw.startswith(UTF_8_MARK):
        raise NotJson("the file begins with a byte-order mark; save it without")
    if raw.startswith(OTHER_MARKS):
        raise NotJson("the file is UTF-16; save it as UTF-8")
    if b"\x00" in raw:
        raise NotJson(f"byte {raw.index(0)} is NUL")
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        raise NotJson(f"byte {error.start} is {raw[error.start]:#04x}, which is not UTF-8") from None


def document_of(raw: bytes) -> Any:
    """The JSON value of these bytes; raises NotJson."""
    refuse_other_encodings(raw)
    try:
        value = from_json(raw, allow_inf_nan=False, cache_strings="keys")
    except ValueError as error:
        raise NotJson(f"it is not JSON: {error}") from None
    if NUL_ESCAPE in raw and holds_nul(value):
        raise NotJson("a text holds the character NUL, which no database keeps")
    return value


def holds_nul(value: Any) -> bool:
    """Whether any text or name in a JSON value holds the character NUL."""
    if isinstance(value, str):
        return "\x00" in value
    if isinstance(value, dict):
        return any(holds_nul(key) or holds_nul(item) for key, item in value.items())
    return isinstance(value, list) and any(map(holds_nul, value))


def doubled_keys(raw: bytes) -> list[str]:
    """The names that stand twice in the same object, in order."""
    found: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        kept = dict(items)
        if len(kept) < len(items):
            keys = [key for key, _ in items]
            found.extend(sorted({key for key in keys if keys.count(key) > 1}))
        return kept

    json.loads(raw, object_pairs_hook=pairs, parse_int=str)
    return found


def may_have_lost_a_name(raw: bytes, written: bytes) -> bool:
    """Whether a name may stand twice or be unknown: it was dropped, so the document written again has fewer quotes."""
    return QUOTE_ESCAPE in raw or raw.count(QUOTE) != written.count(QUOTE)
