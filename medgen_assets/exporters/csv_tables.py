"""CSV: one file per table by RFC 4180, with `datapackage.json` beside them to say what each column is.

UTF-8 without a byte order mark, CRLF line ends, one header line, ISO 8601 instants in UTC, nothing for null.
"""

from pathlib import Path

from medgen_assets.exporters.data_package import data_package
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.layout import TABLES
from medgen_assets.exporters.manifest import FileEntry, file_entry
from medgen_assets.exporters.patient_documents import text_bytes
from medgen_assets.exporters.progress import Count, Progress
from medgen_assets.exporters.reading import footer, record_batches
from medgen_assets.exporters.row_text import CSV_LINES, row_texts
from medgen_assets.files import whole_file, write_whole

LINE_END = "\r\n"
ROWS_AT_ONCE = 32_768
"""Rows spelled at a time, some 5 MB of text."""
PACKAGE = Path("datapackage.json")


def write(data_set: DataSet, target: Path, progress: Progress) -> list[FileEntry]:
    """Write every table into the folder `target`, and the description of all of them."""
    count = Count(sum(data_set.row_count(table) for table in TABLES), progress)
    entries = {table: _write_table(data_set, table, target, count) for table in TABLES}
    write_whole(target / PACKAGE, data_package(data_set.provenance(), entries))
    return [*entries.values(), file_entry(target, PACKAGE, None)]


def _write_table(data_set: DataSet, table: str, target: Path, count: Count) -> FileEntry:
    file_path, rows_before = Path(f"{table}.csv"), count.done
    paths = data_set.paths(table)
    with whole_file(target / file_path) as file:
        names = footer(paths[0]).schema.to_arrow_schema().names
        file.write((",".join(names) + LINE_END).encode())
        for path in paths:
            for rows in record_batches(path, ROWS_AT_ONCE):
                file.write(text_bytes(row_texts(rows, CSV_LINES, LINE_END)))
                count.add(rows.num_rows)
    return file_entry(target, file_path, count.done - rows_before)
