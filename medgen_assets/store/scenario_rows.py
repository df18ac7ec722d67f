"""What the store says of scenarios: their versions, the list's lines, and what can go wrong."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from medgen_assets.errors import BadInput, MedgenError, Problem

Document = dict[str, Any]


class UnknownScenario(BadInput):
    """No such scenario, or no such version of it, is stored."""

    def __init__(self, name: str, rule: str = "no stored scenario has this name.") -> None:
        super().__init__([Problem("scenario", repr(name), rule, "See `medgen scenario list`.")])


class ScenarioExists(BadInput):
    """A scenario of this name is stored already."""

    def __init__(self, name: str) -> None:
        rule = "a stored scenario has this name already."
        super().__init__([Problem("scenario", repr(name), rule, "Update it, or choose another name.")])


class StaleScenario(MedgenError):
    """Somebody else changed the scenario meanwhile."""

    def __init__(self, name: str, known: int, current: int) -> None:
        self.known, self.current = known, current
        super().__init__(
            f"Scenario {name!r} is at version {current}, and this change was made to version {known}. "
            f"See `medgen scenario diff {name} {known} {current}`, and make the change again."
        )


@dataclass(frozen=True)
class ScenarioVersion:
    """One entry of a scenario's history."""

    name: str
    version: int
    parent: int | None
    author: str
    note: str
    fingerprint: str
    """SHA-256 (hex) of the document as the author wrote it, without seed or defaults of its own."""
    created_at: datetime


@dataclass(frozen=True)
class StoredScenario(ScenarioVersion):
    """One version of a scenario with its document."""

    is_automatic: bool
    document: Document


@dataclass(frozen=True)
class ScenarioEntry:
    """One line of the list of scenarios, about the current version."""

    name: str
    version: int
    author: str
    note: str
    fingerprint: str
    is_automatic: bool
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True)
class FoundScenarios:
    """The answer to a question for many: what was found, in the order asked, and what was not."""

    found: dict[str, StoredScenario]
    missing: tuple[str, ...]
