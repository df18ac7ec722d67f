"""The options of the connection pool, validated together."""

from dataclasses import dataclass, fields
from typing import Literal

from medgen_assets.errors import BadInput, Problem

Purpose = Literal["lookup", "search", "bulk"]
"""What a connection is asked for; each has a statement timeout of its own."""

MEGASECOND = 1_000_000.0
"""Upper bound of every duration: eleven days, because more is a slip of the pen (assumption)."""


@dataclass(frozen=True)
class PoolOptions:
    """How many connections one process keeps, and how long it waits for what (seconds).

    The figures are those of the performance plan of the findings index (1.6 there), except where said.
    """

    min_size: int = 0
    """Connections kept although idle. Assumption: 0, because idle ones count against the shared budget."""
    max_size: int = 2
    """Connections of one process at most. Assumption: 2, because ten processes share a budget of 19."""
    max_idle_seconds: float = 30.0
    wait_seconds: float = 5.0
    connect_seconds: float = 2.0
    startup_seconds: float = 3.0
    max_lifetime_seconds: float = 1800.0
    """Assumption: half an hour, because a server's memory for one session grows with its age."""
    max_waiting: int = 1000
    """Requests that may wait at once. Assumption: ten times the largest load that is tested."""
    slot_wait_seconds: float = 3600.0
    """Wait for a place in the budget of all processes. Assumption: one hour, as long as a long run."""
    lookup_seconds: float = 5.0
    """Assumption: a hundred times the slowest lookup that is accepted."""
    search_seconds: float = 10.0
    bulk_seconds: float = 300.0
    """Assumption: five minutes, because a bulk load of the largest catalogue takes well under one."""
    tcp_user_seconds: float = 10.0

    def __post_init__(self) -> None:
        problems = [*_size_problems(self), *_duration_problems(self)]
        if problems:
            raise BadInput(problems)

    def statement_seconds(self, purpose: Purpose) -> float:
        """How long one statement of this purpose may take."""
        seconds: float = getattr(self, f"{purpose}_seconds")
        return seconds


def _size_problems(options: PoolOptions) -> list[Problem]:
    problems = []
    for name, least in (("min_size", 0), ("max_size", 1), ("max_waiting", 1)):
        value = getattr(options, name)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            problems.append(Problem(name, repr(value), f"it must be a whole number of at least {least}."))
    if not problems and options.min_size > options.max_size:
        rule = f"it must not exceed max_size, which is {options.max_size}."
        problems.append(Problem("min_size", str(options.min_size), rule))
    return problems


def _duration_problems(options: PoolOptions) -> list[Problem]:
    names = [field.name for field in fields(options) if field.name.endswith("_seconds")]
    return [
        Problem(name, repr(value), "it must be a number of seconds above 0.")
        for name in names
        if not _is_duration(value := getattr(options, name))
    ]


def _is_duration(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= MEGASECOND
