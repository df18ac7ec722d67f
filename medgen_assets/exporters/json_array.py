"""JSON: `patients.json`, one array of patients with everything that happened to them, one patient a line."""

from pathlib import Path

from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.manifest import FileEntry, file_entry
from medgen_assets.exporters.patient_documents import patient_documents, text_bytes
from medgen_assets.exporters.progress import Count, Progress
from medgen_assets.files import whole_file

FILE = Path("patients.json")
SEPARATOR = ",\n"


def write(data_set: DataSet, target: Path, progress: Progress) -> list[FileEntry]:
    """Write the patients into the folder `target`; the array is never whole in memory."""
    count = Count(data_set.row_count("patients"), progress)
    with whole_file(target / FILE) as file:
        file.write(b"[\n")
        for batch in data_set.batches():
            for texts in patient_documents(data_set, batch, SEPARATOR, ""):
                file.write(text_bytes(texts)[0 if count.done else len(SEPARATOR) :])
                count.add(len(texts))
        file.write(b"\n]\n")
    return [file_entry(target, FILE, count.done)]
