"""A process that answers one piece and ends in the middle of the next, as one does that the system ends."""

import os

from medgen_assets.findings.sharing import serve


def work(piece: int) -> int:
    """The number without its sign; the second time, nothing any more."""
    if piece != -1:
        os._exit(9)
    return abs(piece)


if __name__ == "__main__":
    serve(work)
