"""One Parquet file, written chunk by chunk, that looks the same however its rows were cut into chunks."""

from collections.abc import Callable, Iterator, Mapping
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


WITHIN_PATIENT = "_no"
"""How columns end that number what belongs to a patient; nobody looks them up by range."""
DEALT_ONCE = ("service_number", "national_id")
"""Texts of which hardly two are the same: a list of them would be as long as the column, and take twice the time."""


def _counts_up(field: pa.Field) -> bool:
    """Whether neighbouring values lie close together, so that differences store in half the bytes."""
    return bool(pa.types.is_timestamp(field.type)) or (
        bool(pa.types.is_integer(field.type)) and field.name.endswith(("_id", WITHIN_PATIENT))
    )


def _in_one_piece(column: pa.ChunkedArray, *, is_numbered_anew: bool) -> pa.Array:
    """A column of a row group in one piece of memory; of many numbered names, those that occur, in their order.

    So the pages depend on the rows of the group alone, and on closed lists that every group has. Numbered anew, names
    stand in the order in which they occur, so the pages depend on nothing else.
    """
    whole = pa.concat_arrays(column.chunks)
    if not pa.types.is_dictionary(whole.type):
        return whole
    if is_numbered_anew:
        return _with_names(whole, _in_order_of_rows)
    return _with_names(whole, _used) if len(whole.dictionary) > SHORT_LIST else whole


def _with_names(
    names: pa.DictionaryArray, chosen: Callable[[NDArray[np.int32], int], NDArray[np.int64]]
) -> pa.DictionaryArray:
    """Numbered names with the chosen ones alone; done on the bare numbers, in a quarter of Arrow's time."""
    validity, buffer = names.indices.buffers()
    numbers = np.frombuffer(buffer, np.int32)[: len(names)]
    kept = chosen(_filled(numbers, validity, len(names.dictionary)), len(names.dictionary))
    places = np.zeros(len(names.dictionary), np.int32)
    places[kept] = np.arange(len(kept), dtype=np.int32)
    moved = (
        places.take(numbers, mode="clip") if len(places) else numbers
    )  # what stands at empty cells counts for nothing
    indices = pa.Array.from_buffers(pa.int32(), len(names), [validity, pa.py_buffer(moved)])
    return pa.DictionaryArray.from_arrays(indices, names.dictionary.take(pa.array(kept)), safe=False)


def _used(numbers: NDArray[np.int32], names: int) -> NDArray[np.int64]:
    """The names that occur, in the order of their numbers."""
    return np.flatnonzero(np.bincount(numbers, minlength=names)[:names])


def _in_order_of_rows(numbers: NDArray[np.int32], names: int) -> NDArray[np.int64]:
    """The names that occur, in the order of the rows."""
    nowhere = len(numbers)
    first_at = np.full(names + 1, nowhere)
    first_at[numbers[::-1]] = np.arange(nowhere)[
        ::-1
    ]  # of several rows the last one written stays: the first
    first_at = first_at[:names]
    return np.argsort(first_at, kind="stable")[: np.count_nonzero(first_at < nowhere)]


def _filled(numbers: NDArray[np.int32], validity: pa.Buffer | None, beyond: int) -> NDArray[np.int32]:
    """The numbers, with one beyond all names at empty cells, which is quicker than leaving them out."""
    if validity is None:
        return numbers
    bits = np.unpackbits(np.frombuffer(validity, np.uint8), count=len(numbers), bitorder="little")
    return np.where(bits.view(np.bool_), numbers, np.int32(beyond))


def open_parquet(sink: BinaryIO, schema: pa.Schema) -> pq.ParquetWriter:
    """A writer with the settings of every Parquet file of ours: zstd, and a checksum on every page.

    Least and greatest values are kept of what is looked up by range only: of texts they cost more than they save.
    """
    counting = {field.name for field in schema if _counts_up(field)}
    searched = [name for name in schema.names if name in counting and not name.endswith(WITHIN_PATIENT)]
    return pq.ParquetWriter(
        sink,
        schema,
        compression="zstd",
        write_page_checksum=True,
        write_statistics=searched,
        store_schema=False,  # else readers would take numbered names for categories
        use_dictionary=[name for name in schema.names if name not in {*counting, *DEALT_ONCE}],
        column_encoding=dict.fromkeys(counting, "DELTA_BINARY_PACKED"),
    )


class TableWriter:
    """The open end of a Parquet file; `table_writer` makes one.

    The file's pages depend on the rows alone: chunks wait until they fill a row group, and a group is written
    out of one piece of memory. `is_numbered_anew` is for rows whose numbered names come from several lists.
    """

    def __init__(
        self,
        sink: BinaryIO,
        metadata: Mapping[str, str],
        row_group_rows: int,
        *,
        is_numbered_anew: bool = False,
    ) -> None:
        self.rows = 0
        self._is_numbered_anew = is_numbered_anew
        self._sink = sink
        self._metadata = dict(metadata)
        self._row_group_rows = row_group_rows
        self._waiting: list[pa.Table] = []
        self._waiting_rows = 0
        self._writer: pq.ParquetWriter | None = None
        self._schema: pa.Schema | None = None

    def append(self, rows: pl.DataFrame | pa.Table) -> None:
        """Add rows after those already there; every frame has the columns of the first."""
        table = self._as_stored(rows)
        if self._writer is None:
            self._schema = table.schema
            self._writer = open_parquet(self._sink, table.schema)
        self.rows += table.num_rows
        while self._waiting_rows + table.num_rows >= self._row_group_rows:
            missing = self._row_group_rows - self._waiting_rows
            self._wait_with(table.slice(0, missing))
            self._write_waiting()
            table = table.slice(missing)
        self._wait_with(table)

    def _as_stored(self, rows: pl.DataFrame | pa.Table) -> pa.Table:
        """Rows in the form of those already there, which is not asked of column after column."""
        is_alike = (
            isinstance(rows, pa.Table) and self._schema is not None and rows.schema.equals(self._schema)
        )
        return rows if is_alike else stored_form(rows)

    def _wait_with(self, table: pa.Table) -> None:
        if table.num_rows:
            self._waiting.append(table)
            self._waiting_rows += table.num_rows

    def _write_waiting(self) -> None:
        if self._writer is not None and self._waiting:
            group = pa.concat_tables(self._waiting, promote_options="none").unify_dictionaries()
            self._waiting.clear()
            anew = self._is_numbered_anew
            columns = [_in_one_piece(column, is_numbered_anew=anew) for column in group.columns]
            rows = pa.table(columns, schema=group.schema)
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
    path: Path,
    metadata: Mapping[str, str],
    row_group_rows: int = ROW_GROUP_ROWS,
    *,
    is_numbered_anew: bool = False,
) -> Iterator[TableWriter]:
    """Open a Parquet file for appending; it appears under its name when the block ends well.

    Append at least one frame, an empty one if there are no rows. Raises OutputFailed when the disk refuses.
    """
    with whole_file(path) as sink:
        writer = TableWriter(sink, metadata, row_group_rows, is_numbered_anew=is_numbered_anew)
        try:
            yield writer
            writer.finish()
        except BaseException:
            writer.abandon()
            raise
