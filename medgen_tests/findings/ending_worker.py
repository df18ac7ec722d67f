"""A process that answers one piece and ends in the middle of the next, as one does that the system ends."""

import os


def without_sign(caller: int, piece: int) -> int:
    """The number without its sign; in another process than the caller's, only of the first."""
    if os.getpid() != caller and piece != -1:
        os._exit(9)
    return abs(piece)
