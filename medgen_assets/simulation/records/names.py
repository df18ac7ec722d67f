"""The names that records say things with: roles, categories, kinds of events, and what an exercise brings."""

from dataclasses import dataclass
from functools import lru_cache

from medgen_assets.reference import clinical
from medgen_assets.simulation.care.facilities import facility_rows, vehicle_names
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.names import Names
from medgen_assets.vocabulary import EventKind, Lack, Outcome, Role, TriageCategory

ROLES = Names.of(list(Role))
TRIAGE = Names.of(list(TriageCategory))
KINDS = Names.of(list(EventKind))
OUTCOMES = Names.of(list(Outcome))


@dataclass(frozen=True, eq=False)
class Places:
    """The names that an exercise brings: facilities, vehicles, and what events say in words."""

    facilities: Names
    vehicles: Names
    details: Names
    details_of_facilities: int
    """Number, in `details`, of "to <first facility>"; the others follow in the order of `facilities`."""


@lru_cache(maxsize=4)
def places(exercise: Exercise) -> Places:
    """The names of an exercise."""
    facilities = [row["facility_id"] for row in facility_rows(exercise)]
    words = Names.of(
        [
            *Outcome,
            *Lack,
            *clinical.conditions()["display"],
            *clinical.treatments()["display"],
        ]
    )
    return Places(
        facilities=Names.of(facilities),
        vehicles=vehicle_names(exercise),
        details=Names((*words.names, *(f"to {facility}" for facility in facilities))),
        details_of_facilities=len(words.names),
    )
