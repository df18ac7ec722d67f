"""What two scenarios may differ in and still have the same casualties, and the refusal of everything else."""

from collections.abc import Iterator
from typing import Any

from medgen_assets.errors import BadInput, Problem
from medgen_assets.scenario.model import Scenario
from medgen_assets.scenario.showing import path_of, shown

CARE_FIELDS = ("follow_up_days", "evacuation_policy")
"""Fields of a scenario that care alone reads."""
FRONT_CARE_FIELDS = ("facilities", "vehicles", "distances_km", "priority")
"""The same of a front."""
OVERRIDE_CARE_FIELDS = (
    "care_transitions",
    "stay_hours",
    "first_aid_minutes",
    "reoperation_share",
    "withheld_interventions",
)
"""The same of the overrides."""
OTHER_FIELDS = ("name", "description", "seed", "identity_numbers", "religion", "next_of_kin", "torture")
"""Fields that neither injuries nor care read; the seed is the comparison's own."""
RULE = "the casualties would not be the same: only means and rules of care may differ."


def refuse_other_casualties(one: Scenario, other: Scenario) -> None:
    """Raise BadInput that names every field in which two resolved scenarios differ and that changes casualties."""
    found = differences(without_care(one.document()), without_care(other.document()), ())
    problems = [
        Problem(path_of(places), f"{shown(before)} in A and {shown(after)} in B", RULE)
        for places, before, after in found
    ]
    if problems:
        raise BadInput(problems)


def without_care(document: dict[str, Any]) -> dict[str, Any]:
    """The part of a scenario's document that decides who is hurt, when and how."""
    kept = left_out(document, CARE_FIELDS + OTHER_FIELDS)
    kept["fronts"] = [left_out(front, FRONT_CARE_FIELDS) for front in document["fronts"]]
    kept["overrides"] = left_out(document["overrides"], OVERRIDE_CARE_FIELDS)
    return kept


def left_out(part: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """A part of a document without some fields."""
    return {name: value for name, value in part.items() if name not in names}


def differences(one: Any, other: Any, places: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any, Any]]:
    """Where two plain values differ, as deep as both are of one shape: place, value, other value."""
    if isinstance(one, dict) and isinstance(other, dict) and set(one) == set(other):
        for name in one:
            yield from differences(one[name], other[name], (*places, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for number, (item, twin) in enumerate(zip(one, other, strict=True)):
            yield from differences(item, twin, (*places, number))
    elif one != other:
        yield places, one, other
