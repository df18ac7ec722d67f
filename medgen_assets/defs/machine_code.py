"""Where the machine code of the model is kept: in MEDGEN_HOME, by the source it was made from.

No Dagster here: the command line looks at one patient without it.
"""

import os
from functools import cache
from pathlib import Path

from medgen_assets.fingerprint import file_fingerprint, fingerprint
from medgen_assets.simulation.care import flow
from medgen_assets.store.home import medgen_home

CACHE_VARIABLE = "NUMBA_CACHE_DIR"
FOLDER_VARIABLE = "MEDGEN_COMPILED"
SHORT = 12


@cache
def source_version() -> str:
    """Fingerprint of the functions that are compiled.

    Numba looks at the file of a function alone, not at those of the functions it calls, and would use what is stale.
    """
    room = Path(next(iter(flow.__path__)))
    return fingerprint({path.name: file_fingerprint(path) for path in sorted(room.glob("*.py"))})[:SHORT]


def keep_machine_code() -> None:
    """Tell Numba where to keep machine code; before it is imported, since it asks once."""
    kept = os.environ.get(FOLDER_VARIABLE)
    folder = (Path(kept) if kept else medgen_home() / "compiled") / source_version()
    os.environ.setdefault(CACHE_VARIABLE, str(folder))
