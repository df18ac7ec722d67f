"""Times the pass of casualties through finite means alone: entering, events and results, not how they are hurt.

`python -m medgen_tests.benchmarks.care 300000` prints casualties per CPU second of a run of nato_article_5, and the
most memory while care is gone through, the schedule being on disk as in a run. What casualties bring to care is
computed before, stride by stride, and does not count. Beside each stride of the pass the same casualties go through
four bare stages (`bare_queues`), a yardstick of the machine in that minute.
"""

import sys
import time
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from medgen_assets.defs.care_work import StoredSchedule
from medgen_assets.defs.machine_code import code_of_this_machine
from medgen_assets.defs.memory import give_back
from medgen_assets.defs.run_plan import RunPlan
from medgen_assets.exporters.layout import single_file
from medgen_assets.exporters.table_writer import ROW_GROUP_ROWS
from medgen_assets.scenario.loading import preset
from medgen_assets.simulation import engine
from medgen_assets.simulation.care.flow.compiling import Flow, compiled_flow
from medgen_assets.simulation.care.journal import Journal
from medgen_assets.simulation.care.needs import needs
from medgen_assets.simulation.care.passage import (
    STRIDE,
    FrontCare,
    Schedule,
    gone_through,
    strides_of_front,
)
from medgen_assets.simulation.exercise import Exercise
from medgen_tests.benchmarks import bare_queues
from medgen_tests.benchmarks.bare_queues import BareQueues, GoThrough

STEPS = ("needs", "bare", "all")
MEGABYTE = 1024
"""Kilobytes, as the system counts the memory of a process."""
STATUS, CLEARED = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def timed_pass(exercise: Exercise, schedule: Schedule, flow: Flow, bare: GoThrough) -> dict[str, float]:
    """CPU seconds of all steps, and of what is not the pass, with rows and a checksum of what it wrote."""
    spent = dict.fromkeys(STEPS, 0.0)
    rows = check = 0
    for number, front in enumerate(exercise.fronts):
        queues = BareQueues(ceil(exercise.scenario.total_patients * front.share), exercise.fighting_seconds)
        asked = brought(exercise, schedule, number, (queues, bare), spent)
        for part in made_in_time(gone_through(FrontCare(exercise, number, flow), asked), spent):
            rows += len(part.visits)
            check += sum_of(part)
    return spent | {"rows": rows, "check": check}


def brought(
    exercise: Exercise,
    schedule: Schedule,
    number: int,
    yardstick: tuple[BareQueues, GoThrough],
    spent: dict[str, float],
) -> Iterator[tuple[NDArray[np.int32], int]]:
    """What the casualties of a front bring to care, stride by stride, after they went through the bare queues."""
    queues, bare = yardstick
    clock = time.process_time
    at = clock()
    for piece, ids, until in strides_of_front(exercise, schedule, number, STRIDE):
        rows = needs(exercise, piece, ids).rows
        spent["needs"] += clock() - at
        at = clock()
        queues.go_through(bare, rows, until)
        spent["bare"] += clock() - at
        yield rows, until
        at = clock()
    spent["needs"] += clock() - at


def made_in_time(parts: Iterator[Journal], spent: dict[str, float]) -> Iterator[Journal]:
    """The same parts; CPU seconds are counted of making them, not of what is done with them."""
    while True:
        at = time.process_time()
        part = next(parts, None)
        spent["all"] += time.process_time() - at
        if part is None:
            return
        yield part


def sum_of(part: Journal) -> int:
    """The sum of all numbers of a part."""
    return sum(int(table.sum()) for table in part.tables())


def alone(found: dict[str, float]) -> float:
    """CPU seconds of the pass, without what casualties bring to it, and without the yardstick."""
    return found["all"] - found["needs"] - found["bare"]


def megabytes(what: str) -> float:
    """Memory of this process: VmRSS, what it has now, or VmHWM, the most since it was forgotten."""
    [line] = [line for line in STATUS.read_text().splitlines() if line.startswith(what)]
    return int(line.split()[1]) / MEGABYTE


def report(patients: int, flow: Flow, bare: GoThrough) -> str:
    """One line about a run of nato_article_5."""
    scenario = preset("nato_article_5").with_total_patients(patients).with_seed(7).resolved()
    exercise = engine.exercise_of(scenario)
    with TemporaryDirectory() as folder:
        plan = RunPlan(scenario.partition_key, folder, patients, patients, patients)
        events = engine.casualty_events(exercise)
        events.write_parquet(plan.path / single_file("casualty_events"), row_group_size=ROW_GROUP_ROWS)
        del events
        give_back()
        CLEARED.write_text("5")  # the most memory so far is forgotten
        before = megabytes("VmRSS")
        found = timed_pass(exercise, StoredSchedule(plan, exercise), flow, bare)
    return (
        f"{patients:,}: {patients / alone(found):,.0f} casualties per CPU second of the pass ({alone(found):.2f} s); "
        f"{patients / found['bare']:,.0f} of the bare queues, {alone(found) / found['bare']:.2f} times as many; "
        f"at most {megabytes('VmHWM'):,.0f} MB, {before:,.0f} before; checksum {int(found['check'])}"
    )


if __name__ == "__main__":
    native, yardstick = compiled_flow(code_of_this_machine()), bare_queues.compiled()
    for size in sys.argv[1:] or ["300000"]:
        print(report(int(size), native, yardstick))  # noqa: T201
