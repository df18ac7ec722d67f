"""The tables of a data set read side by side, some thousand patients at a time: memory stays flat.

No Dagster here.
"""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa

from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.layout import BATCHED_TABLES
from medgen_assets.exporters.reading import record_batches

PATIENTS_AT_ONCE = 2_500
"""Patients read at a time. Assumption: about 15 MB of tables, far below the 500 MB a process may have."""
ROWS_AT_ONCE = 16_384
"""Rows of a table decoded at a time, as Parquet readers like them."""


class OrderedRows:
    """The rows of one batch of a table, given out patient by patient; they lie sorted by patient."""

    def __init__(self, path: Path) -> None:
        self._source = record_batches(path, ROWS_AT_ONCE, with_dictionaries=False)
        self._waiting = pl.read_parquet(path, n_rows=0)

    def up_to(self, last_id: int) -> pl.DataFrame:
        """The rows not given out yet of the patients up to this one."""
        parts = [self._waiting]
        while parts[-1].is_empty() or parts[-1]["patient_id"][-1] <= last_id:
            following = next(self._source, None)
            if following is None:
                break
            parts.append(as_frame(following))
        rows = pl.concat(parts)
        count = int(rows["patient_id"].search_sorted(last_id, side="right"))
        self._waiting = rows[count:]
        return rows[:count]


def as_frame(rows: pa.RecordBatch) -> pl.DataFrame:
    """Arrow rows as a frame."""
    return pl.DataFrame(pa.Table.from_batches([rows]))


def stretches_of_patients(data_set: DataSet) -> Iterator[dict[str, pl.DataFrame]]:
    """All tables of consecutive stretches of patients, from the first patient to the last."""
    for batch in data_set.batches():
        children = {
            table: OrderedRows(data_set.batch_path(table, batch))
            for table in BATCHED_TABLES
            if table != "patients"
        }
        for rows in record_batches(
            data_set.batch_path("patients", batch), PATIENTS_AT_ONCE, with_dictionaries=False
        ):
            patients = as_frame(rows)
            last_id = int(patients["patient_id"][-1])
            yield {"patients": patients, **{table: child.up_to(last_id) for table, child in children.items()}}
