"""What became of an exercise, as one JSON object: the answer of `generate --json`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow.parquet as pq

from medgen_assets.exporters.data_set import DataSet
from medgen_assets.exporters.layout import EXPORTS, MANIFEST, SUCCESS, TABLES
from medgen_assets.report.page import REPORT
from medgen_assets.scenario.model import Scenario
from medgen_assets.schemas.stored import value_counts
from medgen_assets.telemetry import cpu_seconds, peak_rss_mb
from medgen_assets.vocabulary import Outcome

SHARED = ("casualty_class", "front", "warfare_type", "nation", "triage_initial")
"""Columns of the patients whose values are counted in the summary."""
STAGES_OF_BATCHES = ("casualties", "patients")


@dataclass
class ExerciseSummary:
    """What is known of a run when it ends."""

    run_id: str
    scenario: Scenario
    fingerprint: str
    folder: Path
    checks: dict[str, bool] = field(default_factory=dict)
    red: dict[str, str] = field(default_factory=dict)
    """The checks that failed, with what they found."""
    caches: dict[str, dict[str, int]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    dagster_runs: list[str] = field(default_factory=list)
    formats: Sequence[str] = ()

    @property
    def files(self) -> DataSet:
        """The tables on disk."""
        return DataSet(self.folder)

    def rows(self) -> dict[str, int]:
        """Rows by table."""
        return {table: self.files.row_count(table) for table in TABLES}

    def counts(self) -> dict[str, dict[str, int]]:
        """Patients by outcome, and by the columns of `SHARED`."""
        columns = ["outcome", *SHARED]
        counted = {column: Counter[str]() for column in columns}
        for path in self.files.paths(
            "patients"
        ):  # one by one: all together took 100 MB of a million patients
            rows = pq.read_table(path, columns=columns, read_dictionary=columns, use_threads=False)
            for column in columns:
                counted[column].update(value_counts(rows[column]))
        counts = {column: dict(values.most_common()) for column, values in counted.items()}
        return counts | {"outcome": {str(outcome): counts["outcome"].get(outcome, 0) for outcome in Outcome}}

    def bytes(self) -> int:
        """Size of the run folder's files."""
        return sum(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())

    def document(self) -> dict[str, Any]:
        """The JSON object."""
        counts = self.counts()
        return {
            "scenario": self.scenario.name,
            "scenario_fingerprint": self.fingerprint,
            "run_id": self.run_id,
            "seed": self.scenario.seed,
            "patients": self.scenario.total_patients,
            "out": str(self.folder),
            "manifest": self.path_if_there(MANIFEST),
            "report": self.path_if_there(REPORT),
            "exports": {name: str(self.folder / EXPORTS / name) for name in self.formats},
            "is_sealed": (self.folder / SUCCESS).is_file(),
            "rows": self.rows(),
            "seconds": self.seconds,
            "cpu_seconds": round(cpu_seconds(), 3),
            "peak_rss_mb": round(peak_rss_mb(), 1),
            "caches": self.caches,
            "checks": {
                "passed": len(self.checks) - len(self.red),
                "failed": len(self.red),
                "by_name": self.checks,
            },
            "outcomes": counts.pop("outcome"),
            "shares": counts,
            "dagster_runs": self.dagster_runs,
        }

    def path_if_there(self, name: str) -> str | None:
        """Path of a file of the run, or None."""
        return str(self.folder / name) if (self.folder / name).is_file() else None


def caches_of(plan: dg.ExecuteInProcessResult) -> dict[str, dict[str, int]]:
    """Hits and misses of the distributions."""
    counted: dict[str, dict[str, int]] = {}
    for event in plan.get_asset_materialization_events():
        found = event.step_materialization_data.materialization
        if "cached" in found.metadata:
            is_hit = bool(found.metadata["cached"].value)
            counted[found.asset_key.to_user_string()] = {"hits": int(is_hit), "misses": int(not is_hit)}
    return counted


def seconds_of(batches: dg.ExecuteInProcessResult) -> dict[str, float]:
    """Seconds of work by stage, added up over the batches (and over the workers)."""
    added: Counter[str] = Counter()
    for event in batches.get_asset_materialization_events():
        found = event.step_materialization_data.materialization
        name = found.asset_key.to_user_string()
        if name in STAGES_OF_BATCHES and "seconds" in found.metadata:
            added[name] += float(found.metadata["seconds"].value)  # type: ignore[assignment,arg-type]
    return {name: round(added[name], 3) for name in STAGES_OF_BATCHES}
