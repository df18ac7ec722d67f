"""Casualties of a stretch of ids: who they are, how they are hurt, and the course that follows without care."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from medgen_assets.reference.course import CAUSES
from medgen_assets.schemas.casualties import Casualties, Injuries
from medgen_assets.schemas.columns import declared
from medgen_assets.simulation import demographics
from medgen_assets.simulation.arithmetic import Reals
from medgen_assets.simulation.care.course import worst_bleeding
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.edge_cases import models
from medgen_assets.simulation.exercise import CLASSES, Exercise
from medgen_assets.simulation.history import with_allergic_places
from medgen_assets.simulation.hurt import Hurt, healing_days, hurt, incidents_of
from medgen_assets.simulation.injuries import InjuryTables
from medgen_assets.simulation.injuries.catalogue import REGIONS, catalogue, mechanism_names
from medgen_assets.simulation.injuries.sampling import MOST_INJURIES, SEVERITIES
from medgen_assets.simulation.injuries.severity import UNSURVIVABLE
from medgen_assets.simulation.names import NO_NAME, Names
from medgen_assets.simulation.ordering import in_order, numbered_within
from medgen_assets.vocabulary import CasualtyClass, DosageBand, Hemorrhage, Laterality, TriageCategory

Flags = NDArray[np.bool_]

OF_EACH = ("condition_id", "code_system", "code", "display", "treatment_group")
"""Columns of the conditions that are written down."""
REGION_NAMES = Names.of(REGIONS)
BLEEDING = Names.of(list(Hemorrhage))
TRIAGE = Names.of(list(TriageCategory))
CAUSE_NAMES = Names.of(CAUSES)
BANDS = Names.of(list(DosageBand))
SIDES = Names.of(list(Laterality))
LEFT, RIGHT = SIDES.number(Laterality.LEFT), SIDES.number(Laterality.RIGHT)


@dataclass(frozen=True)
class CasualtyTables:
    """Tables Casualties and Injuries of the same ids."""

    casualties: pl.DataFrame
    injuries: pl.DataFrame


def casualties(exercise: Exercise, events: pl.DataFrame, first_id: int, end_id: int) -> CasualtyTables:
    """Casualties with ids first_id … end_id - 1, and their injuries."""
    ids = np.arange(first_id, end_id, dtype=np.int64)
    known = hurt(exercise, events, ids)
    incident = known.incident
    modelled = models(ids, torture=exercise.scenario.torture)
    torture = exercise.scenario.torture
    theirs = incidents_of(exercise, events, modelled.name_ids) if torture else incident
    people = demographics.persons(exercise, ids, modelled, theirs, incident)
    table = incident.hstack(people).hstack(injury_summary(exercise, known))
    if torture:
        table = with_allergic_places(demographics.plain(table))
    return CasualtyTables(
        table.select(Casualties.column_names()).pipe(declared(Casualties)),
        injury_rows(ids, known.tables).pipe(declared(Injuries)),
    )


@cache
def condition_cells() -> pl.DataFrame:
    """What is written down of each condition, names as categories, by number."""
    conditions = catalogue().conditions
    return pl.DataFrame(
        [column.cast(Names.of(column.to_list()).kind) for column in conditions.select(OF_EACH)]
    )


def injury_summary(exercise: Exercise, known: Hurt) -> pl.DataFrame:
    """What the injuries of each casualty come to, one row per casualty."""
    tables, courses = known.tables, known.courses
    worst = condition_cells()[tables.condition[:, 0]]
    is_injury = known.class_no != CLASSES.index(CasualtyClass.DISEASE)
    return pl.DataFrame(
        {
            "mechanism": mechanism_names().column("mechanism", tables.mechanism),
            "body_region": REGION_NAMES.column("body_region", tables.region[:, 0]),
            "condition_code_system": worst["code_system"],
            "condition_code": worst["code"],
            "condition_display": worst["display"],
            "condition_id": worst["condition_id"],
            "treatment_group": worst["treatment_group"],
            "severity": tables.severity[:, 0],
            "iss": where_known(tables.iss, is_injury),
            "hemorrhage": BLEEDING.column("hemorrhage", worst_bleeding(tables)),
            "triage_initial": TRIAGE.column("triage_initial", tables.triage_no),
            "is_instantly_dead": tables.is_outright,
            "untreated_death_minutes": where_known(courses.death_minutes, courses.is_lethal),
            "lethal_cause": CAUSE_NAMES.column("lethal_cause", courses.cause),
            "dosage_band": BANDS.column("dosage_band", courses.dosage_band - 1),
            "healing_days": healing_days(exercise, known),
        }
    )


def where_known(values: Ids | Reals, known: Flags) -> pl.Series:
    """A column that is empty where its value means nothing."""
    return pl.Series(values).set(pl.Series(~known), None)


def injury_rows(ids: Ids, tables: InjuryTables) -> pl.DataFrame:
    """One row per injury, worst first within a casualty."""
    row, slot = np.nonzero(tables.condition >= 0)
    severity = tables.severity[row, slot]
    order = in_order((row * SEVERITIES + UNSURVIVABLE - severity) * MOST_INJURIES + slot)
    row, slot, severity = row[order], slot[order], severity[order]
    hurt = (row, slot)
    condition = tables.condition[hurt]
    cells = condition_cells()[condition]
    side = np.where(is_sided()[condition], np.where(tables.is_left[hurt], LEFT, RIGHT), NO_NAME)
    return pl.DataFrame(
        {
            "patient_id": ids[row],
            "injury_no": numbered_within(row),
            "code_system": cells["code_system"],
            "code": cells["code"],
            "display": cells["display"],
            "body_region": REGION_NAMES.column("body_region", tables.region[hurt]),
            "laterality": SIDES.column("laterality", side),
            "severity": severity,
            "condition_id": cells["condition_id"],
        }
    )


@cache
def is_sided() -> Flags:
    """Whether each condition is of a paired part of the body."""
    return catalogue().conditions["is_sided"].to_numpy()
