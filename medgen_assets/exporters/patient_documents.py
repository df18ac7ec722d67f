"""Patients as JSON objects, each with the rows of its child tables inside.

The tables of a batch are sorted by patient, so they are read side by side, once, some patients at a time.
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
DOCUMENTS_AT_ONCE = 250
"""Patients put together at a time: some 4 MB of text. Measured for 20,000 patients: 1,000 at a time, out of pieces of
16,384 rows, took 204 MB beyond the idle process, this way it is 103."""
ROWS_AT_ONCE = 8_192
"""Rows of a nested table spelled at a time, about 400 patients' events. Half as many took 20 MB less and a tenth more
time."""
PATIENTS_AT_ONCE = 1_000
"""Patients spelled at a time, without what is nested in them: about 1.5 MB of text."""


@dataclass(frozen=True)
class Spelled:
    """Rows of a table as JSON, with the patients they belong to, ascending."""

    patient_ids: np.ndarray
    texts: pa.Array

    def __len__(self) -> int:
        return len(self.patient_ids)

    def up_to(self, rows: int) -> "Spelled":
        """The first rows."""
        return Spelled(self.patient_ids[:rows], self.texts.slice(0, rows))

    def beyond(self, rows: int) -> "Spelled":
        """The rows after them."""
        return Spelled(self.patient_ids[rows:], self.texts.slice(rows))


def _nested(rows: pa.RecordBatch) -> Spelled:
    """Rows as JSON objects without the patient, whom they stand in."""
    columns = [name for name in rows.schema.names if name != "patient_id"]
    texts = row_texts(rows.select(columns), JSON_OBJECTS, "}")
    return Spelled(rows.column("patient_id").to_numpy(), texts)


def _begun(patients: pa.RecordBatch) -> Spelled:
    """Patients as JSON objects that are still open."""
    return Spelled(patients.column("patient_id").to_numpy(), row_texts(patients, JSON_OBJECTS, ""))


class NestedRows:
    """The rows of one nested table of one batch, given out patient by patient."""

    def __init__(self, path: Path) -> None:
        self._source = (_nested(rows) for rows in record_batches(path, ROWS_AT_ONCE))
        self._waiting: list[Spelled] = []

    def of_patients(self, patient_ids: np.ndarray) -> pa.Array:
        """The rows of the next patients, ascending: each patient's as one text, separated by commas."""
        rows = self._taken_until(int(patient_ids[-1]))
        starts = np.searchsorted(rows.patient_ids, patient_ids)
        offsets = pa.array(np.append(starts, len(rows)).astype(np.int32))
        return pc.binary_join(pa.ListArray.from_arrays(offsets, rows.texts), ",")

    def _taken_until(self, last_id: int) -> Spelled:
        while not self._waiting or self._waiting[-1].patient_ids[-1] <= last_id:
            following = next(self._source, None)
            if following is None:
                break
            self._waiting.append(following)
        everything = _end_to_end(self._waiting)
        taken = int(np.searchsorted(everything.patient_ids, last_id, side="right"))
        self._waiting = [everything.beyond(taken)] if taken < len(everything) else []
        return everything.up_to(taken)


def _end_to_end(parts: list[Spelled]) -> Spelled:
    if not parts:
        return Spelled(np.empty(0, np.int64), pa.array([], pa.string()))
    if len(parts) == 1:
        return parts[0]
    ids = np.concatenate([part.patient_ids for part in parts])
    return Spelled(ids, pa.concat_arrays([part.texts for part in parts]))


def patient_documents(data_set: DataSet, batch: int, before: str, after: str) -> Iterator[pa.Array]:
    """The patients of a batch as JSON texts, some at a time, each between `before` and `after`."""
    nested = {table: NestedRows(data_set.batch_path(table, batch)) for table in NESTED_TABLES}
    for patients in _some_patients(data_set.batch_path("patients", batch)):
        pieces: list[Piece] = [before, patients.texts]
        for table, rows in nested.items():
            pieces += [f',"{table}":[', rows.of_patients(patients.patient_ids), "]"]
        yield joined([*pieces, "}" + after])


def _some_patients(path: Path) -> Iterator[Spelled]:
    for patients in map(_begun, record_batches(path, PATIENTS_AT_ONCE)):
        for first in range(0, len(patients), DOCUMENTS_AT_ONCE):
            yield patients.beyond(first).up_to(DOCUMENTS_AT_ONCE)


def text_bytes(texts: pa.Array) -> memoryview:
    """The texts end to end, as they lie in memory."""
    offsets = memoryview(texts.buffers()[1]).cast("i")
    first, last = offsets[texts.offset], offsets[texts.offset + len(texts)]
    return memoryview(texts.buffers()[2])[first:last]
