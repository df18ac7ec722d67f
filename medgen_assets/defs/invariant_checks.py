"""What must hold of every finished exercise, as the asset checks of the data set."""

import inspect
from collections.abc import Iterator, Sequence

import dagster as dg
import polars as pl

from medgen_assets.defs.batches import RECORD_TABLES, incidents_between
from medgen_assets.defs.journals import journal_of_batch
from medgen_assets.defs.memory import give_back
from medgen_assets.defs.run_plan import RunPlan
from medgen_assets.defs.stretches import stretches_of_patients
from medgen_assets.errors import CheckFailed
from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.layout import single_file
from medgen_assets.schemas.columns import as_stored
from medgen_assets.simulation import occupancy
from medgen_assets.simulation.checked_tables import CheckedTables
from medgen_assets.simulation.engine import Exercise, casualties, pathway_tables, records
from medgen_assets.simulation.invariants import COUNTED, FACTS, SUMMED, Invariants

ASSET = "data_set"
ALONE = "a_patient_made_alone_is_the_same"
STAYS_READ_AT_ONCE = 600_000
"""Stays kept at a time, in 36 bytes each. Measured: a million take 20 MB more, and half a million a second reading of
the stays of 100,000 patients."""
STAYS_AT_ONCE = 60_000
"""Stays put in order together, of whole facilities. Measured: 630,000 at once took 110 MB more."""
MADE_ALONE = 3
"""Patients made once more. Assumption: a few, evenly spread, because each costs a pass over one stretch."""

COLUMNS_READ = {
    "patients": (
        "patient_id",
        "casualty_class",
        "body_region",
        "condition_code",
        "diagnosed_code",
        "injured_at",
        "first_facility_at",
        "outcome",
        "outcome_at",
        "fitness",
        "survivability",
        "died_waiting_for",
        "disability",
        "disability_grade",
        "first_aid_minutes",
        "resuscitation_minutes",
        "surgery_minutes",
    ),
    "injuries": (
        "patient_id",
        "injury_no",
        "code_system",
        "code",
        "display",
        "body_region",
        "laterality",
        "condition_id",
    ),
    "events": ("patient_id", "event_no", "at", "kind"),
    "diagnoses": ("patient_id", "diagnosis_no", "injury_no", "code_system", "code", "display"),
    "treatments": ("patient_id", "treatment_no", "at", "code_system", "code", "display"),
    "vitals": ("patient_id", "at"),
    "allergies": ("patient_id", "allergy_id", "code_system", "code", "display"),
    "regular_medications": ("patient_id", "code_system", "code", "display"),
    "imaging_findings": (
        "patient_id",
        "finding_no",
        "attribute_no",
        "treatment_no",
        "at",
        "injury_no",
        "finding_id",
        "attribute_id",
        "value_code",
        "value",
    ),
    "resource_stays": ("patient_id", "resource_kind", "from", "to"),
}
"""Columns that the facts ask for: reading the others would double the time."""

DESCRIPTIONS = {
    COUNTED: "Exactly the patients asked for, numbered without a gap.",
    SUMMED: "Every patient has one outcome, and they add up to the total.",
    ALONE: "Patients made once more, each alone, from scenario and seed come out the same, row by row.",
    **occupancy.DESCRIPTIONS,
} | {fact.__name__: f"None found: {(inspect.getdoc(fact) or '').splitlines()[0]}" for fact in FACTS}

CHECK_SPECS = [
    dg.AssetCheckSpec(name, asset=ASSET, description=description, blocking=True)
    for name, description in DESCRIPTIONS.items()
]


class RedChecks(CheckFailed):
    """The exercise breaks what must hold of every exercise; it is not sealed."""

    def __init__(self, folder: str, results: Sequence[dg.AssetCheckResult]) -> None:
        self.checks = {str(result.check_name): result.passed for result in results}
        self.details = {str(result.check_name): detail_of(result) for result in results if not result.passed}
        super().__init__(f"{folder} is not sealed: {'; '.join(self.lines())}")

    def lines(self) -> list[str]:
        return [f"{name.replace('_', ' ')}: no. {detail}" for name, detail in self.details.items()]


def detail_of(result: dg.AssetCheckResult) -> str:
    """What a check has to say."""
    return str(result.metadata["detail"].value)


