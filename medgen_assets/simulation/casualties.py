"""Casualties of a stretch of ids: who they are, how they are hurt, and the course that follows without care."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.course import CAUSES
from medgen_assets.schemas.casualties import Casualties, Injuries
from medgen_assets.schemas.columns import declared
from medgen_assets.simulation import demographics
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.care.course import Courses, untreated_courses, worst_bleeding
from medgen_assets.simulation.distributions import is_exposure
from medgen_assets.simulation.draws import Ids, between
from medgen_assets.simulation.edge_cases import models
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.history import with_allergic_places
from medgen_assets.simulation.injuries import InjuryTables, sampled_injuries
from medgen_assets.simulation.injuries.catalogue import REGIONS, Catalogue, catalogue
from medgen_assets.simulation.injuries.sampling import laterality
from medgen_assets.simulation.ordering import numbered_within
from medgen_assets.vocabulary import CasualtyClass, WarfareType

INCIDENT_COLUMNS = ("front", "warfare_type", "casualty_class", "special_event", "is_mass_casualty")


@dataclass(frozen=True)
class CasualtyTables:
    """Tables Casualties and Injuries of the same ids."""

    casualties: pl.DataFrame
    injuries: pl.DataFrame


def casualties(exercise: Exercise, events: pl.DataFrame, first_id: int, end_id: int) -> CasualtyTables:
    """Casualties with ids first_id … end_id - 1, and their injuries."""
    ids = np.arange(first_id, end_id, dtype=np.int64)
    incident = incidents_of(events, ids)
    warfare, classes = incident["warfare_type"].to_numpy(), incident["casualty_class"].to_numpy()
    seconds = exercise.seconds(incident["injured_at"])
    tables, lists = sampled_injuries(exercise, ids, warfare, classes, seconds), catalogue()
    is_exposed = exposed(incident)
    courses = untreated_courses(exercise.draws, ids, tables, lists, classes, is_exposed)
    modelled = models(ids, torture=exercise.scenario.torture)
    people = demographics.persons(exercise, ids, modelled, incidents_of(events, modelled.name_ids), incident)
    table = incident.hstack(people).hstack(injury_summary(exercise, ids, tables, courses, lists, classes))
    if exercise.scenario.torture:
        table = with_allergic_places(table)
    return CasualtyTables(
        table.select(Casualties.column_names()).pipe(declared(Casualties)),
        injury_rows(ids, tables, lists).pipe(declared(Injuries)),
    )


def incidents_of(events: pl.DataFrame, ids: Ids) -> pl.DataFrame:
    """The incident of each casualty, in the order of `ids`."""
    row = np.searchsorted(events["first_patient_id"].to_numpy(), ids, side="right") - 1
    return events[row].select(
        pl.Series("patient_id", ids),
        "casualty_event_id",
        *INCIDENT_COLUMNS,
        injured_at=pl.col("at"),
    )


def exposed(incident: pl.DataFrame) -> NDArray[np.bool_]:
    """Who was exposed to an agent: the disease casualties of CBRN warfare."""
    cells = [
        (pl.col("warfare_type") == kind) & (pl.col("casualty_class") == of_class)
        for kind in WarfareType
        for of_class in CasualtyClass
        if is_exposure(kind, of_class)
    ]
    return incident.select(pl.any_horizontal(cells)).to_series().to_numpy()


def injury_summary(
    exercise: Exercise,
    ids: Ids,
    tables: InjuryTables,
    courses: Courses,
    lists: Catalogue,
    classes: NDArray[np.str_],
) -> pl.DataFrame:
    """What the injuries of each casualty come to, one row per casualty."""
    worst = lists.conditions[tables.condition[:, 0]]
    is_disease = pl.Series(classes == CasualtyClass.DISEASE)
    return worst.select(
        pl.Series("mechanism", lists.mechanisms, dtype=pl.String).gather(tables.mechanism),
        pl.Series("body_region", REGIONS, dtype=pl.String).gather(tables.region[:, 0]),
        condition_code_system="code_system",
        condition_code="code",
        condition_display="display",
        condition_id="condition_id",
        treatment_group="treatment_group",
        severity=pl.Series(tables.severity[:, 0]),
        iss=pl.when(is_disease).then(None).otherwise(pl.Series(tables.iss)),
        hemorrhage=pl.Series(worst_bleeding(tables, lists).tolist(), dtype=pl.String),
        triage_initial=pl.Series(tables.triage.tolist(), dtype=pl.String),
        is_instantly_dead=pl.Series(tables.is_outright),
        untreated_death_minutes=pl.when(pl.Series(courses.is_lethal)).then(pl.Series(courses.death_minutes)),
        lethal_cause=pl.Series("lethal_cause", CAUSES, dtype=pl.String).gather(courses.cause),
        healing_days=pl.Series(healing_days(exercise, ids, tables, lists)),
    )


def healing_days(exercise: Exercise, ids: Ids, tables: InjuryTables, lists: Catalogue) -> Reals:
    """Days to fitness for duty: the longest of the injuries, each between its condition's bounds.

    The square of an even draw, so that most heal in the lower part. Assumption: times to duty are skewed to the
    right, as lengths of stay are.
    """
    shortest = lists.conditions["rtd_days_min"].to_numpy().astype(np.float64)
    longest = lists.conditions["rtd_days_max"].to_numpy().astype(np.float64)
    days = np.zeros(len(ids))
    for slot in range(tables.condition.shape[1]):
        condition = tables.condition[:, slot]
        uniforms = exercise.draws.for_casualties("healing", ids, slot)
        own = between(uniforms * uniforms, shortest[condition], longest[condition])
        days = np.maximum(days, np.where(condition >= 0, own, 0.0))
    return days


def injury_rows(ids: Ids, tables: InjuryTables, lists: Catalogue) -> pl.DataFrame:
    """One row per injury, worst first within a casualty."""
    row, slot = np.nonzero(tables.condition >= 0)
    order = np.lexsort((slot, -tables.severity[row, slot], row))
    row, slot = row[order], slot[order]
    hurt = (row, slot)
    return lists.conditions[tables.condition[hurt]].select(
        pl.Series("patient_id", ids[row]),
        pl.Series("injury_no", numbered_within(row)),
        "code_system",
        "code",
        "display",
        pl.Series("body_region", REGIONS, dtype=pl.String).gather(tables.region[hurt]),
        pl.when("is_sided").then(pl.Series(laterality(tables.is_left[hurt]))).alias("laterality"),
        pl.Series("severity", tables.severity[hurt]),
        "condition_id",
    )
