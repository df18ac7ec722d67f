"""Runs the command: `python -m medgen_assets.cli`."""

import gc
import sys

OBJECTS_BEFORE_COLLECTION = 50_000
"""Python's own 700 make it look through all of Dagster now and then.

Measured: 0.7 s of a generation of 19,000, now 0.2 s."""

if __name__ == "__main__":  # worker processes import this module again and must not run it
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)

    from medgen_assets.cli.app import main

    sys.exit(main())
