"""Documents that the tests of the scenario room share, as values."""

from typing import Any

import pytest

from medgen_assets.errors import BadInput
from medgen_assets.scenario.loading import scenario_from_document, scenario_from_text
from medgen_assets.scenario.model import Scenario

NORTH = {"name": "north", "share": 0.6, "nations": {"EST": 60, "FIN": 40}}
SOUTH = {"name": "south", "share": 0.4, "nations": {"POL": 100}}
VALID: dict[str, Any] = {"name": "baltic_winter", "total_patients": 1000, "days": 4, "fronts": [NORTH, SOUTH]}
VALID_TEXT = """\
name: baltic_winter
total_patients: 1000
fronts:
  - name: north
    share: 1
    nations: {EST: 60, FIN: 40}
"""


def document(**changes: Any) -> dict[str, Any]:
    """The valid document with some fields changed."""
    return VALID | changes


def north(**changes: Any) -> dict[str, Any]:
    """The valid document with some fields of its first front changed."""
    return document(fronts=[NORTH | changes, SOUTH])


def scenario(**changes: Any) -> Scenario:
    """The scenario of such a document."""
    return Scenario.model_validate(document(**changes))


def lines_for(bad: dict[str, Any]) -> list[str]:
    """What is said about a document."""
    with pytest.raises(BadInput) as refused:
        scenario_from_document(bad)
    return refused.value.lines()


def lines_for_text(text: str, ending: str = ".yaml") -> list[str]:
    """What is said about a text."""
    with pytest.raises(BadInput) as refused:
        scenario_from_text(text, "my_scenario", ending)
    return refused.value.lines()
