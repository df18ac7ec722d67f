"""What images cost: `python -m medgen_tests.benchmarks.imaging` prints CPU milliseconds for 10,000 patients.

Making the records of a stretch with the reports and without, in turn, and writing each table; the least of seven.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa

from medgen_assets.exporters.table_writer import table_writer
from medgen_assets.simulation import engine
from medgen_assets.simulation.records import patients
from medgen_tests.simulation.exercises import exercise

PATIENTS = 10_000
ROUNDS = 7
REPORTS = patients.imaging_findings


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU milliseconds of this process."""
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def least(*works: Callable[[], object]) -> list[float]:
    """The least that each took, when they took turns."""
    rounds = [[cpu_ms(work) for work in works] for _ in range(ROUNDS)]
    return [round(min(times), 1) for times in zip(*rounds, strict=True)]


def write(table: pa.Table, folder: Path) -> None:
    """Write a table as a batch does."""
    with table_writer(folder / "table.parquet", {}) as writer:
        writer.append(table)


def measured() -> dict[str, object]:
    """The figures."""
    asked = exercise(total_patients=PATIENTS)
    schedule = engine.casualty_events(asked)
    journal = engine.joined(list(engine.journals(asked, schedule, 2 * PATIENTS))).in_order()
    calls: list[tuple[object, ...]] = []

    def noted(*arguments: object) -> pa.Table:
        calls.append(arguments)
        return REPORTS(*arguments)  # type: ignore[arg-type]

    patients.imaging_findings = noted
    whole_stretch = engine.stretch(asked, schedule, journal, 0, PATIENTS)
    made = engine.records(
        asked, whole_stretch.hurt, whole_stretch.pathways
    )  # names as numbers, as they are written
    patients.imaging_findings = REPORTS
    whole, images = least(
        lambda: engine.stretch(asked, schedule, journal, 0, PATIENTS),
        lambda: REPORTS(*calls[0]),  # type: ignore[arg-type]
    )
    with tempfile.TemporaryDirectory() as folder:
        written = dict(
            zip(
                made, least(*(lambda t=table: write(t, Path(folder)) for table in made.values())), strict=True
            )
        )
    return {
        "rows": made["imaging_findings"].num_rows,
        "model_ms": whole,
        "of_it_images_ms": images,
        "share_of_model": round(images / whole, 4),
        "written_ms": written,
        "share_with_writing": round(
            (images + written["imaging_findings"]) / (whole + sum(written.values())), 4
        ),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(), indent=1) + "\n")
