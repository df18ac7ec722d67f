"""One Parquet file, written chunk by chunk, that looks the same however its rows were cut into chunks."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from medgen_assets.files import whole_file
from medgen_assets.schemas.stored import stored_form

ROW_GROUP_ROWS = 100_000
"""Rows of a row group.

Smaller groups cost bytes, larger ones memory (docs/adr/0030-parquet-is-written-by-pyarrow.md)."""


SHORT_LIST = 256
"""Names of a closed list up to which all are written, whether they occur or not. Assumption: a few kilobytes, while
looking which of them occur takes as long as writing them."""


def _counts_up(field: pa.Field) -> bool:
    """Whether neighbouring values lie close together, so that differences store in half the bytes."""
    return bool(pa.types.is_timestamp(field.type)) or (
        bool(pa.types.is_integer(field.type)) and field.name.endswith("_id")
    )


def _in_one_piece(column: pa.ChunkedArray) -> pa.Array:
    """A column of a row group in one piece of memory; of many numbered names, those that occur, in their order.

    So the pages depend on the rows of the group alone, and on closed lists that every group has.
    """
    whole = pa.concat_arrays(column.chunks)
    is_long = pa.types.is_dictionary(whole.type) and len(whole.dictionary) > SHORT_LIST
    return _without_unused(whole) if is_long else whole


def _without_unused(names: pa.DictionaryArray) -> pa.DictionaryArray:
    """Numbered names without those that occur nowhere; done on the bare numbers, in a quarter of Arrow's time."""
    validity, buffer = names.indices.buffers()
    numbers = np.frombuffer(buffer, np.int32)[: len(names)]
    is_used = np.zeros(len(names.dictionary), np.bool_)
    is_used[_present(numbers, validity)] = True
    places = np.cumsum(is_used, dtype=np.int32) - np.int32(1)
    moved = (
        places.take(numbers, mode="clip") if len(places) else numbers
    )  # what stands at empty cells counts for nothing
    indices = pa.Array.from_buffers(pa.int32(), len(names), [validity, pa.py_buffer(moved)])
    return pa.DictionaryArray.from_arrays(
        indices, names.dictionary.take(pa.array(np.flatnonzero(is_used))), safe=False
    )


def _present(numbers: NDArray[np.int32], validity: pa.Buffer | None) -> NDArray[np.int32]:
    """The numbers at cells that are not empty."""
    if validity is None:
        return numbers
    bits = np.unpackbits(np.frombuffer(validity, np.uint8), count=len(numbers), bitorder="little")
    return numbers[bits.view(np.bool_)]


def open_parquet(sink: BinaryIO, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer with the settings of every Parquet file of ours: zstd, and a checksum on every page.

    Least and greatest values are kept of what is looked up by range only: of texts they cost more than they save.
    """
    counting = {field.name for field in schema if _counts_up(field)}
    return pq.ParquetWriter(
        sink,
        schema,
        compression="zstd",
        write_page_checksum=True,
        write_statistics=[name for name in schema.names if name in counting],
        store_schema=False,  # else readers would take numbered names for categories
        use_dictionary=[name for name in schema.names if name not in counting],
        column_encoding=dict.fromkeys(counting, "DELTA_BINARY_PACKED"),
    )


class TableWriter:
    """The open end of a Parquet file; `table_writer` makes one.

    The file's pages depend on the rows alone: chunks wait until they fill a row group, and a group is written
    out of one piece of memory.
    """

    def __init__(self, sink: BinaryIO, metadata: Mapping[str, str], row_group_rows: int) -> None:
        self.rows = 0
        self._sink = sink
        self._metadata = dict(metadata)
        self._row_group_rows = row_group_rows
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._writer: pq.ParquetWriter | None = None

    def append(self, rows: pl.DataFrame | pa.Table) -> None:
        """Add rows after those already there; every frame has the columns of the first."""
        table = stored_form(rows)
        if self._writer is None:
            self._writer = open_parquet(self._sink, table.schema)
        self.rows += table.num_rows
        while self._waiting_rows + table.num_rows >= self._row_group_rows:
            missing = self._row_group_rows - self._waiting_rows
            self._wait_with(table.slice(0, missing))
            self._write_waiting()
            table = table.slice(missing)
        self._wait_with(table)

    def _wait_with(self, table: pa.Table) -> None:
        if table.num_rows:
            self._waiting.append(table)
            self._waiting_rows += table.num_rows

    def _write_waiting(self) -> None:
        if self._writer is not None and self._waiting:
            group = pa.concat_tables(self._waiting, promote_options="none").unify_dictionaries()
            rows = pa.table([_in_one_piece(column) for column in group.columns], schema=group.schema)
            self._writer.write_table(rows, row_group_size=rows.num_rows)
        self._waiting, self._waiting_rows = [], 0

    def finish(self) -> None:
        """Write what still waits, and the footer."""
        if self._writer is None:
            raise ValueError("a table without a single frame: append an empty one if there are no rows")
        self._write_waiting()
        self._writer.add_key_value_metadata(self._metadata)
        self._writer.close()

    def abandon(self) -> None:
        """Let go without a footer, which would only fail once more."""
        if self._writer is not None:
            self._writer.is_open = False


@contextmanager
def table_writer(
    path: Path, metadata: Mapping[str, str], row_group_rows: int = ROW_GROUP_ROWS
) -> Iterator[TableWriter]:
    """Open a Parquet file for appending; it appears under its name when the block ends well.

    Append at least one frame, an empty one if there are no rows. Raises OutputFailed when the disk refuses.
    """
    with whole_file(path) as sink:
        writer = TableWriter(sink, metadata, row_group_rows)
        try:
            yield writer
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
