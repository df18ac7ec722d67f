"""Tables as they are stored, in Arrow: a column of names holds their numbers and each name once.

Records are made in this form. Polars takes as long to put numbers under names as the model to find them.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

NUMBERED_TEXT = pa.dictionary(pa.int32(), pa.string())
"""A column of names on its way into a file, where it is a string like any other."""
INSTANT = pa.timestamp("us", "UTC")


def stored_table(schema: type[dy.Schema], columns: Mapping[str, pa.Array | pa.ChunkedArray]) -> pa.Table:
    """The columns of a schema, in its order; raises TypeError when they have other names or types.

    What is never empty is declared as such: Parquet then keeps no levels of it.
    """
    declared = _declared(schema)
    types = {name: plain_type(column.type) for name, column in columns.items()}
    if types != dict(zip(declared.names, declared.types, strict=True)):
        raise TypeError(f"{schema.__name__} has other columns than declared: {types}")
    fields = [field.with_type(columns[field.name].type) for field in declared]
    return pa.table([columns[name] for name in declared.names], schema=pa.schema(fields))


@cache
def _declared(schema: type[dy.Schema]) -> pa.Schema:
    columns = schema.columns()
    types = stored_form(pl.DataFrame(schema={name: column.dtype for name, column in columns.items()})).schema
    return pa.schema(
        [
            pa.field(field.name, plain_type(field.type), nullable=columns[field.name].nullable)
            for field in types
        ]
    )


def stored_frame(schema: type[dy.Schema], rows: pl.DataFrame) -> pa.Table:
    """The columns of a schema out of a table that may have more."""
    table = stored_form(rows.select(schema.column_names()))
    return stored_table(schema, dict(zip(table.column_names, table.columns, strict=True)))


def numbered_names(numbers: NDArray[np.int32], names: pa.StringArray) -> pa.DictionaryArray:
    """A column of names by their numbers; empty where the number is negative.

    Which cells are filled is said in bits, in a third of the time in which Arrow reads a mask.
    """
    is_filled = numbers >= 0
    validity = None if is_filled.all() else pa.py_buffer(np.packbits(is_filled, bitorder="little"))
    plain = pa.py_buffer(np.ascontiguousarray(numbers, np.int32))
    indices = pa.Array.from_buffers(pa.int32(), len(numbers), [validity, plain])
    return pa.DictionaryArray.from_arrays(indices, names, safe=False)


def value_counts(column: pa.ChunkedArray) -> dict[str, int]:
    """How often each value occurs, as text; None among them where cells are empty."""
    if not pa.types.is_dictionary(column.type):
        found = column.value_counts().to_pylist()
        return {str(value["values"]): value["counts"] for value in found}
    counts: Counter[str] = Counter()
    for piece in column.chunks:
        numbers = piece.indices.drop_null().to_numpy() if piece.null_count else piece.indices.to_numpy()
        # bare numbers are counted in half of Arrow's time, and names made at once quicker than one by one
        found = np.bincount(numbers).tolist()
        for name, count in zip(piece.dictionary.to_pylist(), found, strict=False):
            if count:
                counts[name] += count
        if piece.null_count:
            counts[str(None)] += piece.null_count
    return counts


def instants(microseconds: NDArray[np.int64]) -> pa.TimestampArray:
    """A column of instants by their microseconds since 1970."""
    return pa.array(microseconds).view(INSTANT)


def plain_type(kind: pa.DataType) -> pa.DataType:
    """The type of a column for its readers: numbered names are strings."""
    return pa.string() if pa.types.is_dictionary(kind) else kind


def stored_type(kind: pa.DataType) -> pa.DataType:
    """The type every reader agrees on: plain strings, since large ones do not merge with others' files."""
    if pa.types.is_dictionary(kind):
        return NUMBERED_TEXT
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind


def stored_form(rows: pl.DataFrame | pa.Table) -> pa.Table:
    """Rows as they are stored: strings, signed integers, UTC microsecond timestamps; names stay numbered."""
    table = rows.to_arrow() if isinstance(rows, pl.DataFrame) else rows
    types = pa.schema([pa.field(field.name, stored_type(field.type)) for field in table.schema])
    return table if table.schema.equals(types) else table.cast(types)
