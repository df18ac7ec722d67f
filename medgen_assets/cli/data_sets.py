"""`medgen export`, `verify`, `report` and `patient`: what is done with a finished data set."""

from pathlib import Path
from typing import Annotated

import typer

from medgen_assets.cli.answers import say, say_json, whisper
from medgen_assets.cli.endings import ANSWER_IS_NO, DONE
from medgen_assets.cli.options import AsJson, Quiet, listed

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished run.")]
Formats = Annotated[str, typer.Option("--format", help="Formats by comma: parquet, ndjson, json, csv.")]


def export(folder: Folder, formats: Formats, *, quiet: Quiet = False, as_json: AsJson = False) -> None:
    """Write a finished data set in another format, into its `exports` folder."""
    from medgen_assets.cli.progress_line import ProgressLine
    from medgen_assets.defs.exports import told
    from medgen_assets.defs.options import refuse_unknown_formats
    from medgen_assets.exporters.data_set import DataSet
    from medgen_assets.exporters.formats import export as exported

    names = listed(formats)
    refuse_unknown_formats(names)
    files = DataSet.open(folder.absolute())
    with ProgressLine(is_silent=quiet) as line:
        made = {name: str(exported(files, name, told(f"{name} rows", line.show))) for name in names}
    if as_json:
        say_json({"out": str(files.folder), "exports": made})
    else:
        say(*made.values())


def verify(folder: Folder, *, as_json: AsJson = False) -> int:
    """Check that a finished data set and its exports are still what they were."""
    from medgen_assets.exporters.verification import verify as problems_of

    problems = [str(problem) for problem in problems_of(folder.absolute())]
    if as_json:
        say_json({"out": str(folder.absolute()), "is_whole": not problems, "problems": problems})
    else:
        say(*([] if problems else [f"{folder} is whole: every file is as its manifest says."]))
    whisper(*(f"medgen: {problem}" for problem in problems))
    return ANSWER_IS_NO if problems else DONE


def digest(folder: Folder, *, as_json: AsJson = False) -> None:
    """Print a SHA-256 over the rows of each table, the same for every batch size and machine."""
    from medgen_assets.exporters.data_set import DataSet
    from medgen_assets.exporters.digest import table_digests

    digests = table_digests(DataSet.open(folder.absolute()).folder)
    if as_json:
        say_json({"out": str(folder.absolute()), "rows_sha256": digests})
    else:
        say(*(f"{sha256}  {table}" for table, sha256 in digests.items()))


def report(folder: Folder, *, as_json: AsJson = False) -> None:
    """Write `report.html` of a finished data set."""
    from medgen_assets.exporters.data_set import DataSet
    from medgen_assets.report.page import write_report

    page = write_report(DataSet.open(folder.absolute()).folder)
    if as_json:
        say_json({"out": str(folder.absolute()), "report": str(page)})
    else:
        say(str(page))


def patient(
    folder: Folder,
    patient_id: Annotated[int, typer.Argument(metavar="ID", help="Number of the patient, from 0.")],
    *,
    as_json: AsJson = False,
) -> None:
    """Make one patient again from scenario and seed alone, and show what happened."""
    from medgen_assets.cli.one_patient import patient_document, patient_lines

    document = patient_document(folder.absolute(), patient_id)
    if as_json:
        say_json(document)
    else:
        say(*patient_lines(document))
