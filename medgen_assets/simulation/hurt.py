"""Casualties as care needs to know them: incident, injuries and the course without care, and nothing personal.

The people and the records are made from this, and so is the pass through finite means, which sees everybody.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.care.course import Courses, untreated_courses
from medgen_assets.simulation.distributions import is_exposure
from medgen_assets.simulation.draws import Ids, between
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.injuries import InjuryTables, sampled_injuries
from medgen_assets.simulation.injuries.catalogue import Catalogue, catalogue
from medgen_assets.vocabulary import CasualtyClass, WarfareType

DUTY_SHARE = np.array([0.0, 0.2, 0.4, 1.0, 1.0, 1.0, 1.0])
"""Part of the healing time after which duty is possible, by severity 0..6. Assumption: a fifth for minor and two
fifths for moderate conditions, because they serve with a dressing, a splint or tablets: 20-51 % of all wounded were
back within 72 h in three wars (Dupuy Institute), and about three of four treated were lightly hurt (74.1 % minor of
28,222, 73.3 % light of 5,813), so that a third to two thirds of the lightly hurt must be."""
INCIDENT_COLUMNS = ("front", "warfare_type", "casualty_class", "special_event", "is_mass_casualty")


@dataclass(frozen=True)
class Hurt:
    """Casualties by id: their incidents, injuries and untreated courses."""

    ids: Ids
    incident: pl.DataFrame
    classes: NDArray[np.str_]
    injured: Seconds
    is_exposed: NDArray[np.bool_]
    tables: InjuryTables
    lists: Catalogue
    courses: Courses


def hurt(exercise: Exercise, events: pl.DataFrame, ids: Ids) -> Hurt:
    """Draw how casualties `ids` (ascending) are hurt."""
    incident = incidents_of(events, ids)
    warfare, classes = incident["warfare_type"].to_numpy(), incident["casualty_class"].to_numpy()
    injured = exercise.seconds(incident["injured_at"])
    tables, lists = sampled_injuries(exercise, ids, warfare, classes, injured), catalogue()
    is_exposed = exposed(incident)
    courses = untreated_courses(exercise.draws, ids, tables, lists, classes, is_exposed)
    return Hurt(ids, incident, classes, injured, is_exposed, tables, lists, courses)


def incidents_of(events: pl.DataFrame, ids: Ids) -> pl.DataFrame:
    """The incident of each casualty, in the order of `ids`."""
    row = np.searchsorted(events["first_patient_id"].to_numpy(), ids, side="right") - 1
    incidents = events.select("casualty_event_id", *INCIDENT_COLUMNS, injured_at="at")[row]
    return incidents.insert_column(0, pl.Series("patient_id", ids))


def exposed(incident: pl.DataFrame) -> NDArray[np.bool_]:
    """Who was exposed to an agent: the disease casualties of CBRN warfare."""
    cells = [
        (pl.col("warfare_type") == kind) & (pl.col("casualty_class") == of_class)
        for kind in WarfareType
        for of_class in CasualtyClass
        if is_exposure(kind, of_class)
    ]
    return incident.select(pl.any_horizontal(cells)).to_series().to_numpy()


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
