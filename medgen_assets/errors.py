"""What can go wrong, said so that the reader knows what, where and what to do."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where it is, the value found, the rule it breaks, and the way out."""

    path: str
    value: str
    rule: str
    hint: str = ""

    def __str__(self) -> str:
        line = f"{self.path} is {self.value}: {self.rule}" if self.path else f"{self.value}: {self.rule}"
        return f"{line} {self.hint}".rstrip()


class MedgenError(Exception):
    """Something medgen cannot do, with the exit code its command ends with."""

    exit_code = 1

    def lines(self) -> list[str]:
        """One line per problem, as they are shown on stderr."""
        return [str(self)]


class BadInput(MedgenError):
    """The input breaks its rules; every problem is listed."""

    exit_code = 2

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def lines(self) -> list[str]:
        return [str(problem) for problem in self.problems]


class UpstreamMissing(MedgenError):
    """Data that this step reads have not been made yet."""

    exit_code = 2


class CheckFailed(MedgenError):
    """The answer is no: a check is red."""

    exit_code = 1


class OutputFailed(MedgenError):
    """A file could not be written whole; nothing half-written is left."""

    exit_code = 1


class DependencyDown(MedgenError):
    """Something medgen stands on is missing or does not answer."""

    exit_code = 3


class Cancelled(MedgenError):
    """The run was cancelled."""

    exit_code = 130
