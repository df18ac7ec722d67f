"""A data set on disk, for reading: which files, which rows, made from what."""

from dataclasses import dataclass
from pathlib import Path

from medgen_assets.errors import BadInput, Problem
from medgen_assets.exporters.layout import SUCCESS, batch_file, batch_numbers, table_files
from medgen_assets.exporters.provenance import Provenance
from medgen_assets.exporters.reading import footer, refuse_unreadable


@dataclass(frozen=True)
class DataSet:
    """The folder of a run whose tables are written."""

    folder: Path

    @classmethod
    def open(cls, folder: Path, *, is_sealed: bool = True) -> "DataSet":
        """Open a run's folder; `is_sealed=False` takes one whose tables are complete but not yet sealed.

        Raises BadInput when it is not the folder of a finished run.
        """
        refuse_unreadable(folder)
        if not table_files(folder, "patients"):
            rule = "it holds no patients."
            raise BadInput([Problem(str(folder), "not a data set", rule, "Name the folder of a run.")])
        if is_sealed and not (folder / SUCCESS).is_file():
            rule = f"it has no {SUCCESS}, so its run did not come to its end."
            raise BadInput([Problem(str(folder), "unfinished", rule, "Generate again and use that run.")])
        return cls(folder)

    def batches(self) -> list[int]:
        """Numbers of the batches, ascending."""
        return batch_numbers(self.folder, "patients")

    def batch_path(self, table: str, batch: int) -> Path:
        """Path of one batch of a table."""
        return self.folder / batch_file(table, batch)

    def paths(self, table: str) -> list[Path]:
        """Paths of a table's files, in row order."""
        return [self.folder / path for path in table_files(self.folder, table)]

    def row_count(self, table: str) -> int:
        """Rows of a table, from the files' footers."""
        return sum(int(footer(path).num_rows) for path in self.paths(table))

    def provenance(self) -> Provenance:
        """What the data set was made from, as written into its files."""
        path = self.paths("patients")[0]
        try:
            metadata = footer(path).metadata or {}
            return Provenance.from_key_values({key.decode(): text.decode() for key, text in metadata.items()})
        except (KeyError, ValueError) as error:
            rule = f"its metadata do not say what it was made from ({error})."
            raise BadInput([Problem(str(path), "foreign", rule, "Generate again.")]) from error
