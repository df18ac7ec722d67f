"""Stores a folder of models and stays before the end of the transaction: run to be killed."""

import sys
import time
from pathlib import Path

from medgen_assets.findings.planning import planned
from medgen_assets.findings.reading import read_folder
from medgen_assets.store.finding_loading import changing
from medgen_assets.store.opening import open_database


def main(folder: Path) -> None:
    """Write everything but the end."""
    with open_database() as database, changing(database) as change:
        held = change.held()
        read = read_folder(folder)
        plan = planned(read, "models", held, [], removes_missing=True)
        sys.stdout.write("storing\n")
        sys.stdout.flush()
        change.apply("models", read, plan, [model.finding_no for model in held])
        time.sleep(60)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
