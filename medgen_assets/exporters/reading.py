"""Parquet files read piece by piece, with the damage said in one line."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from medgen_assets.errors import BadInput, Problem


def record_batches(path: Path, rows: int, *, with_dictionaries: bool = True) -> Iterator[pa.RecordBatch]:
    """The rows of a file in pieces of at most so many, page checksums checked; none for an empty file.

    Strings come as dictionaries unless asked otherwise. Raises BadInput when the file is torn or damaged.
    """
    try:
        texts = _text_columns(path) if with_dictionaries else []
        with pq.ParquetFile(path, read_dictionary=texts, page_checksum_verification=True) as file:
            yield from (
                piece for piece in file.iter_batches(batch_size=rows, use_threads=False) if piece.num_rows
            )
    except (OSError, pa.ArrowException) as error:
        raise BadInput([damaged(path, error)]) from error


def _text_columns(path: Path) -> list[str]:
    return [field.name for field in pq.read_schema(path) if pa.types.is_string(field.type)]


def footer(path: Path) -> pq.FileMetaData:
    """What a file says about itself. Raises BadInput when it is torn or damaged."""
    try:
        return pq.read_metadata(path)
    except (OSError, pa.ArrowException) as error:
        raise BadInput([damaged(path, error)]) from error


def refuse_unreadable(folder: Path) -> None:
    """Raise BadInput when there is no such folder or it may not be read."""
    try:
        next(folder.iterdir(), None)
    except OSError as error:
        rule = f"it cannot be read ({error.strerror})."
        raise BadInput([Problem(str(folder), "no folder", rule, "Name the folder of a run.")]) from error


def damaged(path: Path, error: Exception) -> Problem:
    """Say that a file of a data set cannot be read."""
    hint = "Run `medgen verify` on the folder; restore the file or generate again."
    return Problem(str(path), "damaged", f"it cannot be read ({error}).", hint)
