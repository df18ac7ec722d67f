"""One SHA-256 for the rows of a table in their order, however they are cut into files and chunks.

Each column is hashed as streams of bytes; the digest of the table is the SHA-256 of a canonical JSON document
that names the format, the number of rows, and for each column, in order, its name, type and streams' SHA-256:

- `values`: fixed-width values little-endian (booleans one byte, dates days since 1970 in 4 bytes, instants
  microseconds since 1970 in 8), a null as zeros; strings as their UTF-8 bytes end to end, a null as nothing;
- `lengths` (strings only): the number of bytes of each value in 4 bytes, a null as 0;
- `present` (only when there is a null): one byte a row, 1 for a value and 0 for null.

A stream does not know where a chunk ended, so neither does the digest.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from medgen_assets.exporters.layout import TABLES, table_files
from medgen_assets.exporters.reading import footer, record_batches
from medgen_assets.fingerprint import fingerprint

FORMAT = "medgen rows 1"
READ_ROWS = 65_536
"""Rows decoded at a time; no effect on the digest."""
INTEGER_OF_BITS = {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}


class ColumnDigest:
    """The running digest of one column."""

    def __init__(self, name: str, kind: pa.DataType) -> None:
        self._name, self._kind = name, kind
        self._rows = 0
        self._values, self._lengths, self._present = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
        self._has_nulls = False

    def update(self, column: pa.Array) -> None:
        """Take the next rows."""
        self._note_presence(column)
        if pa.types.is_string(column.type):
            text = column.fill_null("") if column.null_count else column
            self._lengths.update(_fixed_width_bytes(pc.binary_length(text)))
            self._values.update(_text_bytes(text))
        else:
            self._values.update(_fixed_width_bytes(_without_nulls(column)))
        self._rows += len(column)

    def _note_presence(self, column: pa.Array) -> None:
        """Hash who is present, from the first null on: until then it is known without hashing."""
        if column.null_count and not self._has_nulls:
            self._has_nulls = True
            for start in range(0, self._rows, READ_ROWS):
                self._present.update(b"\x01" * min(READ_ROWS, self._rows - start))
        if self._has_nulls:
            self._present.update(_fixed_width_bytes(column.is_valid().cast(pa.uint8())))

    def description(self) -> dict[str, str]:
        """What the table's digest is made of."""
        described = {"name": self._name, "type": str(self._kind), "values": self._values.hexdigest()}
        if pa.types.is_string(self._kind):
            described["lengths"] = self._lengths.hexdigest()
        if self._has_nulls:
            described["present"] = self._present.hexdigest()
        return described


def _fixed_width_bytes(column: pa.Array) -> memoryview:
    """The values' own memory, without the rows before and after."""
    width = column.type.bit_width // 8
    start = column.offset * width
    return memoryview(column.buffers()[1])[start : start + len(column) * width]


def _text_bytes(column: pa.Array) -> memoryview:
    data = column.buffers()[2]
    offsets = memoryview(column.buffers()[1]).cast("i")
    first, last = offsets[column.offset], offsets[column.offset + len(column)]
    return memoryview(data if data is not None else b"")[first:last]


def _without_nulls(column: pa.Array) -> pa.Array:
    plain = column.cast(pa.uint8()) if pa.types.is_boolean(column.type) else column
    if not plain.null_count:
        return plain
    zero = pa.scalar(0, INTEGER_OF_BITS[plain.type.bit_width])
    return plain.fill_null(zero.cast(plain.type))


class RowDigest:
    """The running digest of a table."""

    def __init__(self, schema: pa.Schema) -> None:
        self._rows = 0
        self._columns = [ColumnDigest(field.name, field.type) for field in schema]

    def update(self, rows: pa.RecordBatch) -> None:
        """Take the next rows; there is at least one."""
        for digest, column in zip(self._columns, rows.columns, strict=True):
            digest.update(column)
        self._rows += rows.num_rows

    def hexdigest(self) -> str:
        """SHA-256 (hex) of the rows so far."""
        columns = [column.description() for column in self._columns]
        return fingerprint({"format": FORMAT, "rows": self._rows, "columns": columns})


def table_digest(paths: Iterable[Path]) -> str:
    """SHA-256 (hex) over the rows of a table, from its Parquet files in order; there is at least one.

    Raises BadInput when a file is torn or damaged.
    """
    files = list(paths)
    digest = RowDigest(footer(files[0]).schema.to_arrow_schema())
    for path in files:
        for rows in record_batches(path, READ_ROWS, with_dictionaries=False):
            digest.update(rows)
    return digest.hexdigest()


def table_digests(folder: Path) -> dict[str, str]:
    """The digest of every table of a data set."""
    return {table: table_digest([folder / path for path in table_files(folder, table)]) for table in TABLES}
