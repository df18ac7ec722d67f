"""Loads the findings catalogue again when something in its folder has changed."""

import os
from pathlib import Path

import dagster as dg

from medgen_assets.defs.findings import FOLDER_VARIABLE, FindingFolder, loaded_findings
from medgen_assets.errors import BadInput
from medgen_assets.findings.folder import listed
from medgen_assets.findings.one_file import stamp_of
from medgen_assets.fingerprint import fingerprint

LOOK_EVERY_SECONDS = 60
"""Pause between two looks. Assumption: a minute, because people edit models, not machines."""


@dg.sensor(
    job=loaded_findings,
    minimum_interval_seconds=LOOK_EVERY_SECONDS,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description=f"Watches the folder that {FOLDER_VARIABLE} names.",
)
def watched_findings_changed(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """Compare names, sizes and times of the folder's files with those of the last look."""
    if not os.environ.get(FOLDER_VARIABLE):
        return dg.SkipReason(f"{FOLDER_VARIABLE} names no folder.")
    try:
        seen = folder_stamp(FindingFolder())
    except BadInput as refused:
        return dg.SkipReason(str(refused))
    if seen == context.cursor:
        return dg.SkipReason("Nothing has changed.")
    return dg.SensorResult(run_requests=[dg.RunRequest(run_key=f"findings {seen}")], cursor=seen)


def folder_stamp(folder: FindingFolder) -> str:
    """Fingerprint of what the file system says of the files; raises BadInput for a folder without models."""
    listing = listed(folder.path())
    return fingerprint(
        [(file, Path(path).exists() and stamp_of(Path(path).stat())) for file, path in listing.files]
    )
