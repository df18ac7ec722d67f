"""Runs the command: `python -m medgen_assets.cli`."""

import gc
import sys

if __name__ == "__main__":  # worker processes import this module again and must not run it
    from medgen_assets.cli.collection import OBJECTS_BEFORE_COLLECTION, leave_to_the_system

    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)

    from medgen_assets.cli.app import main

    code = main()
    leave_to_the_system()
    sys.exit(code)
