"""Casualties of a stretch of ids: who they are, how they are hurt, and the course that follows without care."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from medgen_assets.reference.course import CAUSES
from medgen_assets.schemas.casualties import Casualties, Injuries
from medgen_assets.schemas.columns import declared
from medgen_assets.simulation import demographics
from medgen_assets.simulation.care.course import worst_bleeding
from medgen_assets.simulation.draws import Ids
from medgen_assets.simulation.edge_cases import models
from medgen_assets.simulation.exercise import Exercise
from medgen_assets.simulation.history import with_allergic_places
from medgen_assets.simulation.hurt import Hurt, healing_days, hurt, incidents_of
from medgen_assets.simulation.injuries import InjuryTables
from medgen_assets.simulation.injuries.catalogue import REGIONS, Catalogue
from medgen_assets.simulation.injuries.sampling import laterality
from medgen_assets.simulation.ordering import numbered_within
from medgen_assets.vocabulary import CasualtyClass, DosageBand

OF_EACH = ("condition_id", "code_system", "code", "display", "is_sided")
OF_THE_WORST = ("condition_id", "code_system", "code", "display", "treatment_group")
"""Columns of the conditions that are written down of every injury, and of the worst of each casualty."""


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
        table = with_allergic_places(table)
    return CasualtyTables(
        table.select(Casualties.column_names()).pipe(declared(Casualties)),
        injury_rows(ids, known.tables, known.lists).pipe(declared(Injuries)),
    )


def injury_summary(exercise: Exercise, known: Hurt) -> pl.DataFrame:
    """What the injuries of each casualty come to, one row per casualty."""
    tables, lists, courses = known.tables, known.lists, known.courses
    worst = lists.conditions.select(OF_THE_WORST)[tables.condition[:, 0]]
    is_disease = pl.Series(known.classes == CasualtyClass.DISEASE)
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
        dosage_band=pl.Series("dosage_band", [None, *DosageBand], dtype=pl.String).gather(
            courses.dosage_band
        ),
        healing_days=pl.Series(healing_days(exercise, known)),
    )


def injury_rows(ids: Ids, tables: InjuryTables, lists: Catalogue) -> pl.DataFrame:
    """One row per injury, worst first within a casualty."""
    row, slot = np.nonzero(tables.condition >= 0)
    order = np.lexsort((slot, -tables.severity[row, slot], row))
    row, slot = row[order], slot[order]
    hurt = (row, slot)
    return lists.conditions.select(OF_EACH)[tables.condition[hurt]].select(
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
