"""How one run is cut: its folder, its batches and chunks. Written when the run is opened, read ever after.

No Dagster here: worker processes read the plan too.
"""

import json
import math
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from medgen_assets.errors import BadInput, Problem, UpstreamMissing
from medgen_assets.exporters.layout import MAX_BATCHES, SUCCESS
from medgen_assets.files import write_whole

WORK = ".work"
PLAN = "plan.json"
SMALLEST_DEFAULT_BATCH = 10_000
"""Patients of a batch unless more are needed. Source: the data set contract, max(10,000, ⌈N/100⌉)."""
DEFAULT_BATCHES = 100
DEFAULT_CHUNK_SIZE = 10_000
"""Patients simulated at a time (docs/adr/0032-chunks-of-ten-thousand-on-one-thread.md)."""
SMALLEST_CHUNK, LARGEST_CHUNK = 1, 1_000_000


@dataclass(frozen=True)
class RunPlan:
    """One run: who it is for, where it lies, and how its patients are cut."""

    scenario_key: str
    folder: str
    patients: int
    batch_size: int
    chunk_size: int
    made_by: str = ""
    """Version of everything the bytes of the run depend on, when it was opened."""

    @property
    def path(self) -> Path:
        """The run folder."""
        return Path(self.folder)

    @property
    def batches(self) -> int:
        """Number of batches."""
        return math.ceil(self.patients / self.batch_size)

    def ids(self, batch: int) -> tuple[int, int]:
        """First patient id of a batch, and the first that is not in it."""
        if not 0 <= batch < self.batches:
            raise UpstreamMissing(
                f"Batch {batch:03d} of {self.scenario_key} does not exist: {self.patients:,} patients in batches of "
                f"{self.batch_size:,} make {self.batches}. Choose one from 000 to {self.batches - 1:03d}."
            )
        first = batch * self.batch_size
        return first, min(first + self.batch_size, self.patients)


def chunks(first_id: int, end_id: int, size: int) -> Iterator[tuple[int, int]]:
    """Cut [first_id, end_id) into stretches of `size` ids."""
    return ((first, min(first + size, end_id)) for first in range(first_id, end_id, size))


def batch_size_for(patients: int, asked: int | None) -> int:
    """The batch size asked for, or the default; raises BadInput when it makes too many batches."""
    size = max(SMALLEST_DEFAULT_BATCH, math.ceil(patients / DEFAULT_BATCHES)) if asked is None else asked
    least = math.ceil(patients / MAX_BATCHES)
    if size < max(1, least):
        rule = f"a data set has at most {MAX_BATCHES:,} batches."
        raise BadInput(
            [Problem("batch size", f"{size:,}", rule, f"Use {least:,} or more for {patients:,} patients.")]
        )
    return size


def chunk_size_for(asked: int | None) -> int:
    """The chunk size asked for, by option or MEDGEN_CHUNK_SIZE, or the default; raises BadInput when it is none."""
    text = str(asked) if asked is not None else os.environ.get("MEDGEN_CHUNK_SIZE", str(DEFAULT_CHUNK_SIZE))
    if not text.isdecimal() or not SMALLEST_CHUNK <= int(text) <= LARGEST_CHUNK:
        rule = f"the chunk size is a whole number from {SMALLEST_CHUNK} to {LARGEST_CHUNK:,}."
        raise BadInput([Problem("MEDGEN_CHUNK_SIZE", repr(text), rule)])
    return int(text)


def kept_plan(plan: RunPlan) -> RunPlan:
    """Keep the plan in its run folder."""
    write_whole(plan.path / WORK / PLAN, json.dumps(asdict(plan), indent=1))
    return plan


def plan_of(folder: Path, scenario_key: str) -> RunPlan:
    """The plan of an open run; raises UpstreamMissing when there is none, or it is sealed already."""
    try:
        return RunPlan(**json.loads((folder / WORK / PLAN).read_text("utf-8")))
    except FileNotFoundError:
        state = "is finished" if (folder / SUCCESS).exists() else "is gone"
        raise UpstreamMissing(
            f"The run of {scenario_key} in {folder} {state}, and a run is never changed afterwards. "
            "Materialize casualty_schedule of this scenario first; it opens a fresh run."
        ) from None
