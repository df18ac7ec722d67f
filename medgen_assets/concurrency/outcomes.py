"""What became of one item of many: its result, or the error with the item it belongs to."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from medgen_assets.errors import BadInput, MedgenError, Problem

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Done(Generic[Item, Result]):
    """The item and what the task gave for it; None is a result like any other."""

    item: Item
    value: Result


@dataclass(frozen=True, slots=True)
class Failed(Generic[Item]):
    """The item, what its task raised, and how often it was tried."""

    item: Item
    error: BaseException
    attempts: int = 1


Outcome = Done[Item, Result] | Failed[Item]


class TooManyFailed(MedgenError):
    """More items failed than the run may lose; those that failed are `failures`."""

    exit_code = 1

    def __init__(self, failures: list[Failed[Any]], allowed: int) -> None:
        self.failures = failures
        last = failures[-1]
        super().__init__(
            f"{len(failures)} items failed and {allowed} may: the last was {last.item!r} "
            f"({type(last.error).__name__}: {last.error}). The run was stopped."
        )


def positive(**limits: float) -> None:
    """Raise BadInput naming each limit that is not positive."""
    wrong = {name: value for name, value in limits.items() if not value > 0}
    if wrong:
        raise BadInput([Problem(name, str(value), "must be more than 0.") for name, value in wrong.items()])
