"""How far the work is, told to whoever wants to know: a terminal, Dagster's log, the table of runs.

No Dagster here.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

PATIENTS = "patients"
"""The stage that makes the batches; all others count other things."""
SECONDS_PER_MINUTE = MINUTES_PER_HOUR = 60


@dataclass(frozen=True)
class Progress:
    """How far one stage is: patients done of all, and the patients per second since it began."""

    stage: str
    done: int
    total: int
    seconds: float

    @property
    def rate(self) -> float:
        """Patients per second."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float:
        """Seconds to the end at this rate."""
        return (self.total - self.done) / self.rate if self.rate > 0 else 0.0

    def __str__(self) -> str:
        share = self.done / self.total if self.total else 1.0
        return (
            f"{self.stage} {self.done:,} of {self.total:,} ({share:.0%}), "
            f"{self.rate:,.0f}/s, {duration(self.seconds_left)} left"
        )


Hear = Callable[[Progress], None]


def duration(seconds: float) -> str:
    """Seconds as people say them."""
    minutes, rest = divmod(round(seconds), SECONDS_PER_MINUTE)
    hours, minutes_left = divmod(minutes, MINUTES_PER_HOUR)
    if hours:
        return f"{hours} h {minutes_left} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


@dataclass
class Tally:
    """Adds up patients and tells each time how far a stage is."""

    stage: str
    total: int
    hear: Hear
    done: int = 0
    begun: float = field(default_factory=time.monotonic)

    def add(self, patients: int) -> None:
        """So many more are done."""
        self.done += patients
        self.hear(Progress(self.stage, self.done, self.total, time.monotonic() - self.begun))
