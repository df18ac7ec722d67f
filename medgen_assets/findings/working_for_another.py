"""The program of a process that works for another (see `sharing`): the work comes first, then its pieces.

It imports the module that the work needs and no more, because its start is what two processes cost above one.
"""

import os
import sys
from importlib import import_module

from medgen_assets.findings.messages import received, send


def serve() -> None:
    """Work until nothing comes any more: in at standard input, results out at standard output."""
    work = received(sys.stdin.buffer)
    while (piece := received(sys.stdin.buffer)) is not None:
        send(sys.stdout.buffer, work(piece))


if __name__ == "__main__":
    try:
        import_module(sys.argv[1])
        serve()
    except BrokenPipeError:  # the caller has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
