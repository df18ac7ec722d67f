"""Runs the command: `python -m medgen_assets.cli`."""

import sys

from medgen_assets.cli.app import main

if __name__ == "__main__":  # worker processes import this module again and must not run it
    sys.exit(main())
