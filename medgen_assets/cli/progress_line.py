"""One line on stderr that says how far the work is; rewritten in place on a terminal."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from medgen_assets.defs.progress import Progress

PLAIN_EVERY_SECONDS = 5.0
"""Pause between two lines where none can be rewritten, as in a log file (assumption)."""
TERMINAL_EVERY_SECONDS = 0.1
"""Pause between two rewritings; more often nobody can read (assumption)."""


class ProgressLine:
    """Shows progress until the block ends."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self.is_silent = is_silent
        self.is_terminal = sys.stderr.isatty()
        self.shown_at = -PLAIN_EVERY_SECONDS
        self.stage, self.done = "", 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.is_terminal and self.stage:
            print(file=sys.stderr)

    def show(self, progress: "Progress") -> None:
        """Show how far a stage is, not too often and nothing twice; its end always."""
        is_new = progress.stage != self.stage
        has_moved = is_new or progress.done != self.done
        pause = TERMINAL_EVERY_SECONDS if self.is_terminal else PLAIN_EVERY_SECONDS
        is_due = is_new or progress.done == progress.total or progress.seconds - self.shown_at >= pause
        if self.is_silent or not is_due or not has_moved:
            return
        begin = "\n" if is_new and self.stage and self.is_terminal else ""
        self.shown_at, self.stage, self.done = progress.seconds, progress.stage, progress.done
        text = f"{begin}\r\x1b[K{progress}" if self.is_terminal else f"{progress}\n"
        print(text, end="", file=sys.stderr, flush=True)
