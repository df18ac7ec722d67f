"""Patients as JSON objects, each with the rows of its child tables inside.

The tables of a batch are sorted by patient, so they are read side by side, once, a thousand patients at a
time.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.pieces import Piece, joined
from medgen_assets.exporters.reading import record_batches
from medgen_assets.exporters.row_text import JSON_OBJECTS, row_texts

NESTED_TABLES = (
    "injuries",
    "events",
    "treatments",
    "vitals",
    "diagnoses",
    "allergies",
    "regular_medications",
    "imaging_findings",
)
PATIENTS_AT_ONCE = 1_000
"""Patients spelled at a time: some 10 MB of text. Measured: 2,500 are no faster and take 90 MB more."""
ROWS_AT_ONCE = 16_384
"""Rows of a nested table spelled at a time, about 800 patients' events."""


@dataclass(frozen=True)
class Spelled:
    """Rows of a nested table as JSON objects, with the patients they belong to, ascending."""

    patient_ids: np.ndarray
    texts: pa.Array

    def up_to(self, rows: int) -> "Spelled":
        """The first rows."""
        return Spelled(self.patient_ids[:rows], self.texts.slice(0, rows))

    def beyond(self, rows: int) -> "Spelled":
        """The rows after them."""
        return Spelled(self.patient_ids[rows:], self.texts.slice(rows))


def _spelled(rows: pa.RecordBatch) -> Spelled:
    columns = [name for name in rows.schema.names if name != "patient_id"]
    texts = row_texts(rows.select(columns), JSON_OBJECTS, "}")
    return Spelled(rows.column("patient_id").to_numpy(), texts)


class NestedRows:
    """The rows of one nested table of one batch, given out patient by patient."""

    def __init__(self, path: Path) -> None:
        self._source = (_spelled(rows) for rows in record_batches(path, ROWS_AT_ONCE))
        self._waiting: list[Spelled] = []

    def of_patients(self, patient_ids: np.ndarray) -> pa.Array:
        """The rows of the next patients, ascending: each patient's as one text, separated by commas."""
        rows = self._taken_until(int(patient_ids[-1]))
        starts = np.searchsorted(rows.patient_ids, patient_ids)
        offsets = pa.array(np.append(starts, len(rows.patient_ids)).astype(np.int32))
        return pc.binary_join(pa.ListArray.from_arrays(offsets, rows.texts), ",")

    def _taken_until(self, last_id: int) -> Spelled:
        while not self._waiting or self._waiting[-1].patient_ids[-1] <= last_id:
            following = next(self._source, None)
            if following is None:
                break
            self._waiting.append(following)
        everything = _end_to_end(self._waiting)
        taken = int(np.searchsorted(everything.patient_ids, last_id, side="right"))
        self._waiting = [everything.beyond(taken)] if taken < len(everything.patient_ids) else []
        return everything.up_to(taken)


def _end_to_end(parts: list[Spelled]) -> Spelled:
    if not parts:
        return Spelled(np.empty(0, np.int64), pa.array([], pa.string()))
    if len(parts) == 1:
        return parts[0]
    ids = np.concatenate([part.patient_ids for part in parts])
    return Spelled(ids, pa.concat_arrays([part.texts for part in parts]))


def patient_documents(data_set: DataSet, batch: int, before: str, after: str) -> Iterator[pa.Array]:
    """The patients of a batch as JSON texts, a thousand at a time, each between `before` and `after`."""
    nested = {table: NestedRows(data_set.batch_path(table, batch)) for table in NESTED_TABLES}
    for patients in record_batches(data_set.batch_path("patients", batch), PATIENTS_AT_ONCE):
        ids = patients.column("patient_id").to_numpy()
        pieces: list[Piece] = [before, row_texts(patients, JSON_OBJECTS, "")]
        for table, rows in nested.items():
            pieces += [f',"{table}":[', rows.of_patients(ids), "]"]
        yield joined([*pieces, "}" + after])


def text_bytes(texts: pa.Array) -> memoryview:
    """The texts end to end, as they lie in memory."""
    offsets = memoryview(texts.buffers()[1]).cast("i")
    first, last = offsets[texts.offset], offsets[texts.offset + len(texts)]
    return memoryview(texts.buffers()[2])[first:last]
