"""One more try for a read whose connection broke: a little later, and not when its caller has waited long already."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

import psycopg

PAUSE_SECONDS = 0.1
"""Longest pause before the second try; each takes a part of it at random, so that all who lost their connection
together do not come back together. Assumption: a server that restarts takes tenths of a second."""

Answer = TypeVar("Answer")


def once_more(
    ask: Callable[[], Answer],
    within_seconds: float,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], object] = time.sleep,
) -> Answer:
    """Ask what changes nothing, and a second time when the connection was lost within so many seconds."""
    began = clock()
    try:
        return ask()
    except psycopg.OperationalError as error:
        if not is_connection_lost(error) or clock() - began > within_seconds:
            raise
    pause(random.uniform(0, PAUSE_SECONDS))  # noqa: S311, nobody gains by guessing it
    return ask()


def is_connection_lost(error: psycopg.OperationalError) -> bool:
    """Whether the server or the wire ended the connection: no code, class 08, or a shutdown (57P…)."""
    state = error.sqlstate
    return state is None or state.startswith(("08", "57P"))
