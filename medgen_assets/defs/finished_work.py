"""Which pieces of an open run are finished: a note each, with size and CRC-32 of every file, written last.

A run that died is taken up again from these notes. What a note names is looked at before it counts: work files
are not flushed to the disk, so that a power cut may leave them torn. No Dagster here: workers note and look too.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from medgen_assets.defs.run_plan import WORK
from medgen_assets.files import TEMPORARY_PREFIX, write_whole
from medgen_assets.fingerprint import file_checksum

FINISHED = "finished"
SCHEDULE = "schedule"


def batch_note(batch: int) -> str:
    """Name of the note of a batch."""
    return f"batch-{batch:03d}"


def note(folder: Path, name: str, files: Iterable[Path], result: Any = None) -> None:
    """Note that a piece of work is finished: its files as they are now, and a JSON-like result."""
    entries = {path.relative_to(folder).as_posix(): looks(path) for path in files}
    write_whole(note_file(folder, name), json.dumps({"files": entries, "result": result}))


def noted(folder: Path, name: str) -> Any | None:
    """The result of a piece of work, `{}` for none; None when it is not finished or its files have changed."""
    try:
        found = json.loads(note_file(folder, name).read_bytes())
        is_whole = all(
            is_inside(path) and looks(folder / path) == entry for path, entry in found["files"].items()
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return (found.get("result") or {}) if is_whole else None


def looks(path: Path) -> dict[str, Any]:
    """Size and CRC-32 of a file: enough to know a torn one, at a tenth of the time of SHA-256."""
    return {"bytes": path.stat().st_size, "crc32": file_checksum(path)}


def is_inside(path: str) -> bool:
    """Whether a path of a note stays in the run folder."""
    return not Path(path).is_absolute() and ".." not in Path(path).parts


def note_file(folder: Path, name: str) -> Path:
    """Where a note lies."""
    return folder / WORK / FINISHED / f"{name}.json"


def remove_torn(folder: Path) -> None:
    """Remove what was being written when the run died."""
    for path in folder.rglob(f"{TEMPORARY_PREFIX}*"):
        path.unlink(missing_ok=True)
