"""What the store says of runs, and what can go wrong with them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from medgen_assets.errors import BadInput, MedgenError, Problem


class RunState(StrEnum):
    """Where a run stands; the last three are ends."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDS = (RunState.COMPLETED, RunState.FAILED, RunState.CANCELLED)


class UnknownRun(BadInput):
    """No such run is recorded."""

    def __init__(self, run_id: str) -> None:
        problem = Problem("run", repr(run_id), "no run has this id.", "See `medgen status`.")
        super().__init__([problem])


class RunExists(BadInput):
    """A run of this id is recorded already."""

    def __init__(self, run_id: str) -> None:
        super().__init__([Problem("run", repr(run_id), "a run has this id already.", "Give another one.")])


class IllegalTransition(MedgenError):
    """A run cannot go from where it stands to where it was sent."""

    def __init__(self, run_id: str, state: RunState, wanted: RunState) -> None:
        self.state, self.wanted = state, wanted
        super().__init__(f"Run {run_id} is {state} and cannot become {wanted}. See `medgen status {run_id}`.")


class RunTaken(MedgenError):
    """Another process works on the run."""

    def __init__(self, run_id: str, host: str | None, process_id: int | None) -> None:
        super().__init__(
            f"Run {run_id} is worked on by process {process_id} on {host}. "
            f"Wait for its end, or end it with `medgen cancel {run_id}`."
        )


@dataclass(frozen=True)
class PrunedRun:
    """An ended run whose record goes: its folder, and Dagster's runs for it."""

    run_id: str
    scenario_name: str
    scenario_fingerprint: str
    state: RunState
    ended_at: datetime
    out_path: str | None
    dagster_run_ids: list[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", RunState(self.state))


@dataclass(frozen=True)
class RunAttempt:
    """An earlier attempt at a run that was taken up again."""

    attempt: int
    state: RunState
    done: int
    error: str | None
    host: str | None
    process_id: int | None
    started_at: datetime | None
    ended_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", RunState(self.state))


@dataclass(frozen=True)
class Run:
    """One execution of a scenario with a seed."""

    run_id: str
    scenario_name: str
    scenario_fingerprint: str
    scenario_version: int | None
    """The version of the stored scenario; None for a preset or a file."""
    seed: int
    person: str | None
    """Whose account of the machine asked for it; None for runs that were recorded before this was."""
    state: RunState
    stage: str | None
    """What is being worked on, or was when it ended badly."""
    done: int
    """Patients made so far, of `total`."""
    total: int
    patients_per_second: float | None
    stage_seconds: dict[str, float]
    row_counts: dict[str, int]
    bytes: int | None
    outcomes: dict[str, Any]
    out_path: str | None
    """Its run folder, from the moment there is one."""
    options: dict[str, Any] | None
    """What was asked for besides the scenario; enough to take the run up again."""
    connections: dict[str, Any] | None
    """The status of its process's pool of connections, by the names of `PoolStatus`."""
    dagster_run_ids: list[str]
    host: str | None
    process_id: int | None
    process_mark: str | None
    heartbeat_at: datetime | None
    """The last sign of life: its start or its last progress."""
    cancel_requested_at: datetime | None
    error: str | None
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    def __post_init__(self) -> None:
        object.__setattr__(self, "state", RunState(self.state))
