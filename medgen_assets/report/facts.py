"""The facts of a data set that the page shows, gathered file by file so that its size does not matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from medgen_assets.errors import BadInput, Problem
from medgen_assets.report.tallies import Tallies, tallied

PATIENTS = "patients/batch=*/part-0.parquet"
EVENTS = "events/batch=*/part-0.parquet"
TREATMENTS = "treatments/batch=*/part-0.parquet"
FAST_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Facts:
    """What a data set says, as small tables.

    `origin` holds the metadata of its files, `document` the scenario, `mass_casualties` the incidents in
    casualty_events that are such, and `load` the table facility_load.
    """

    origin: dict[str, str]
    document: dict[str, Any]
    tallies: Tallies
    mass_casualties: pl.DataFrame
    load: pl.DataFrame


def gathered(folder: Path) -> Facts:
    """Read a data set's folder. Raises BadInput when it is none, or a file of it is damaged."""
    try:
        return _gathered(folder, _patient_files(folder))
    except (OSError, pl.exceptions.PolarsError, pa.ArrowException) as error:
        hint = "Run `medgen verify` on the folder; restore the file or generate again."
        raise BadInput([Problem(str(folder), "damaged", f"it cannot be read ({error}).", hint)]) from error


def _patient_files(folder: Path) -> list[Path]:
    patients = sorted(folder.glob(PATIENTS))
    if not patients:
        rule = "it holds no patients."
        raise BadInput([Problem(str(folder), "not a data set", rule, "Name the folder of a run.")])
    return patients


def _gathered(folder: Path, patients: Sequence[Path]) -> Facts:
    return Facts(
        origin=_origin(patients[0]),
        document=_document(folder / "scenario.yaml"),
        tallies=tallied(patients, sorted(folder.glob(EVENTS)), sorted(folder.glob(TREATMENTS))),
        mass_casualties=_mass_casualties(folder / "casualty_events.parquet"),
        load=_load(folder / "facility_load.parquet"),
    )


def _mass_casualties(path: Path) -> pl.DataFrame:
    """The incidents that are mass casualties: of a million casualties the others would take 100 MB."""
    incidents = pl.scan_parquet(path).filter(pl.col("is_mass_casualty"))
    columns = ("at", "front", "special_event", "casualties")
    return incidents.select(columns).collect(engine="streaming")


def _load(path: Path) -> pl.DataFrame:
    """Table facility_load; its many rows hold the number of a name, not the name."""
    names = pl.col("facility_id", "front", "role").cast(pl.Categorical)
    return pl.scan_parquet(path).with_columns(names).collect(engine="streaming")


def _origin(path: Path) -> dict[str, str]:
    metadata = pq.read_metadata(path).metadata or {}
    return {key.decode(): text.decode(errors="replace") for key, text in metadata.items()}


def _document(path: Path) -> dict[str, Any]:
    """The scenario document; a page without it is better than none."""
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=FAST_LOADER)  # noqa: S506, a safe loader
    except (OSError, ValueError, yaml.YAMLError):
        return {}
    return document if isinstance(document, dict) else {}
