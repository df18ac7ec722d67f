"""Casualties as care needs to know them: incident, injuries and the course without care, and nothing personal.

The people and the records are made from this, and so is the pass through finite means, which sees everybody.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.care.course import Courses, untreated_courses
from medgen_assets.simulation.demographics import CLASS_NAMES, forces_of
from medgen_assets.simulation.distributions import is_exposure
from medgen_assets.simulation.draws import Ids, between
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.injuries import InjuryTables, sampled_injuries
from medgen_assets.simulation.injuries.catalogue import Catalogue, catalogue
from medgen_assets.simulation.names import Names, Numbers
from medgen_assets.vocabulary import CasualtyClass, SpecialEventType, WarfareType

DUTY_SHARE = np.array([0.0, 0.2, 0.4, 1.0, 1.0, 1.0, 1.0])
"""Part of the healing time after which duty is possible, by severity 0..6. Assumption: a fifth for minor and two
fifths for moderate conditions, because they serve with a dressing, a splint or tablets: 20-51 % of all wounded were
back within 72 h in three wars (Dupuy Institute), and about three of four treated were lightly hurt (74.1 % minor of
28,222, 73.3 % light of 5,813), so that a third to two thirds of the lightly hurt must be."""
WARFARE_NAMES = Names.of(list(WarfareType))
SPECIAL_EVENT_NAMES = Names.of(list(SpecialEventType))
CLASS_WORDS = np.array(CLASS_NAMES.names, dtype=object)
INCIDENT_COLUMNS = ("front", "warfare_type", "casualty_class", "special_event", "is_mass_casualty")


@dataclass(frozen=True)
class Hurt:
    """Casualties by id: their incidents, injuries and untreated courses."""

    ids: Ids
    incident: pl.DataFrame
    class_no: Numbers
    classes: NDArray[np.str_]
    injured: Seconds
    is_exposed: NDArray[np.bool_]
    tables: InjuryTables
    lists: Catalogue
    courses: Courses


def hurt(exercise: Exercise, events: pl.DataFrame, ids: Ids) -> Hurt:
    """Draw how casualties `ids` (ascending) are hurt."""
    incident = incidents_of(exercise, events, ids)
    warfare = WARFARE_NAMES.numbers(incident["warfare_type"])
    class_no = CLASS_NAMES.numbers(incident["casualty_class"])
    injured = exercise.seconds(incident["injured_at"])
    tables, lists = sampled_injuries(exercise, ids, warfare, class_no, injured), catalogue()
    is_exposed = exposures()[warfare, class_no]
    classes = CLASS_WORDS[class_no]
    courses = untreated_courses(exercise.draws, ids, tables, classes, is_exposed)
    return Hurt(ids, incident, class_no, classes, injured, is_exposed, tables, lists, courses)


def incidents_of(exercise: Exercise, events: pl.DataFrame, ids: Ids) -> pl.DataFrame:
    """The incident of each casualty, in the order of `ids`, which ascend; names are categories."""
    row = np.searchsorted(events["first_patient_id"].to_numpy(), ids, side="right") - 1
    first = int(row[0]) if len(row) else 0
    near = events.slice(first, int(row[-1]) + 1 - first if len(row) else 0)
    kinds: dict[str, pl.DataType] = {
        "front": forces_of(exercise).fronts.kind,
        "warfare_type": WARFARE_NAMES.kind,
        "casualty_class": CLASS_NAMES.kind,
        "special_event": SPECIAL_EVENT_NAMES.kind,
    }
    incidents = near.select("casualty_event_id", *INCIDENT_COLUMNS, injured_at="at").with_columns(
        pl.col(name).cast(kind) for name, kind in kinds.items()
    )[row - first]
    return incidents.insert_column(0, pl.Series("patient_id", ids))


@cache
def exposures() -> NDArray[np.bool_]:
    """By numbers of warfare type and class, who was exposed to an agent: the disease casualties of CBRN warfare."""
    return np.array([[is_exposure(kind, of_class) for of_class in CasualtyClass] for kind in WarfareType])


def healing_days(exercise: Exercise, known: Hurt) -> Reals:
    """Days to fitness for duty: the longest of the injuries, each between its condition's bounds.

    The square of an even draw, so that most heal in the lower part. Assumption: times to duty are skewed to the
    right, as lengths of stay are. The lightly hurt go back before they have healed (DUTY_SHARE).
    """
    tables, lists = known.tables, known.lists
    shortest = lists.conditions["rtd_days_min"].to_numpy().astype(np.float64)
    longest = lists.conditions["rtd_days_max"].to_numpy().astype(np.float64)
    days = np.zeros(len(known.ids))
    for slot in range(tables.condition.shape[1]):
        row = np.flatnonzero(tables.condition[:, slot] >= 0)
        condition = tables.condition[row, slot]
        uniforms = exercise.draws.for_casualties("healing", known.ids[row], slot)
        own = between(uniforms * uniforms, shortest[condition], longest[condition])
        days[row] = np.maximum(days[row], own * DUTY_SHARE[tables.severity[row, slot]])
    return days
