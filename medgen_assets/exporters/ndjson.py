"""Newline-delimited JSON: `patients.ndjson`, one patient a line with everything that happened to them."""

from pathlib import Path

from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.manifest import FileEntry, file_entry
from medgen_assets.exporters.patient_documents import patient_documents, text_bytes
from medgen_assets.exporters.progress import Count, Progress
from medgen_assets.files import whole_file

FILE = Path("patients.ndjson")


def write(data_set: DataSet, target: Path, progress: Progress) -> list[FileEntry]:
    """Write the patients into the folder `target`; little of the data set is in memory at a time."""
    count = Count(data_set.row_count("patients"), progress)
    with whole_file(target / FILE) as file:
        for batch in data_set.batches():
            for texts in patient_documents(data_set, batch, "", "\n"):
                file.write(text_bytes(texts))
                count.add(len(texts))
    return [file_entry(target, FILE, count.done)]
