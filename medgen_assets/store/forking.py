"""What holds connections or locks begins anew in a forked child, which must leave its parent's alone."""

import os
import weakref
from typing import Protocol


class Begins(Protocol):
    """Something that can forget all it holds and start as new."""

    def begin(self) -> None:
        """Hold nothing, as a new process does."""


def begin_again_in_forked_children(thing: Begins) -> None:
    """Call the thing's `begin` in every child forked from now on, as long as the thing lives."""
    reference = weakref.ref(thing)

    def begin_again() -> None:
        if (alive := reference()) is not None:
            alive.begin()

    os.register_at_fork(after_in_child=begin_again)
