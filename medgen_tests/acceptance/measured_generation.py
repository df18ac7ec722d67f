"""One exercise made in a process of its own, which prints what memory it took; started by test_memory."""

import json
import sys
import tracemalloc
from pathlib import Path


def resident_mb() -> float:
    """Resident memory of this process now (MB)."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def main(preset_name: str, patients: int, out: str, formats: str, *, is_traced: bool) -> dict[str, float]:
    """Make the exercise, in other formats by comma too.

    The result is the memory of the idle process, its growth, and the peak that Python allocated (MB).
    """
    from medgen_assets.cli.generate import QUIET_LOGS
    from medgen_assets.defs.exercise import materialized_exercise, seeded
    from medgen_assets.defs.options import ExerciseOptions
    from medgen_assets.defs.storage import dagster_instance
    from medgen_assets.scenario.loading import preset
    from medgen_assets.telemetry.process import own_peak_bytes

    with dagster_instance(QUIET_LOGS) as instance:
        scenario = seeded(preset(preset_name).with_total_patients(patients), 7)
        idle = resident_mb()
        if is_traced:
            tracemalloc.start()
        materialized_exercise(
            instance, scenario, ExerciseOptions(out, tuple(filter(None, formats.split(","))))
        )
        traced = tracemalloc.get_traced_memory()[1] / 1e6
    growth = own_peak_bytes() / 2**20 - idle
    return {"idle_mb": idle, "growth_mb": growth, "traced_peak_mb": traced}


if __name__ == "__main__":
    name, number, folder, others, traced = sys.argv[1:]
    sys.stdout.write(json.dumps(main(name, int(number), folder, others, is_traced=traced == "traced")))
