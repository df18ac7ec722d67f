"""Times the pass of casualties through finite means alone: entering, events and results, not how they are hurt.

`python -m medgen_tests.benchmarks.care 300000` prints casualties per CPU second of a run of nato_article_5, and memory.
What casualties bring to care is computed before, stride by stride, and does not count.
"""

import resource
import sys
import time

import polars as pl

from medgen_assets.defs.machine_code import code_of_this_machine
from medgen_assets.scenario.loading import preset
from medgen_assets.simulation import engine
from medgen_assets.simulation.care.flow.compiling import Flow, compiled_flow
from medgen_assets.simulation.care.needs import needs
from medgen_assets.simulation.care.passage import STRIDE, FrontCare, strides
from medgen_assets.simulation.exercise import Exercise

MEGABYTE = 1024
"""Kilobytes, as the system counts the memory of a process."""


def timed_pass(exercise: Exercise, events: pl.DataFrame, flow: Flow) -> dict[str, float]:
    """CPU seconds of each step of the pass, with a checksum of what it wrote."""
    spent = dict.fromkeys(("needs", "enter", "advance", "taken", "close"), 0.0)
    fronts = [FrontCare(exercise, number, flow) for number in range(len(exercise.fronts))]
    rows = check = 0
    clock = time.process_time
    for ids, until in strides(exercise, events, STRIDE):
        at = clock()
        asked = needs(exercise, events, ids)
        spent["needs"] += clock() - at
        for number, care in enumerate(fronts):
            own = asked.rows[asked.front == number]
            at = clock()
            care.enter(own)
            spent["enter"] += clock() - at
            at = clock()
            parts = list(care.advance(until))
            spent["advance"] += clock() - at
            at = clock()
            parts.append(care.taken())
            spent["taken"] += clock() - at
            rows += sum(len(part.visits) for part in parts)
            check += sum(int(table.sum()) for part in parts for table in part.tables())
    at = clock()
    parts = [part for care in fronts for part in care.close()]
    spent["close"] = clock() - at
    check += sum(int(table.sum()) for part in parts for table in part.tables())
    return spent | {"rows": rows, "check": check}


def alone(found: dict[str, float]) -> float:
    """CPU seconds of the pass, without what casualties bring to it."""
    return sum(found[step] for step in ("enter", "advance", "taken", "close"))


def report(patients: int, flow: Flow) -> str:
    """One line about a run of nato_article_5."""
    asked = preset("nato_article_5").with_total_patients(patients).with_seed(7)
    exercise = engine.exercise_of(asked.resolved())
    events = engine.casualty_events(exercise)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    found = timed_pass(exercise, events, flow)
    steps = ", ".join(f"{step} {found[step]:.2f}" for step in ("enter", "advance", "taken", "close", "needs"))
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return (
        f"{patients:,}: {patients / alone(found):,.0f} casualties per CPU second of the pass ({steps} s); "
        f"at most {most:,.0f} MB, {before:,.0f} before; checksum {int(found['check'])}"
    )


if __name__ == "__main__":
    native = compiled_flow(code_of_this_machine())
    for size in sys.argv[1:] or ["300000"]:
        print(report(int(size), native))  # noqa: T201
