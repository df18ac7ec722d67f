"""What assets ask for: the scenario of a partition, the folder of runs, how the work is done, who hears of it.

Each is a configurable shell; what it gives is a plain object that the rooms below understand.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from pydantic import Field, PrivateAttr

from medgen_assets.defs.batches import exercise_of
from medgen_assets.defs.postgres import PostgresResource
from medgen_assets.defs.progress import Hear, Progress
from medgen_assets.defs.run_plan import RunPlan, batch_size_for, chunk_size_for, kept_plan
from medgen_assets.defs.versions import maker_version
from medgen_assets.errors import BadInput, Problem, UpstreamMissing
from medgen_assets.exporters.run_folder import RunFolder
from medgen_assets.scenario.model import Scenario
from medgen_assets.simulation.engine import Exercise
from medgen_assets.store.documents import Documents
from medgen_assets.store.home import medgen_home
from medgen_assets.store.scenario_rows import UnknownScenario

LOG_EVERY_SECONDS = 1.0
"""Pause between two lines of progress in Dagster's log: each is a row in the database (assumption)."""
WORKERS_VARIABLE = "MEDGEN_WORKERS"
MOST_WORKERS = 256
"""Worker processes. Assumption: no machine this runs on has more cores."""


class ScenarioSource(dg.ConfigurableResource[None]):
    """The scenarios that partition keys stand for."""

    database: dg.ResourceDependency[PostgresResource]

    _known: dict[str, Scenario] = PrivateAttr(default_factory=dict)

    def document(self, key: str) -> dict[str, object]:
        """The resolved document of a partition key; raises UpstreamMissing when nobody has stored it."""
        try:
            return Documents(self.database.opened).get_by_partition_key(key)
        except UnknownScenario as unknown:
            raise UpstreamMissing(
                f"No scenario is kept under the partition {key}. Run `medgen generate`, or the job `exercise`, "
                "which keeps a scenario and adds its partition."
            ) from unknown

    def exercise(self, key: str) -> Exercise:
        """The scenario of a partition with its distributions; one for all that this process makes of it."""
        return exercise_of(self.scenario(key).model_dump_json())

    def scenario(self, key: str) -> Scenario:
        """The scenario of a partition, without its distributions; read once per run."""
        if key not in self._known:
            self._known[key] = Scenario.model_validate(self.document(key))
        return self._known[key]


class DistributionCache(dg.ConfigurableResource[None]):
    """Whether distributions computed earlier are used again."""

    is_used: bool = Field(default=True, description="Off: every distribution is computed afresh.")


class OutputFolder(dg.ConfigurableResource[None]):
    """Where runs go, and how their patients are cut."""

    root: str = Field(default="", description="Folder of all runs; empty: `exercises` in MEDGEN_HOME.")
    batch_size: int = Field(default=0, description="Patients per batch; 0: max(10,000, a hundredth of all).")
    chunk_size: int = Field(
        default=0, description="Patients simulated at a time; 0: MEDGEN_CHUNK_SIZE, or the default."
    )

    def path(self) -> Path:
        """The folder of all runs."""
        return Path(self.root) if self.root else default_output()

    def opened(self, scenario: Scenario) -> RunPlan:
        """Open a fresh run folder and keep its plan there."""
        cut = (
            batch_size_for(scenario.total_patients, self.batch_size or None),
            chunk_size_for(self.chunk_size or None),
        )
        folder = RunFolder.create(self.path(), scenario.name, scenario.fingerprint, datetime.now(UTC))
        return kept_plan(
            RunPlan(scenario.partition_key, str(folder.path), scenario.total_patients, *cut, maker_version())
        )


def default_output() -> Path:
    """Where runs go unless told otherwise."""
    return medgen_home() / "exercises"


class Workforce(dg.ConfigurableResource[None]):
    """In how many processes batches are made."""

    workers: int = Field(default=0, description="Worker processes; 0: MEDGEN_WORKERS, or 1.")

    def size(self) -> int:
        """Number of worker processes; 1 is this process itself."""
        return workers_for(self.workers or None)


class Listener:
    """Who hears of progress besides Dagster's log; nobody, unless a command or the table of runs listens.

    `opened` hears of the run folder as soon as there is one.
    """

    def __init__(self, *others: Hear, opened: Callable[[str], None] = lambda _: None) -> None:
        self.others = others
        self.opened = opened

    def hear(self, log: Callable[[str], None]) -> Hear:
        """Hears progress: a line in the log now and then, and everything to the others."""
        logged_at = -LOG_EVERY_SECONDS

        def hear(progress: Progress) -> None:
            nonlocal logged_at
            if progress.done == progress.total or progress.seconds - logged_at >= LOG_EVERY_SECONDS:
                log(str(progress))
                logged_at = progress.seconds
            for other in self.others:
                other(progress)

        return hear


def workers_for(asked: int | None) -> int:
    """The workers asked for, by option or MEDGEN_WORKERS, or 1; raises BadInput when that is no sensible number."""
    text = str(asked) if asked is not None else os.environ.get(WORKERS_VARIABLE, "1")
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        rule = f"the number of worker processes is a whole number from 1 to {MOST_WORKERS}."
        raise BadInput([Problem(WORKERS_VARIABLE, repr(text), rule)])
    return int(text)
