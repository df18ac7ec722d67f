"""The records of a stretch of patients: who, what happened, what was done, what was measured."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pyarrow as pa

from medgen_assets.schemas.casualties import Injuries
from medgen_assets.schemas.columns import declared
from medgen_assets.schemas.history import Allergies, RegularMedications
from medgen_assets.schemas.records import Patients
from medgen_assets.schemas.stored import stored_frame
from medgen_assets.simulation.care.pathways import PathwayTables
from medgen_assets.simulation.casualties import CasualtyTables
from medgen_assets.simulation.exercise import Exercise, Seconds
from medgen_assets.simulation.history import history
from medgen_assets.simulation.records.contacts import contacts
from medgen_assets.simulation.records.diagnosis.cases import ENDLESS, examined, with_mistakes
from medgen_assets.simulation.records.diagnosis.looking import cases_of, hurts_of
from medgen_assets.simulation.records.diagnosis.rows import diagnosed, diagnosed_columns, diagnosis_rows
from medgen_assets.simulation.records.events import Written, events
from medgen_assets.simulation.records.imaging.reports import imaging_findings
from medgen_assets.simulation.records.legs import legs_of, rows_of_patients
from medgen_assets.simulation.records.outcomes import outcome_columns
from medgen_assets.simulation.records.treatments import treatment_rows, treatments
from medgen_assets.simulation.records.vitals import alarms, looks_at, vital_rows


def records(exercise: Exercise, hurt: CasualtyTables, pathways: PathwayTables) -> dict[str, pa.Table]:
    """Table patients and its child tables, by name, of the same casualties."""
    return dict(record_tables(exercise, hurt, pathways))


def record_tables(
    exercise: Exercise, hurt: CasualtyTables, pathways: PathwayTables
) -> Iterator[tuple[str, pa.Table]]:
    """The same one by one, each made when it is asked for, so that the one before can be gone by then."""
    people, fates, ids = hurt.casualties, pathways.fates, hurt.casualties["patient_id"].to_numpy()
    legs = legs_of(exercise, people, fates, pathways.visits)
    moments = contacts(exercise, fates, legs)
    past = history(exercise, people)
    hurts = with_mistakes(exercise.draws, ids, hurts_of(hurt.injuries, people))
    cases = examined(
        exercise.draws,
        people,
        moments,
        exercise.seconds(fates["stopped_at"]),
        first_shown(exercise, people, pathways.retriages),
        hurts,
        cases_of(moments, hurts),
    )
    given, cases = treatments(exercise, people, fates, moments, hurts, cases, past.allergy_bits)
    found = diagnosed(moments, hurts, cases)
    looks = looks_at(exercise, fates, legs, moments)
    measured = vital_rows(exercise, people, fates, looks)
    written = Written(moments, given, looks, alarms(looks, measured, legs), found)
    yield "vitals", measured
    del measured
    yield "events", events(exercise, people, pathways, legs, written)
    yield "treatments", treatment_rows(exercise, ids, moments, given)
    yield "imaging_findings", imaging_findings(exercise, people, hurt.injuries, moments, given)
    yield "diagnoses", diagnosis_rows(exercise, ids, moments, found)
    yield "injuries", stored_frame(Injuries, hurt.injuries)
    yield "allergies", stored_frame(Allergies, past.allergies)
    yield "regular_medications", stored_frame(RegularMedications, past.regular_medications)
    outcomes = outcome_columns(exercise, people, hurt.injuries, fates, moments)
    everybody = patients(people, fates, outcomes.hstack(diagnosed_columns(found, len(people))))
    yield "patients", stored_frame(Patients, everybody)


def first_shown(exercise: Exercise, people: pl.DataFrame, retriages: pl.DataFrame) -> Seconds:
    """Second at which each patient was first seen to be dying while it waited; ENDLESS where it never was."""
    found = np.full(len(people), ENDLESS, dtype=np.int64)
    rows = rows_of_patients(people, retriages["patient_id"])
    np.minimum.at(found, rows, exercise.seconds(retriages["at"]))
    return found


def patients(casualties: pl.DataFrame, fates: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """One row per patient (table Patients), of tables in the same order."""
    columns = {column.name: column for table in (outcomes, fates, casualties) for column in table}
    return pl.DataFrame([columns[name] for name in Patients.column_names()]).pipe(declared(Patients))
