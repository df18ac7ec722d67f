"""The tables of a data set read side by side, some thousand patients at a time: memory stays flat.

No Dagster here.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from medgen_assets.errors import BadInput
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.reading import damaged

PATIENTS_AT_ONCE = 5_000
"""Patients read at a time. Assumption: about 15 MB of tables, far below the 500 MB a process may have.

Measured: 10,000 at a time, each column in one piece, cost less CPU, and 10 MB more at the peak of a generation."""
ROWS_AT_ONCE = 20_000
"""Rows of a table decoded at a time.

Measured: 100,000, a row group of our files, take 5 MB more, and the same CPU."""

Columns = Mapping[str, Sequence[str]]
"""Which columns are read of which table; `patient_id` is among them."""


def pieces(path: Path, columns: Sequence[str], rows: int) -> Iterator[pl.DataFrame]:
    """Some columns of a file in pieces of at most so many rows, the first of none; names are categories.

    Raises BadInput when the file is damaged.
    """
    try:
        with pq.ParquetFile(path, read_dictionary=columns, page_checksum_verification=True) as file:
            yield pl.DataFrame(file.schema_arrow.empty_table().select(columns))
            for piece in file.iter_batches(batch_size=rows, columns=list(columns), use_threads=False):
                yield pl.DataFrame(pa.Table.from_batches([piece]).select(columns))
    except (OSError, pa.ArrowException) as error:
        raise BadInput([damaged(path, error)]) from error


class OrderedRows:
    """The rows of one batch of a table, given out patient by patient; they lie sorted by patient."""

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._source = pieces(path, columns, ROWS_AT_ONCE)
        self._waiting = next(self._source)

    def up_to(self, last_id: int) -> pl.DataFrame:
        """The rows not given out yet of the patients up to this one."""
        parts = [self._waiting]
        while parts[-1].is_empty() or parts[-1]["patient_id"][-1] <= last_id:
            following = next(self._source, None)
            if following is None:
                break
            parts.append(following)
        rows = pl.concat(parts)
        count = int(rows["patient_id"].search_sorted(last_id, side="right"))
        self._waiting = rows[count:]
        return rows[:count]

    def rest(self) -> pl.DataFrame:
        """All rows not given out yet."""
        return pl.concat([self._waiting, *self._source])


def stretches_of_patients(data_set: DataSet, columns: Columns) -> Iterator[dict[str, pl.DataFrame]]:
    """Tables of consecutive stretches of patients, from the first patient to the last.

    The last stretch of a batch has every row that is left, of whomever it is.
    """
    nested = [table for table in columns if table != "patients"]
    for batch in data_set.batches():
        children = {table: OrderedRows(data_set.batch_path(table, batch), columns[table]) for table in nested}
        stretches = pieces(data_set.batch_path("patients", batch), columns["patients"], PATIENTS_AT_ONCE)
        for patients, is_last in with_last(stretches):
            if is_last:
                yield {"patients": patients, **{table: child.rest() for table, child in children.items()}}
            elif len(patients):
                last_id = int(patients["patient_id"][-1])
                yield {
                    "patients": patients,
                    **{table: child.up_to(last_id) for table, child in children.items()},
                }


def with_last(tables: Iterator[pl.DataFrame]) -> Iterator[tuple[pl.DataFrame, bool]]:
    """Each table, and whether it is the last one."""
    following = next(tables, None)
    while following is not None:
        table, following = following, next(tables, None)
        yield table, following is None
