"""The program of a process that reads files for another; started by `sharing`."""

import os
import sys

from medgen_assets.findings.reading import read_piece
from medgen_assets.findings.sharing import serve

if __name__ == "__main__":
    try:
        serve(read_piece)
    except BrokenPipeError:  # the caller has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
