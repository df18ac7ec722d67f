"""The pass of all casualties through care, written down part by part; in a process of its own when it is compiled.

Compiling takes 250 MB for a moment, which the process that goes on would keep. No Dagster here: the other process
imports this and must start fast.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.concurrency import Tell, ordered_map
from medgen_assets.defs.batches import exercise_of
from medgen_assets.defs.finished_work import note
from medgen_assets.defs.journals import JOURNAL, keep_part
from medgen_assets.defs.machine_code import keep_machine_code
from medgen_assets.defs.run_plan import RunPlan
from medgen_assets.exporters.layout import single_file
from medgen_assets.simulation.care.flow.layout import FATE_FIELDS
from medgen_assets.simulation.care.passage import COMPILED_FROM
from medgen_assets.simulation.engine import journals
from medgen_assets.vocabulary import Lack, Outcome


@dataclass(frozen=True)
class CareOrder:
    """Whose care is to be gone through; small, because it travels to another process."""

    plan: RunPlan
    scenario: str


def care_done(order: CareOrder, hear: Tell) -> pl.DataFrame:
    """Go through care and keep the journal; how many ended how, lacking what. `hear` gets casualties as they end."""
    processes = 2 if order.plan.patients >= COMPILED_FROM else 1
    [counts] = ordered_map(gone_through, [order], workers=processes, hear=hear)
    return counts


def gone_through(order: CareOrder, tell: Tell) -> pl.DataFrame:
    """Let all casualties go through care, and note that the journal is whole."""
    keep_machine_code()
    events = pl.read_parquet(order.plan.path / single_file("casualty_events"))
    files, counts = [], []
    for part, journal in enumerate(journals(exercise_of(order.scenario), events)):
        files += keep_part(order.plan, part, journal)
        counts.append(endings(journal.fates))
        tell(len(journal.fates))
    note(order.plan.path, JOURNAL, files)
    return pl.concat(counts).group_by("outcome", "lacked").sum().sort("outcome", "lacked")


def endings(fates: NDArray[np.int64]) -> pl.DataFrame:
    """Casualties by outcome and by what they waited for when it came."""
    named = {name: fates[:, column] for column, name in enumerate(FATE_FIELDS)}
    lacked = ["nothing", *map(str, Lack)]
    return (
        pl.DataFrame({"outcome": named["outcome"], "lacked": named["waits_for"]})
        .group_by("outcome", "lacked")
        .len("casualties")
        .with_columns(
            pl.col("outcome").replace_strict(dict(enumerate(map(str, Outcome))), return_dtype=pl.String),
            pl.col("lacked").replace_strict(dict(enumerate(lacked)), return_dtype=pl.String),
        )
    )
