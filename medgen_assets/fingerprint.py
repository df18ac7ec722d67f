"""Identity by content: the same value has the same fingerprint on every machine."""

import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

READ_BYTES = 1 << 20
"""Bytes of a file in memory at a time."""


def canonical_json(value: Any) -> bytes:
    """Write a JSON-like value in its one canonical form: sorted keys, no spaces, ASCII, no NaN."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False
    ).encode("ascii")


def fingerprint(value: Any) -> str:
    """SHA-256 (hex) over the canonical form of a JSON-like value."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def file_fingerprint(path: Path) -> str:
    """SHA-256 (hex) over the bytes of a file, which may be large: an export of 10,000 patients has 150 MB."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as file:
        while block := file.read(READ_BYTES):
            digest.update(block)
    return digest.hexdigest()


def file_checksum(path: Path) -> int:
    """CRC-32 over the bytes of a file, against accidents only."""
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(READ_BYTES):
            checksum = zlib.crc32(block, checksum)
    return checksum