def check_results(files: DataSet, exercise: Exercise, plan: RunPlan) -> Iterator[dg.AssetCheckResult]:
    """Check the tables on disk, some thousand patients at a time."""
    invariants = Invariants(exercise.scenario.total_patients)
    give_back()
    for tables in map(CheckedTables, stretches_of_patients(files, COLUMNS_READ)):
        invariants.add(tables)
        del tables  # before the next are read
    give_back()
    for result in invariants.results():
        yield dg.AssetCheckResult(
            asset_key=ASSET, check_name=result.name, passed=result.passed, metadata={"detail": result.detail}
        )
    yield from capacity_holds(files)
    yield made_alone(files, exercise, plan)


def capacity_holds(files: DataSet) -> Iterator[dg.AssetCheckResult]:
    """Whether every bed, table and vehicle is used as the scenario gives it, over the whole exercise."""
    facilities, vehicles = (
        pl.read_parquet(files.folder / single_file(name)) for name in ("facilities", "vehicles")
    )
    found: dict[str, list[int]] = {occupancy.NEVER_TWICE: [], occupancy.NEVER_BEYOND: []}
    for stays in stays_by_place(files):
        used = occupancy.uses(stays)
        found[occupancy.NEVER_TWICE] += occupancy.used_twice(used).to_list()
        found[occupancy.NEVER_BEYOND] += occupancy.used_beyond(used, facilities, vehicles).to_list()
    for name, patients in found.items():
        detail = f"patients {patients[:MADE_ALONE]} and others" if patients else "holds"
        yield dg.AssetCheckResult(
            asset_key=ASSET, check_name=name, passed=not patients, metadata={"detail": detail}
        )


def stays_by_place(files: DataSet) -> Iterator[pl.DataFrame]:
    """All stays, those of a facility or vehicle together, some ten thousand at a time."""
    parts = 1 + files.row_count("resource_stays") // STAYS_READ_AT_ONCE
    for part in range(parts):
        stays = stays_of(files, part, parts)
        pieces = 1 + len(stays) // STAYS_AT_ONCE
        place = pl.coalesce(pl.col("facility_id").to_physical(), pl.col("resource_id").to_physical())
        for piece in range(pieces):
            yield stays.filter(place % pieces == piece)


def stays_of(files: DataSet, part: int, parts: int) -> pl.DataFrame:
    """One part of the stays, with all stays of the facilities and vehicles in it.

    Its names are categories of their own, which end with it: shared ones would stay, 20 MB for each million stays.
    """
    place = pl.coalesce("facility_id", "resource_id")
    mine = place.hash(seed=0) % parts == part if parts > 1 else pl.lit(True)
    names = pl.Categorical(pl.Categories.random())
    numbered = pl.col("resource_kind", "resource_id", "facility_id").cast(names)
    return pl.concat(
        [
            pl.read_parquet(path, hive_partitioning=False).filter(mine).with_columns(numbered)
            for path in files.paths("resource_stays")
        ]
    )


def made_alone(files: DataSet, exercise: Exercise, plan: RunPlan) -> dg.AssetCheckResult:
    """Make some patients again, each without the others, and compare."""
    step = max(1, plan.patients // MADE_ALONE)
    ids = range(step // 2, plan.patients, step)
    different = [patient_id for patient_id in ids if not is_same(files, exercise, plan, patient_id)]
    return dg.AssetCheckResult(
        asset_key=ASSET,
        check_name=ALONE,
        passed=not different,
        metadata={"detail": f"{len(ids)} patients made again", "different": str(different)},
    )


def is_same(files: DataSet, exercise: Exercise, plan: RunPlan, patient_id: int) -> bool:
    """Whether the records of a patient on disk are those of the same patient made alone."""
    hurt = casualties(
        exercise, incidents_between(plan.path, patient_id, patient_id + 1), patient_id, patient_id + 1
    )
    batch = patient_id // plan.batch_size
    journal = journal_of_batch(plan, batch).of(patient_id, patient_id + 1)
    alone = records(exercise, hurt, pathway_tables(exercise, journal))
    return all(
        rows_of(files, table, batch, patient_id).equals(as_stored(alone[table])) for table in RECORD_TABLES
    )


def rows_of(files: DataSet, table: str, batch: int, patient_id: int) -> pl.DataFrame:
    """The rows of one patient; only the row groups that can hold them are read."""
    file = pl.scan_parquet(files.batch_path(table, batch), hive_partitioning=False)
    return file.filter(pl.col("patient_id") == patient_id).collect()
