"""Times the pass of casualties through finite means alone: entering, events and results, not how they are hurt.

`python -m medgen_tests.benchmarks.care 300000` prints casualties per CPU second of a run of nato_article_5, and memory.
What casualties bring to care is computed before, stride by stride, and does not count. Beside each stride of the pass
the same casualties go through four bare stages (`bare_queues`), a yardstick of the machine in that minute.
"""

import resource
import sys
import time
from collections.abc import Iterator

import polars as pl

from medgen_assets.defs.machine_code import code_of_this_machine
from medgen_assets.scenario.loading import preset
from medgen_assets.simulation import engine
from medgen_assets.simulation.care.flow.compiling import Flow, compiled_flow
from medgen_assets.simulation.care.journal import Journal
from medgen_assets.simulation.care.needs import needs
from medgen_assets.simulation.care.passage import STRIDE, FrontCare, strides_of_front
from medgen_assets.simulation.exercise import Exercise
from medgen_tests.benchmarks import bare_queues
from medgen_tests.benchmarks.bare_queues import BareQueues, GoThrough

STEPS = ("needs", "bare", "enter", "advance", "close")
MEGABYTE = 1024
"""Kilobytes, as the system counts the memory of a process."""


def timed_pass(exercise: Exercise, events: pl.DataFrame, flow: Flow, bare: GoThrough) -> dict[str, float]:
    """CPU seconds of each step of the pass, and of the yardstick in turn with it, with a checksum of what it wrote."""
    spent = dict.fromkeys(STEPS, 0.0)
    rows = check = 0
    for number in range(len(exercise.fronts)):
        for part in timed_front(exercise, events, number, (flow, bare), spent):
            rows += len(part.visits)
            check += sum_of(part)
    return spent | {"rows": rows, "check": check}


def timed_front(
    exercise: Exercise,
    events: pl.DataFrame,
    number: int,
    code: tuple[Flow, GoThrough],
    spent: dict[str, float],
) -> Iterator[Journal]:
    """One front, part by part: nobody holds all of it; adds what was spent on each step."""
    flow, bare = code
    own = events["casualties"].filter(events["front"] == exercise.fronts[number].name)
    queues = BareQueues(int(own.sum()), exercise.fighting_seconds)
    care = FrontCare(exercise, number, flow)
    clock = time.process_time
    for piece, ids, until in strides_of_front(exercise, events, number, STRIDE):
        at = clock()
        rows = needs(exercise, piece, ids).rows
        spent["needs"] += clock() - at
        at = clock()
        queues.go_through(bare, rows, until)
        spent["bare"] += clock() - at
        at = clock()
        care.enter(rows)
        spent["enter"] += clock() - at
        yield from made_in_time(gone_on(care, until), spent, "advance")
    yield from made_in_time(care.close(), spent, "close")


def gone_on(care: FrontCare, until: int) -> Iterator[Journal]:
    """What happens before a second, part by part."""
    yield from care.advance(until)
    yield care.taken()


def made_in_time(parts: Iterator[Journal], spent: dict[str, float], step: str) -> Iterator[Journal]:
    """The same parts; CPU seconds are counted of making them, not of what is done with them."""
    while True:
        at = time.process_time()
        part = next(parts, None)
        spent[step] += time.process_time() - at
        if part is None:
            return
        yield part


def sum_of(part: Journal) -> int:
    """The sum of all numbers of a part."""
    return sum(int(table.sum()) for table in part.tables())


def alone(found: dict[str, float]) -> float:
    """CPU seconds of the pass, without what casualties bring to it."""
    return sum(found[step] for step in ("enter", "advance", "close"))


def report(patients: int, flow: Flow, bare: GoThrough) -> str:
    """One line about a run of nato_article_5."""
    asked = preset("nato_article_5").with_total_patients(patients).with_seed(7)
    exercise = engine.exercise_of(asked.resolved())
    events = engine.casualty_events(exercise)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    found = timed_pass(exercise, events, flow, bare)
    steps = ", ".join(f"{step} {found[step]:.2f}" for step in ("enter", "advance", "close", "needs"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return (
        f"{patients:,}: {patients / alone(found):,.0f} casualties per CPU second of the pass ({steps} s); "
        f"{patients / found['bare']:,.0f} of the bare queues, {alone(found) / found['bare']:.2f} times as many; "
        f"at most {most:,.0f} MB, {before:,.0f} before; checksum {int(found['check'])}"
    )


if __name__ == "__main__":
    native, yardstick = compiled_flow(code_of_this_machine()), bare_queues.compiled()
    for size in sys.argv[1:] or ["300000"]:
        print(report(int(size), native, yardstick))  # noqa: T201
